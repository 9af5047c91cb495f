using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Trace.Cli.Terminal;

/// <summary>Results on standard output, for people or as JSON; notes on standard error.</summary>
internal sealed class Output(bool json, bool quiet) : IDisposable
{
    private StreamWriter? _text;

    public bool IsJson => json;

    public bool IsQuiet => quiet;

    /// <summary>Progress is drawn only for a person who looks at standard error.</summary>
    public bool ShowsProgress => !quiet && !Console.IsErrorRedirected;

    /// <summary>While results go to standard output: a bar among them on one terminal would be neither.</summary>
    public bool ShowsProgressBesideResults => ShowsProgress && Console.IsOutputRedirected;

    /// <summary>Buffered until the end, or until <see cref="Flush"/>.</summary>
    private StreamWriter Text => _text ??= new StreamWriter(StandardOutput.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16);

    /// <summary>A line for people: whatever of it came from others cannot control the terminal.</summary>
    public void Line(string text) => Text.Write(Printable.Of(text) + "\n");

    /// <summary>Whole lines that were made elsewhere and are fit to print.</summary>
    public void Lines(string text) => Text.Write(text);

    public void Flush() => _text?.Flush();

    /// <summary>One JSON value on one line.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> type) => Lines(JsonSerializer.Serialize(value, type) + "\n");

    public void Json(JsonElement value) => Lines(CliJson.ToLine(value) + "\n");

    public void Json(JsonNode value) => Lines(value.ToJsonString(CliJson.Compact.Options) + "\n");

    /// <summary>Names and values; values that are empty are left out.</summary>
    public void Facts(IEnumerable<(string Name, string? Value)> facts)
    {
        var shown = facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).ToList();
        var width = shown.Select(fact => fact.Name.Length).DefaultIfEmpty().Max();
        foreach (var (name, value) in shown)
            Line($"  {name.PadRight(width)}  {value}");
    }

    /// <summary>Aligned columns, on a terminal with a rule below their names. A row is one line: an id broken over two cannot be copied.</summary>
    public void Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var cells = rows.Select(row => row.Select(Printable.Of).ToList()).ToList();
        var widths = columns.Select((name, i) => cells.Select(row => row[i].Length).Append(name.Length).Max()).ToList();
        Row(columns);
        if (!Console.IsOutputRedirected)
            Row([.. widths.Select(width => new string('─', width))]);
        cells.ForEach(Row);

        void Row(IReadOnlyList<string> row) => Line(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
    }

    /// <summary>For people; programs have the exit code and what is on standard output.</summary>
    public void Note(string text)
    {
        if (!quiet && !json)
            Console.Error.WriteLine(Printable.Of(text));
    }

    public void Dispose()
    {
        _text?.Dispose();
        _text = null;
    }
}
