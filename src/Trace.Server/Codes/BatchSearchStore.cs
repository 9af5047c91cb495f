using Dapper;
using Trace.Core.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Which batches a list is of.</summary>
/// <param name="Text">A lot or its beginning, a GTIN, or a batch's id or number; empty for all.</param>
/// <param name="State">One of <see cref="BatchStates"/>; null for all.</param>
public sealed record BatchFilter(string Text = "", string? State = null);

/// <summary>What was reported of batches, as a list can be asked for.</summary>
public static class BatchStates
{
    public const string Unreported = "unreported";
    public const string Applied = "applied";
    public const string Missing = "missing";
    public const string Recalled = "recalled";
    public const string Specimen = "specimen";

    public static readonly IReadOnlyList<string> All = [Unreported, Applied, Missing, Recalled, Specimen];

    /// <summary>The condition of each; that a report is there, not that it still holds.</summary>
    internal static string Condition(string? state) => state switch
    {
        Unreported => $"AND activated = 0 AND NOT EXISTS ({Reported})",
        Applied => $"AND (activated = 1 OR EXISTS ({Reported} AND status = 'Active'))",
        Missing => $"AND EXISTS ({Reported} AND status IN ('Lost', 'Stolen'))",
        Recalled => $"AND EXISTS ({Reported} AND status = 'Recalled')",
        Specimen => "AND specimen = 1",
        _ => "",
    };

    private const string Reported = "SELECT 1 FROM batch_range WHERE batch_range.batch_number = batch.batch_number";
}

/// <summary>Looks through the batches of a brand.</summary>
public static class BatchSearchStore
{
    private static string List(Session session, BatchFilter filter) =>
        $"""
        {BatchesStore.Columns}
        WHERE brand_id = @BrandId
            AND (@AnyGtin = 1 OR gtin {session.AnyOf("@Gtins")})
            AND (@AnySite = 1 OR site IS NULL OR site {session.AnyOf("@Sites")})
            {(filter.Text.Length == 0 ? "" : "AND (batch_number = @Number OR gtin = @Gtin OR LOWER(lot) LIKE @Lot ESCAPE '!')")}
            {BatchStates.Condition(filter.State)}
            AND (created_at < @BeforeTime OR (created_at = @BeforeTime AND batch_number < @BeforeNumber))
        ORDER BY created_at DESC, batch_number DESC
        LIMIT @Limit;
        """;

    /// <summary>Those the caller may see, newest first; the cursor is the last one seen.</summary>
    public static async Task<IReadOnlyList<Batch>> ListAsync(Session session, Caller caller, BatchFilter filter, (long CreatedAt, uint Number) before, int limit)
    {
        var parameters = new DynamicParameters(new
        {
            caller.BrandId,
            AnyGtin = caller.Gtins.Count == 0 ? 1 : 0,
            Gtins = caller.Gtins.ToArray(),
            AnySite = caller.Sites.Count == 0 ? 1 : 0,
            Sites = caller.Sites.ToArray(),
            BeforeTime = before.CreatedAt,
            BeforeNumber = (long)before.Number,
            Limit = limit,
        });
        if (filter.Text.Length > 0)
        {
            parameters.AddDynamicParams(new
            {
                Number = NumberOf(filter.Text),
                Gtin = Gtin.TryParse(filter.Text, out var gtin) ? gtin.Value : "",
                Lot = Beginning(filter.Text),
            });
        }

        return [.. (await session.ListAsync<BatchesStore.BatchRow>(List(session, filter), parameters)).Select(row => row.ToBatch())];
    }

    private static long NumberOf(string text) =>
        BatchId.TryParse(text, out var number) || (uint.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number) && text.Length > BatchId.Length)
            ? number
            : -1;

#pragma warning disable CA1308 // SQL compares in lower case.
    private static string Beginning(string text) =>
        text.ToLowerInvariant().Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal) + "%";
#pragma warning restore CA1308
}
