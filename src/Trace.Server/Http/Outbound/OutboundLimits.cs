namespace Trace.Server.Http.Outbound;

/// <summary>How long a call to an address we were given may take, and how much it may answer.</summary>
/// <param name="Connect">Name, connection and TLS.</param>
/// <param name="Whole">From the first byte sent to the last one read.</param>
/// <param name="MaxResponseBytes">The most a body may have; one that is longer breaks off with an error.</param>
public sealed record OutboundLimits(TimeSpan Connect, TimeSpan Whole, long MaxResponseBytes)
{
    public static OutboundLimits Default { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), 1 << 20);
}
