using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Trace.Cli.Terminal;

/// <summary>Results on standard output, for people or as JSON; notes on standard error.</summary>
internal sealed class Output(bool json, bool quiet) : IDisposable
{
    private StreamWriter? _text;

    public bool IsJson => json;

    public bool IsQuiet => quiet;

    /// <summary>Progress is drawn only for a person who looks at standard error, and not among results.</summary>
    public bool ShowsProgress => !quiet && !Console.IsErrorRedirected;

    /// <summary>Buffered until the end, or until <see cref="Flush"/>.</summary>
    private StreamWriter Text => _text ??= new StreamWriter(StandardOutput.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16);

    public void Line(string text) => Text.Write(text + "\n");

    /// <summary>Whole lines that were made elsewhere.</summary>
    public void Lines(string text) => Text.Write(text);

    public void Flush() => _text?.Flush();

    /// <summary>One JSON value on one line.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> type) => Line(JsonSerializer.Serialize(value, type));

    public void Json(JsonElement value) => Line(CliJson.ToLine(value));

    /// <summary>Names and values; values that are empty are left out.</summary>
    public void Facts(IEnumerable<(string Name, string? Value)> facts)
    {
        var shown = facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).ToList();
        var width = shown.Select(fact => fact.Name.Length).DefaultIfEmpty().Max();
        foreach (var (name, value) in shown)
            Line($"  {name.PadRight(width)}  {Printable.Of(value)}");
    }

    /// <summary>A drawn table on a terminal, aligned columns elsewhere.</summary>
    public void Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (Console.IsOutputRedirected)
        {
            PlainTable(columns, rows);
            return;
        }

        Flush();
        var table = new Table().Border(TableBorder.Horizontal);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column)).NoWrap());
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(Printable.Of(cell))));
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }).Write(table);
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

    private void PlainTable(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<IReadOnlyList<string>> lines = [columns, .. rows.Select(row => row.Select(Printable.Of).ToList())];
        var widths = columns.Select((_, i) => lines.Max(line => line[i].Length)).ToList();
        foreach (var line in lines)
            Line(string.Join("  ", line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
    }
}
