namespace Trace.Server.Storage;

/// <summary>Times as the database keeps them: milliseconds since 1970 in UTC.</summary>
public static class UnixTime
{
    public static DateTimeOffset? Of(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
