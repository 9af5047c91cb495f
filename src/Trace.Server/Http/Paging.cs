using System.Globalization;

namespace Trace.Server.Http;

/// <summary>A page of a list and the cursor of the next one, if there is one.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Lists page by <c>cursor</c> and <c>limit</c> (1 to 200, default 50).</summary>
public static class Paging
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public static Failure? Problem(int? limit) => limit is < 1 or > MaxLimit
        ? new Failure("invalid_request", string.Create(CultureInfo.InvariantCulture, $"`limit` is 1 to {MaxLimit}."))
        : null;

    /// <summary>Cuts a list that was read with one row too many.</summary>
    public static Page<TItem> Of<TRow, TItem>(
        IReadOnlyList<TRow> rows, int limit, Func<TRow, TItem> toItem, Func<TRow, string> cursorOf) => new(
        rows.Take(limit).Select(toItem).ToList(),
        rows.Count > limit ? cursorOf(rows[limit - 1]) : null);
}
