using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Trace.Core.Labels;

namespace Trace.Server.Labels;

/// <summary>Label stock by name: the known sheets, rolls of any size, and what the operator's file adds.</summary>
public sealed class LabelStockCatalog
{
    /// <summary>What people write into a file by hand; <see cref="LabelStockFile"/> takes it as well.</summary>
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Dictionary<string, LabelStock> _own = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="InvalidOperationException">The file is missing or holds stock that cannot be used.</exception>
    public LabelStockCatalog(TraceSettings settings)
    {
        if (settings.LabelStockFile is not { Length: > 0 } path)
            return;
        if (!File.Exists(path))
            throw new InvalidOperationException($"The label stock file {path} does not exist.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            var entries = document.RootElement.ValueKind == JsonValueKind.Array
                ? document.RootElement.EnumerateArray().ToList()
                : [document.RootElement];
            foreach (var entry in entries)
                Add(path, entry);
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"The label stock file {path} is not JSON: {exception.Message}", exception);
        }
    }

    public IEnumerable<LabelStock> All => LabelStocks.Sheets.Concat(_own.Values);

    public bool TryFind(string id, [NotNullWhen(true)] out LabelStock? stock, [NotNullWhen(false)] out LabelProblem? problem)
    {
        problem = null;
        return _own.TryGetValue(id, out stock) || LabelStocks.TryFind(id, out stock, out problem);
    }

    private void Add(string path, JsonElement entry)
    {
        if (!LabelStockFile.TryRead(System.Text.Encoding.UTF8.GetBytes(entry.GetRawText()), out var stock, out var problems))
            throw new InvalidOperationException($"{path}: {string.Join(" ", problems.Select(problem => problem.Text))}");
        if (LabelStocks.TryFind(stock.Id, out _, out _) || !_own.TryAdd(stock.Id, stock))
            throw new InvalidOperationException($"{path}: the id {stock.Id} is taken.");
    }
}
