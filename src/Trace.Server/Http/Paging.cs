using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Trace.Server.Storage;

namespace Trace.Server.Http;

/// <summary>A page of a list and the cursor of the next one, if there is one.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Reads a cursor of one list.</summary>
public delegate bool TryParseCursor<T>(string text, [MaybeNullWhen(false)] out T place);

/// <summary>Lists page by <c>cursor</c> and <c>limit</c> (1 to 200, default 50).</summary>
public static class Paging
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>After which item a page begins and how many it has at most, or what is wrong with that.</summary>
    /// <param name="cursor">From the request.</param>
    /// <param name="limit">From the request.</param>
    /// <param name="tryParse">Reads the list's cursors.</param>
    /// <param name="start">Where the first page begins.</param>
    public static Outcome<(T Place, int Size)> Parse<T>(string? cursor, int? limit, TryParseCursor<T> tryParse, T start)
    {
        if (limit is < 1 or > MaxLimit)
            return new Failure("invalid_request", string.Create(CultureInfo.InvariantCulture, $"`limit` is 1 to {MaxLimit}."));
        var place = start;
        if (cursor != null && !tryParse(cursor, out place))
            return new Failure("invalid_request", "`cursor` is not one of ours.");
        return (place!, limit ?? DefaultLimit);
    }

    /// <summary>The same for lists in the order of public ids.</summary>
    public static Outcome<(long After, int Size)> ParseById(string? cursor, int? limit) => Parse<long>(cursor, limit, PublicId.TryParse, -1);

    /// <summary>The same for lists in the order of numbers.</summary>
    public static Outcome<(long Place, int Size)> ParseByNumber(string? cursor, int? limit, long start) => Parse<long>(cursor, limit, TryParseNumber, start);

    /// <summary>The same for lists with the newest first, where the id decides between items of one time.</summary>
    public static Outcome<((long Time, T Id) Before, int Size)> ParseByTime<T>(string? cursor, int? limit, TryParseCursor<T> tryParseId, T last) =>
        Parse<(long Time, T Id)>(cursor, limit, (string text, out (long Time, T Id) place) => TryParseTime(text, tryParseId, out place), (long.MaxValue, last));

    /// <summary>What <see cref="ParseByTime"/> reads.</summary>
    public static string CursorOf(long time, string id) => string.Create(CultureInfo.InvariantCulture, $"{time}-{id}");

    /// <summary>Cuts a list that was read with one row too many.</summary>
    public static Page<TItem> Of<TRow, TItem>(
        IReadOnlyList<TRow> rows, int limit, Func<TRow, TItem> toItem, Func<TRow, string> cursorOf) => new(
        rows.Take(limit).Select(toItem).ToList(),
        rows.Count > limit ? cursorOf(rows[limit - 1]) : null);

    private static bool TryParseNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryParseTime<T>(string text, TryParseCursor<T> tryParseId, out (long Time, T Id) place)
    {
        place = default;
        if (text.Split('-', 2) is not [var time, var id] || !TryParseNumber(time, out var number) || !tryParseId(id, out var parsed))
            return false;
        place = (number, parsed);
        return true;
    }
}
