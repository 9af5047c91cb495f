using Trace.Server.Storage;

namespace Trace.Server.Audit;

/// <summary>A row of <c>audit_entry</c>.</summary>
public sealed record AuditRow(
    long BrandId,
    long At,
    long AuditId,
    string ActorKind,
    long ActorId,
    string? Network,
    string Action,
    string Target,
    string? OldValue,
    string? NewValue);

/// <summary>Appends and reads; the tables themselves refuse anything else.</summary>
public static class AuditStore
{
    private const string Add =
        """
        INSERT INTO audit_entry (brand_id, at, audit_id, actor_kind, actor_id, network, action, target, old_value, new_value)
        VALUES (@BrandId, @At, @AuditId, @ActorKind, @ActorId, @Network, @Action, @Target, @OldValue, @NewValue);
        """;

    private const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            at AS At,
            audit_id AS AuditId,
            actor_kind AS ActorKind,
            actor_id AS ActorId,
            network AS Network,
            action AS Action,
            target AS Target,
            old_value AS OldValue,
            new_value AS NewValue
        FROM audit_entry
        """;

    private const string List =
        $"""
        {Columns}
        WHERE brand_id = @BrandId
            AND (at < @BeforeTime OR (at = @BeforeTime AND audit_id < @BeforeId))
            AND at >= @From
            AND (@Action = '' OR action = @Action)
        ORDER BY at DESC, audit_id DESC
        LIMIT @Limit;
        """;

    public static Task AddAsync(Session session, AuditRow row) => session.ExecuteAsync(Add, row);

    /// <summary>Newest first, before a place in the trail.</summary>
    public static Task<IReadOnlyList<AuditRow>> ListAsync(
        Session session, long brandId, (long Time, long Id) before, long from, string? action, int limit) =>
        session.ListAsync<AuditRow>(List, new
        {
            BrandId = brandId,
            BeforeTime = before.Time,
            BeforeId = before.Id,
            From = from,
            Action = action ?? "",
            Limit = limit,
        });

    /// <summary>Whether one person or machine ever did this.</summary>
    public static async Task<bool> HasActedAsync(Session session, long brandId, long actorId, string action) => await session.FindAsync<AuditRow>(
        $"{Columns} WHERE brand_id = @BrandId AND actor_id = @ActorId AND action = @Action LIMIT 1;",
        new { BrandId = brandId, ActorId = actorId, Action = action }) != null;

    /// <summary>What one person or machine did, in whatever brand, newest first.</summary>
    /// <remarks>Not a brand's own business, so no brand stands in WHERE: only who may read the actor may ask.</remarks>
    public static Task<IReadOnlyList<AuditRow>> ListOfActorAsync(Session session, long actorId, int limit) => session.ListAsync<AuditRow>(
        $"{Columns} WHERE actor_id = @ActorId ORDER BY at DESC, audit_id DESC LIMIT @Limit;",
        new { ActorId = actorId, Limit = limit });

    /// <summary>All of a brand's trail, one by one, the oldest first.</summary>
    public static IAsyncEnumerable<AuditRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<AuditRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY at, audit_id;", new { BrandId = brandId });
}
