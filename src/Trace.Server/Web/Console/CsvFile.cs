using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Trace.Server.Http;

namespace Trace.Server.Web.Console;

/// <summary>A list as a file for spreadsheets, written as it is read.</summary>
/// <remarks>What people typed is in it: a cell that a spreadsheet would take for a formula begins with an apostrophe.</remarks>
public static class CsvFile
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        InjectionEscapeCharacter = '\'',
    };

    /// <param name="context">Whose answer the file is.</param>
    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="columns">The first line.</param>
    /// <param name="rows">The others.</param>
    public static async Task WriteAsync(HttpContext context, string name, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<string?>> rows)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.csv\"";
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await using var csv = new CsvWriter(writer, Configuration);
        await WriteLineAsync(csv, columns);
        await foreach (var row in rows)
            await WriteLineAsync(csv, row);
    }

    /// <summary>The same for a list that comes in pages; what is wrong with the first is the answer.</summary>
    public static async Task WritePagesAsync<T>(
        HttpContext context, string name, IReadOnlyList<string> columns, Func<string?, Task<Outcome<Page<T>>>> list, Func<T, IReadOnlyList<string?>> toCells)
    {
        if ((await list(null)).TryGet(out var first, out var failure))
            await WriteAsync(context, name, columns, RowsAsync(first, list, toCells));
        else
            await failure.ExecuteAsync(context);
    }

    private static async IAsyncEnumerable<IReadOnlyList<string?>> RowsAsync<T>(Page<T> page, Func<string?, Task<Outcome<Page<T>>>> list, Func<T, IReadOnlyList<string?>> toCells)
    {
        while (true)
        {
            foreach (var item in page.Items)
                yield return toCells(item);
            if (page.Next == null)
                yield break;
            // The connection breaks: a file that ended here would pass for whole.
            if (!(await list(page.Next)).TryGet(out var next, out var failure))
                throw new InvalidOperationException(failure.Detail);
            page = next;
        }
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
