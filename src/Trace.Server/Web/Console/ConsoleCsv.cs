using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Trace.Server.Web.Console;

/// <summary>A list of the console as a file for spreadsheets, written as it is read.</summary>
/// <remarks>Some of it is typed by people: a cell that a spreadsheet would take for a formula begins with an apostrophe.</remarks>
public static class ConsoleCsv
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        InjectionEscapeCharacter = '\'',
    };

    public static async Task WriteAsync(HttpContext context, string fileName, IReadOnlyList<string> columns, IAsyncEnumerable<string?[]> rows)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await using var csv = new CsvWriter(writer, Configuration);
        await WriteLineAsync(csv, columns);
        await foreach (var row in rows)
            await WriteLineAsync(csv, row);
    }

    public static string? Time(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static Task WriteLineAsync(CsvWriter csv, IReadOnlyList<string?> cells)
    {
        foreach (var cell in cells)
            csv.WriteField(cell);
        return csv.NextRecordAsync();
    }
}
