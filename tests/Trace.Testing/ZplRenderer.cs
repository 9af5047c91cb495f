using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trace.Testing;

/// <summary>A drawn label.</summary>
/// <param name="ImagePath">A grey PNG, one pixel a printer dot.</param>
/// <param name="Codes">What ZXing (WebAssembly) reads from it; empty unless asked for.</param>
public sealed record RenderedLabel(string ImagePath, IReadOnlyList<Barcode> Codes);

/// <summary>Draws ZPL as a printer would, with a renderer that is not ours (zpl-renderer-js).</summary>
public static partial class ZplRenderer
{
    private const int Cores = 2;
    private const int WorthTwoProcesses = 40;

    /// <summary>Draws labels, each a complete <c>^XA…^XZ</c>, into PNG files in the folder, in order: label-00001.png, ….</summary>
    /// <param name="labels">One string a label.</param>
    /// <param name="folder">An existing folder for the images.</param>
    /// <param name="widthMm">Width of the label.</param>
    /// <param name="heightMm">Height of the label.</param>
    /// <param name="dotsPerMm">8 for 203 dpi, 12 for 300 dpi, 24 for 600 dpi.</param>
    /// <param name="decode">Also read QR and DataMatrix codes of every image in the same process.</param>
    /// <exception cref="ToolException">A label the renderer refuses.</exception>
    public static async Task<IReadOnlyList<RenderedLabel>> RenderAsync(
        IReadOnlyList<string> labels,
        string folder,
        double widthMm,
        double heightMm,
        int dotsPerMm = 8,
        bool decode = false)
    {
        var script = NodeScripts.Find("render-zpl.mjs");
        var jobs = labels.Select((zpl, index) => new Job(zpl, $"label-{index + 1:00000}.png")).ToArray();
        var share = jobs.Length < WorthTwoProcesses ? jobs.Length : (jobs.Length + Cores - 1) / Cores;
        var parts = await Task.WhenAll(jobs.Chunk(Math.Max(1, share)).Select(async part =>
        {
            var order = new Order(part, folder, widthMm, heightMm, dotsPerMm, decode);
            var input = JsonSerializer.SerializeToUtf8Bytes(order, Json.Default.Order);
            var result = await Tool.RunAsync("node", [script], input, TimeSpan.FromMinutes(10));
            return JsonSerializer.Deserialize(result.Output, Json.Default.DrawnArray)!;
        }));
        return
        [
            .. parts.SelectMany(part => part).Select(drawn => new RenderedLabel(
                Path.Combine(folder, drawn.File),
                [.. drawn.Codes.Select(code => new Barcode(code.Format, code.Bytes, Identifier: code.Identifier))])),
        ];
    }

    internal sealed record Job(string Zpl, string File);

    internal sealed record Order(Job[] Labels, string Folder, double WidthMm, double HeightMm, int DotsPerMm, bool Decode);

    internal sealed record Drawn(string File, Code[] Codes);

    internal sealed record Code(string Format, byte[] Bytes, string Identifier);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Order))]
    [JsonSerializable(typeof(Drawn[]))]
    internal sealed partial class Json : JsonSerializerContext;
}
