namespace Trace.Server.Anomalies;

/// <summary>How often a person wants a digest, as it is written in JSON and in the database.</summary>
public static class DigestPeriod
{
    public const string Off = "off";
    public const string Daily = "daily";
    public const string Weekly = "weekly";

    public static readonly IReadOnlyList<string> Words = [Off, Daily, Weekly];

    public static TimeSpan Of(string word) => TimeSpan.FromDays(word == Weekly ? 7 : 1);
}
