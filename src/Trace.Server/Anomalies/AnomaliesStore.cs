using Dapper;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>Which anomalies a list is of.</summary>
public sealed record AnomalyFilter(string? Kind = null, string? Status = null, string? Gtin = null, uint? Batch = null);

public static class AnomaliesStore
{
    private const string Columns =
        """
        SELECT
            subject_id AS SubjectId,
            slot AS Slot,
            brand_id AS BrandId,
            kind AS Kind,
            batch_number AS BatchNumber,
            gtin AS Gtin,
            serial AS Serial,
            site AS Site,
            score AS Score,
            scans AS Scans,
            reasons AS Reasons,
            status AS Status,
            note AS Note,
            assignee AS Assignee,
            detected_at AS DetectedAt,
            last_at AS LastAt,
            decided_at AS DecidedAt,
            decided_by AS DecidedBy,
            dismissed_score AS DismissedScore,
            snoozed_until AS SnoozedUntil,
            country AS Country
        FROM anomaly
        """;

    internal const string ListOfSubjects = $"{Columns} WHERE subject_id = ANY(@SubjectIds);";

    internal const string Find = $"{Columns} WHERE subject_id = @SubjectId AND slot = @Slot;";

    internal const string Put =
        """
        INSERT INTO anomaly (
            subject_id, slot, brand_id, kind, batch_number, gtin, serial, site, score, scans, reasons, status, note, assignee,
            detected_at, last_at, decided_at, decided_by, dismissed_score, snoozed_until, country)
        VALUES (
            @SubjectId, @Slot, @BrandId, @Kind, @BatchNumber, @Gtin, @Serial, @Site, @Score, @Scans, @Reasons, @Status, @Note, @Assignee,
            @DetectedAt, @LastAt, @DecidedAt, @DecidedBy, @DismissedScore, @SnoozedUntil, @Country)
        ON CONFLICT (subject_id, slot) DO UPDATE SET
            kind = excluded.kind,
            score = excluded.score,
            scans = excluded.scans,
            reasons = excluded.reasons,
            status = excluded.status,
            note = excluded.note,
            assignee = excluded.assignee,
            detected_at = excluded.detected_at,
            last_at = excluded.last_at,
            decided_at = excluded.decided_at,
            decided_by = excluded.decided_by,
            dismissed_score = excluded.dismissed_score,
            snoozed_until = excluded.snoozed_until,
            country = excluded.country;
        """;

    private const string Lock = "SELECT COUNT(pg_advisory_xact_lock(locked.id)) FROM (SELECT UNNEST(@SubjectIds) AS id ORDER BY 1) AS locked;";

    private const string ListCopiedBatches = "SELECT subject_id FROM anomaly WHERE brand_id = @BrandId AND slot = @Slot AND status <> @Dismissed;";

    /// <summary>One of <see cref="AnomalyRow.Filters"/>, as of <c>@Now</c>.</summary>
    internal const string Standing = "CASE WHEN status = 'open' AND snoozed_until > @Now THEN 'snoozed' ELSE status END";

    private const string CountByKind =
        $"""
        SELECT
            kind AS Kind,
            {Standing} AS Status,
            COUNT(*) AS Anomalies
        FROM anomaly
        """;

    /// <summary>What a caller may see; what belongs to no product is the whole brand's.</summary>
    internal static string Visible(Session session) =>
        $"""
        WHERE brand_id = @BrandId
            AND (@AnyGtin = 1 OR gtin {session.AnyOf("@Gtins")})
            AND (@AnySite = 1 OR (gtin IS NOT NULL AND site IS NULL) OR site {session.AnyOf("@Sites")})
        """;

    /// <summary>What <see cref="Visible"/> and a filter ask for.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="filter">Which are asked for.</param>
    /// <param name="others">The statement's own.</param>
    internal static DynamicParameters Parameters(Caller caller, AnomalyFilter filter, object? others = null)
    {
        var parameters = new DynamicParameters(others);
        parameters.AddDynamicParams(new
        {
            caller.BrandId,
            AnyGtin = caller.Gtins.Count == 0 ? 1 : 0,
            Gtins = caller.Gtins.ToArray(),
            AnySite = caller.Sites.Count == 0 ? 1 : 0,
            Sites = caller.Sites.ToArray(),
            Kind = filter.Kind ?? "",
            Status = filter.Status ?? "",
            Gtin = filter.Gtin ?? "",
            Batch = (long?)filter.Batch ?? -1,
        });
        return parameters;
    }

