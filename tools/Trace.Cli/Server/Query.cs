using System.Globalization;

namespace Trace.Cli.Server;

/// <summary>A path with the query parameters that were given.</summary>
internal static class Query
{
    public static string Of(string path, IEnumerable<(string Name, object? Value)> parameters)
    {
        var given = parameters
            .Where(parameter => parameter.Value != null)
            .Select(parameter => $"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(Text(parameter.Value!))}")
            .ToList();
        return given.Count == 0 ? path : $"{path}?{string.Join('&', given)}";
    }

    private static string Text(object value) => value switch
    {
        true => "true",
        false => "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
