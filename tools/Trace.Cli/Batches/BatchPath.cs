namespace Trace.Cli.Batches;

/// <summary>Addresses of batches.</summary>
internal static class BatchPath
{
    public const string All = "api/v1/batches";

    /// <summary>The address of one batch; a batch id has letters and digits only, so it cannot lead elsewhere. Small letters are meant as capitals.</summary>
    public static string Of(string? id) => id is { Length: > 0 and <= 64 } && id.All(char.IsAsciiLetterOrDigit)
        ? $"{All}/{id.ToUpperInvariant()}"
        : throw CliException.Usage($"`{id}` is not a batch id; `trace batch list` shows them.");
}