    private static string List(Session session) =>
        $"""
        {Columns}
        {Visible(session)}
            AND (@Kind = '' OR kind = @Kind)
            AND (@Status = '' OR {Standing} = @Status)
            AND (@Gtin = '' OR gtin = @Gtin)
            AND (@Batch = -1 OR batch_number = @Batch)
            AND (detected_at < @BeforeTime
                OR (detected_at = @BeforeTime AND (subject_id < @BeforeSubject OR (subject_id = @BeforeSubject AND slot < @BeforeSlot))))
        ORDER BY detected_at DESC, subject_id DESC, slot DESC
        LIMIT @Limit;
        """;

    /// <summary>Nobody else changes anomalies of these subjects until the transaction ends; scans lock their units so too. SQLite has one writer.</summary>
    public static Task LockAsync(Session session, params long[] subjectIds) =>
        session.Dialect == Dialect.Postgres ? session.ExecuteAsync(Lock, new { SubjectIds = subjectIds }) : Task.CompletedTask;

    /// <summary>Whoever's they are: for what changes them.</summary>
    public static Task<IReadOnlyList<AnomalyRow>> ListOfSubjectsAsync(Session session, long[] subjectIds) => session.ListAsync<AnomalyRow>(
        session.Dialect == Dialect.Postgres ? ListOfSubjects : $"{Columns} WHERE subject_id IN @SubjectIds;", new { SubjectIds = subjectIds });

    /// <summary>Null also for one that the caller may not see.</summary>
    public static async Task<AnomalyRow?> FindAsync(Session session, Caller caller, AnomalyId id) =>
        await session.FindAsync<AnomalyRow>(Find, new { id.SubjectId, id.Slot }) is { } row && MaySee(caller, row) ? row : null;

    /// <summary>Whether people dismissed that a unit was copied, and not much more speaks for it since.</summary>
    public static async Task<bool> IsMutedAsync(Session session, long unitId, double score) =>
        await session.FindAsync<AnomalyRow>(Find, new { SubjectId = unitId, Slot = AnomalyKind.CopiedCode.Slot() }) is { Status: AnomalyRow.Dismissed } row
        && score < row.DismissedScore + AnomalyLife.Relearn;

    /// <summary>First units of the batches that count as copied.</summary>
    public static async Task<HashSet<long>> ListCopiedBatchesAsync(Session session, long brandId) =>
        [.. await session.ListAsync<long>(ListCopiedBatches, new { BrandId = brandId, Slot = AnomalyKind.CopiedBatch.Slot(), AnomalyRow.Dismissed })];

    public static Task PutAsync(Session session, IEnumerable<AnomalyRow> rows) => session.ExecuteAsync(Put, rows);

    /// <summary>Newest first, before a place in the list.</summary>
    public static Task<IReadOnlyList<AnomalyRow>> ListAsync(Session session, Caller caller, AnomalyFilter filter, long now, (long Time, AnomalyId Id) before, int limit) =>
        session.ListAsync<AnomalyRow>(
            List(session), Parameters(caller, filter, new { Now = now, BeforeTime = before.Time, BeforeSubject = before.Id.SubjectId, BeforeSlot = before.Id.Slot, Limit = limit }));

    /// <summary>How many there are of each kind and status, as the caller may see them.</summary>
    public static Task<IReadOnlyList<AnomalyCountRow>> CountAsync(Session session, Caller caller, long now) => session.ListAsync<AnomalyCountRow>(
        $"{CountByKind}{Environment.NewLine}{Visible(session)}{Environment.NewLine}GROUP BY kind, {Standing};", Parameters(caller, new AnomalyFilter(), new { Now = now }));

    /// <summary>All of a brand, one by one.</summary>
    public static IAsyncEnumerable<AnomalyRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<AnomalyRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY detected_at, subject_id, slot;", new { BrandId = brandId });

    internal static bool MaySee(Caller caller, AnomalyRow row) =>
        row.BrandId == caller.BrandId && (row.Gtin == null ? !caller.IsLimited : caller.MayUse(row.Gtin) && caller.MayUseSite(row.Site));
}

/// <summary>How many anomalies of a kind stand so.</summary>
public sealed class AnomalyCountRow
{
    public string Kind { get; init; } = "";

    public string Status { get; init; } = "";

    public long Anomalies { get; init; }
}
