using System.Globalization;
using Dapper;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Cases and what they are about; every statement but that of retention names the brand.</summary>
public static class CasesStore
{
    internal const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            case_id AS CaseId,
            reference AS Reference,
            claim AS Claim,
            country AS Country,
            platform AS Platform,
            language AS Language,
            grounds AS Grounds,
            purchase_id AS PurchaseId,
            state AS State,
            steps AS Steps,
            last_move AS LastMove,
            due_day AS DueDay,
            assignee AS Assignee,
            created_at AS CreatedAt,
            created_by AS CreatedBy,
            moved_at AS MovedAt,
            closed_at AS ClosedAt,
            dossier_at AS DossierAt,
            sealed_words AS Words,
            sealed_seller AS Seller
        FROM enforcement_case
        """;

    private const string Product = "product";
    private const string Listing = "listing";
    private const string Right = "right";

    private const string Add =
        """
        INSERT INTO enforcement_case (
            brand_id, case_id, reference, claim, country, platform, language, grounds, purchase_id, state, steps, last_move, due_day, assignee, created_at, created_by, moved_at, closed_at,
            dossier_at, sealed_words, sealed_seller)
        VALUES (
            @BrandId, @CaseId, @Reference, @Claim, @Country, @Platform, @Language, @Grounds, @PurchaseId, @State, @Steps, @LastMove, @DueDay, @Assignee, @CreatedAt, @CreatedBy, @MovedAt, @ClosedAt,
            @DossierAt, @Words, @Seller)
        ON CONFLICT DO NOTHING;
        """;

    /// <summary>Nothing that a move changes; and not while one changes it.</summary>
    private const string Change =
        """
        UPDATE enforcement_case
        SET
            claim = @Claim,
            country = @Country,
            platform = @Platform,
            language = @Language,
            grounds = @Grounds,
            purchase_id = @PurchaseId,
            sealed_words = @Words,
            sealed_seller = @Seller
        WHERE brand_id = @BrandId AND case_id = @CaseId AND state = @State AND steps = @Steps;
        """;

    /// <summary>Of two people who move at once, the second finds another state or another number of steps.</summary>
    private const string Move =
        """
        UPDATE enforcement_case
        SET
            state = @State,
            steps = @Steps,
            last_move = @LastMove,
            due_day = @DueDay,
            moved_at = @MovedAt,
            closed_at = @ClosedAt
        WHERE brand_id = @BrandId AND case_id = @CaseId AND state = @OldState AND steps = @OldSteps;
        """;

    private const string ListSubjects =
        """
        SELECT
            kind AS Kind,
            subject AS Subject
        FROM case_subject
        WHERE brand_id = @BrandId AND case_id = @CaseId
        ORDER BY kind, subject;
        """;

    private const string Count =
        """
        SELECT
            state AS State,
            COUNT(*) AS Cases,
            SUM(CASE WHEN due_day < @Today THEN 1 ELSE 0 END) AS Overdue
        FROM enforcement_case
        """;

    private const string AddSubject = "INSERT INTO case_subject (brand_id, case_id, kind, subject) VALUES (@BrandId, @CaseId, @Kind, @Subject) ON CONFLICT DO NOTHING;";

    private const string Filtered =
        """
        WHERE brand_id = @BrandId
            AND (@Platform = '' OR platform = @Platform)
            AND (@Claim = '' OR claim = @Claim)
            AND (@Assignee = -1 OR assignee = @Assignee)
            AND (@Listing = '' OR EXISTS (
                SELECT 1
                FROM case_subject
                WHERE case_subject.brand_id = enforcement_case.brand_id AND case_subject.case_id = enforcement_case.case_id AND kind = 'listing' AND subject = @Listing))
        """;

    /// <summary>False when its reference is taken.</summary>
    public static async Task<bool> AddAsync(Session session, CaseRow row) => await session.ExecuteAsync(Add, row) == 1;

    /// <summary>False when it was moved meanwhile.</summary>
    public static async Task<bool> ChangeAsync(Session session, CaseRow row) => await session.ExecuteAsync(Change, row) == 1;

    /// <summary>False when somebody else moved it first.</summary>
    public static async Task<bool> MoveAsync(Session session, CaseRow old, CaseRow moved) => await session.ExecuteAsync(
        Move,
        new { moved.BrandId, moved.CaseId, moved.State, moved.Steps, moved.LastMove, moved.DueDay, moved.MovedAt, moved.ClosedAt, OldState = old.State, OldSteps = old.Steps }) == 1;

    public static Task AssignAsync(Session session, CaseRow row) => session.ExecuteAsync(
        "UPDATE enforcement_case SET assignee = @Assignee WHERE brand_id = @BrandId AND case_id = @CaseId;", row);

    public static Task SetDossierAsync(Session session, long brandId, long caseId, long at) => session.ExecuteAsync(
        "UPDATE enforcement_case SET dossier_at = @At WHERE brand_id = @BrandId AND case_id = @CaseId;", new { BrandId = brandId, CaseId = caseId, At = at });

    public static Task EraseSellerAsync(Session session, CaseRow row) => session.ExecuteAsync(
        "UPDATE enforcement_case SET sealed_seller = NULL WHERE brand_id = @BrandId AND case_id = @CaseId;", row);

    public static Task<CaseRow?> FindAsync(Session session, long brandId, long caseId) => session.FindAsync<CaseRow>(
        $"{Columns} WHERE brand_id = @BrandId AND case_id = @CaseId;", new { BrandId = brandId, CaseId = caseId });

    public static async Task<CaseSubjects> SubjectsAsync(Session session, CaseRow row)
    {
        var all = (await session.ListAsync<SubjectRow>(ListSubjects, row)).ToLookup(subject => subject.Kind, subject => subject.Subject, StringComparer.Ordinal);
        return new CaseSubjects([.. all[Product]], [.. all[Listing].Select(IdOf)], [.. all[Right].Select(IdOf)]);
    }

    public static async Task SetSubjectsAsync(Session session, CaseRow row, CaseSubjects subjects)
    {
        await session.ExecuteAsync("DELETE FROM case_subject WHERE brand_id = @BrandId AND case_id = @CaseId;", row);
        IEnumerable<(string Kind, string Subject)> all =
        [
            .. subjects.Gtins.Select(gtin => (Product, gtin)), .. subjects.Listings.Select(id => (Listing, PublicId.Format(id))), .. subjects.Rights.Select(id => (Right, PublicId.Format(id))),
        ];
        await session.ExecuteAsync(AddSubject, all.Select(subject => new { row.BrandId, row.CaseId, subject.Kind, subject.Subject }));
    }

    /// <summary>Those moved last first, before a place in the list.</summary>
    public static Task<IReadOnlyList<CaseRow>> ListAsync(Session session, long brandId, CaseFilter filter, string today, (long Time, long Id) before, int limit) => session.ListAsync<CaseRow>(
        $"""
        {Columns}
        {Filtered}
            AND (@AnyState = 1 OR state {session.AnyOf("@States")})
            AND (@Overdue = 0 OR due_day < @Today)
            AND (moved_at < @BeforeTime OR (moved_at = @BeforeTime AND case_id < @BeforeId))
        ORDER BY moved_at DESC, case_id DESC
        LIMIT @Limit;
        """,
        Parameters(brandId, filter, today, new { BeforeTime = before.Time, BeforeId = before.Id, Limit = limit }));

    public static Task<IReadOnlyList<CaseCountRow>> CountAsync(Session session, long brandId, CaseFilter filter, string today) => session.ListAsync<CaseCountRow>(
        $"{Count}{Environment.NewLine}{Filtered}{Environment.NewLine}GROUP BY state;", Parameters(brandId, filter, today, others: null));

    /// <summary>All of a brand, one by one, the oldest first.</summary>
    public static IAsyncEnumerable<CaseRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<CaseRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY created_at, case_id;", new { BrandId = brandId });

    /// <summary>Some of those of all brands that closed before a time.</summary>
    public static Task<IReadOnlyList<CaseRow>> ListClosedBeforeAsync(Session session, long time, int limit) => session.ListAsync<CaseRow>(
        $"{Columns} WHERE closed_at < @Time ORDER BY closed_at LIMIT @Limit;", new { Time = time, Limit = limit });

    /// <summary>With what it is about; its parts are removed by their own stores.</summary>
    public static async Task RemoveAsync(Session session, CaseRow row)
    {
        await session.ExecuteAsync("DELETE FROM case_subject WHERE brand_id = @BrandId AND case_id = @CaseId;", row);
        await session.ExecuteAsync("DELETE FROM enforcement_case WHERE brand_id = @BrandId AND case_id = @CaseId;", row);
    }

    private static DynamicParameters Parameters(long brandId, CaseFilter filter, string today, object? others)
    {
        var parameters = new DynamicParameters(others);
        parameters.AddDynamicParams(new
        {
            BrandId = brandId,
            Platform = filter.Platform ?? "",
            Claim = filter.Claim ?? "",
            Assignee = filter.Assignee ?? -1,
            Listing = filter.Listing is { } listing ? PublicId.Format(listing) : "",
            AnyState = filter.States.Count == 0 ? 1 : 0,
            States = filter.States.ToArray(),
            Overdue = filter.Overdue ? 1 : 0,
            Today = today,
        });
        return parameters;
    }

    private static long IdOf(string text) => PublicId.TryParse(text, out var id) ? id : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{text} is no id."));

    private sealed record SubjectRow(string Kind, string Subject);
}

/// <summary>Which cases a list is of.</summary>
public sealed record CaseFilter(IReadOnlyList<string> States, string? Platform = null, string? Claim = null, long? Assignee = null, long? Listing = null, bool Overdue = false);

/// <summary>How many cases stand so.</summary>
public sealed class CaseCountRow
{
    public string State { get; init; } = "";

    public long Cases { get; init; }

    public long Overdue { get; init; }
}
