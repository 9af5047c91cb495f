namespace Trace.Server.Web.Console.Units;

/// <summary>The stable link of a unit.</summary>
public static class UnitAddress
{
    public const string Path = "/console/units";

    public static string Of(string gtin, string serial) => $"{Path}/{gtin}/{Uri.EscapeDataString(serial)}";
}
