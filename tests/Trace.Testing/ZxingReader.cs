using System.Globalization;

namespace Trace.Testing;

/// <summary>ZXingReader of Debian's zxing-cpp-tools.</summary>
internal static class ZxingReader
{
    public static async Task<IReadOnlyList<IReadOnlyList<Barcode>>> ReadAsync(IReadOnlyList<string> imagePaths, string formats)
    {
        var images = new List<IReadOnlyList<Barcode>>(imagePaths.Count);
        foreach (var path in imagePaths)
        {
            // -escape keeps the text, which we do not use, on its own line.
            var result = await Tool.RunAsync("ZXingReader", ["-escape", "-format", formats, path], accept: code => code is 0 or 1);
            if (result.ExitCode == 1 || result.Text.Contains("Failed to read image", StringComparison.Ordinal))
                throw new ToolException($"ZXingReader could not read {path}: {result.Error}{result.Text}");
            images.Add(Parse(result.Text));
        }

        return images;
    }

    private static List<Barcode> Parse(string text)
    {
        var codes = new List<Barcode>();
        byte[] bytes = [];
        var format = "";
        var identifier = "";
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("Bytes:", StringComparison.Ordinal))
                bytes = Convert.FromHexString(Value(line).Replace(" ", "", StringComparison.Ordinal));
            else if (line.StartsWith("Format:", StringComparison.Ordinal))
                format = Value(line);
            else if (line.StartsWith("Identifier:", StringComparison.Ordinal))
                identifier = Value(line);
            else if (line.StartsWith("Position:", StringComparison.Ordinal) && bytes.Length > 0)
                codes.Add(new Barcode(format, bytes, ParseCorner(Value(line)), identifier));
        }

        return codes;
    }

    private static string Value(string line) => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();

    private static (int X, int Y) ParseCorner(string position)
    {
        var corner = position.Split(' ')[0].Split('x');
        return (int.Parse(corner[0], CultureInfo.InvariantCulture), int.Parse(corner[1], CultureInfo.InvariantCulture));
    }
}
