namespace Trace.Server.Web.Console.Map;

/// <summary>What is drawn of a country.</summary>
/// <param name="IsMarked">It is one to look at.</param>
public sealed record MarketDisc(string Country, long Size, bool IsMarked);
