using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Trace.Core;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Audit;

/// <summary>The trail of a brand as a caller may see it: for the API and the console alike.</summary>
public sealed partial class AuditLists(Database database)
{
    private const int Portion = 1000;

    /// <summary>Newest first.</summary>
    public async Task<Outcome<Page<AuditEntry>>> ListAsync(Caller caller, string brandId, AuditFilter filter, string? cursor, int? limit) =>
        WholeBrand.Parse(brandId, caller).TryGet(out var id, out var failure) ? await ListAsync(id, filter, cursor, limit) : failure;

    /// <summary>The same for whom every trail is open.</summary>
    internal async Task<Outcome<Page<AuditEntry>>> ListAsync(long brandId, AuditFilter filter, string? cursor, int? limit)
    {
        if (!Paging.ParseByTime<long>(cursor, limit, PublicId.TryParse, long.MaxValue).TryGet(out var page, out var problem)
            || !Read(filter).TryGet(out var from, out problem))
        {
            return problem;
        }

        var rows = await database.ReadAsync(session => AuditStore.ListAsync(session, brandId, page.Before, from, filter.Action, page.Size + 1));
        return Paging.Of(rows, page.Size, AuditApi.ToEntry, AuditApi.CursorOf);
    }

    /// <summary>All of it, newest first, read as it is taken.</summary>
    public Outcome<IAsyncEnumerable<AuditEntry>> Stream(Caller caller, string brandId, AuditFilter filter, CancellationToken cancellationToken) =>
        WholeBrand.Parse(brandId, caller).TryGet(out var id, out var failure) && Read(filter).TryGet(out var from, out failure)
            ? Outcome.Of(StreamAsync(id, filter.Action, from, cancellationToken))
            : failure;

    private async IAsyncEnumerable<AuditEntry> StreamAsync(long brandId, string? action, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = (Time: long.MaxValue, Id: long.MaxValue);
        IReadOnlyList<AuditRow> rows;
        do
        {
            rows = await database.ReadAsync(session => AuditStore.ListAsync(session, brandId, before, from, action, Portion), cancellationToken);
            foreach (var row in rows)
                yield return AuditApi.ToEntry(row);
            before = rows.Count == 0 ? before : (rows[^1].At, rows[^1].AuditId);
        }
        while (rows.Count == Portion);
    }

    /// <summary>From when on, or what is wrong with the filter.</summary>
    private static Outcome<long> Read(AuditFilter filter)
    {
        if (filter.Action != null && !Action().IsMatch(filter.Action))
            return new Failure("invalid_request", "`action` is a thing and a verb, such as api_key.create.");
        if (filter.From == null)
            return long.MinValue;
        return Rfc3339.TryParse(filter.From, out var start)
            ? start.ToUnixTimeMilliseconds()
            : new Failure("invalid_request", "`from` is a time with its offset from UTC, such as 2026-11-24T09:30:00Z.");
    }

    [GeneratedRegex("^[a-z_]{1,40}\\.[a-z_]{1,40}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Action();
}

/// <summary>Which entries are asked for.</summary>
/// <param name="Action">Thing and verb, such as <c>api_key.create</c>.</param>
/// <param name="From">RFC 3339.</param>
public sealed record AuditFilter(string? Action = null, string? From = null);
