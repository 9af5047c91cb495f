using Microsoft.AspNetCore.Components;

namespace Trace.Server.Web.Console;

/// <summary>A column of a <see cref="SortTable{TRow}"/>.</summary>
/// <param name="Name">The key of its name.</param>
/// <param name="Value">What it sorts by.</param>
/// <param name="Show">The words of a cell; the value itself if left out.</param>
public sealed record SortColumn<TRow>(string Name, Func<TRow, IComparable?> Value, Func<TRow, string>? Show = null)
{
    public bool IsNumber { get; init; }

    /// <summary>What a cell shows that is more than words.</summary>
    public RenderFragment<TRow>? Content { get; init; }

    public string Text(TRow row, ConsoleTexts t) => Show != null ? Show(row) : Value(row) is long number ? number.ToString("N0", t.Culture) : $"{Value(row)}";
}
