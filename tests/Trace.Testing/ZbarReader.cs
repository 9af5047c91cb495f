using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Trace.Testing;

/// <summary>zbarimg of Debian's zbar-tools.</summary>
internal static class ZbarReader
{
    /// <summary>zbarimg's exit code when an image held no barcode.</summary>
    private const int NothingFound = 4;

    private static readonly string[] QrOnly = ["--nodbus", "--quiet", "-Sdisable", "-Sqrcode.enable"];

    public static async Task<IReadOnlyList<IReadOnlyList<Barcode>>> ReadAsync(IReadOnlyList<string> imagePaths)
    {
        var result = await RunAsync(["--xml"], imagePaths);
        var images = Parse(result.Text);
        if (images.Count != imagePaths.Count)
            throw new ToolException($"zbarimg read {images.Count} of {imagePaths.Count} images: {result.Error}");

        for (var i = 0; i < images.Count; i++)
        {
            // zbarimg 0.23.92 damages bytes above 0x7F in its base64 output (they become 0xFF).
            if (images[i].Any(code => code.Bytes.Any(value => value > 0x7F)))
                images[i] = await ReadRawAsync(imagePaths[i], images[i].Count);
        }

        return images;
    }

    /// <summary>One message a line: exact for every byte but the line feed.</summary>
    private static async Task<IReadOnlyList<Barcode>> ReadRawAsync(string imagePath, int count)
    {
        var result = await RunAsync(["--raw"], [imagePath]);
        var lines = result.Text.TrimEnd('\n').Split('\n');
        return lines.Length == count
            ? [.. lines.Select(line => new Barcode("QR-Code", Encoding.UTF8.GetBytes(line)))]
            : throw new ToolException($"zbarimg: {imagePath} holds line feeds beside bytes above 0x7F, which cannot be told apart; ask ZXing");
    }

    private static Task<ToolResult> RunAsync(string[] options, IEnumerable<string> imagePaths) =>
        Tool.RunAsync("zbarimg", [.. QrOnly, .. options, .. imagePaths], timeout: TimeSpan.FromMinutes(5), accept: code => code is 0 or NothingFound);

    private static List<IReadOnlyList<Barcode>> Parse(string xml)
    {
        // The tool writes control characters as they are.
        using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { CheckCharacters = false });
        var document = XDocument.Load(reader);
        return
        [
            .. document.Root!.Elements().Where(element => element.Name.LocalName == "source").Select(source => (IReadOnlyList<Barcode>)
            [
                .. source.Descendants().Where(element => element.Name.LocalName == "symbol").Select(ParseSymbol),
            ]),
        ];
    }

    private static Barcode ParseSymbol(XElement symbol)
    {
        var data = symbol.Elements().Single();
        var bytes = data.Attribute("format")?.Value == "base64"
            ? Convert.FromBase64String(data.Value)
            : Encoding.UTF8.GetBytes(data.Value);
        return new Barcode(symbol.Attribute("type")!.Value, bytes);
    }
}
