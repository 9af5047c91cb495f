using System.Data.Common;
using System.Net;
using Trace.Core.Codes;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Places;
using Trace.Server.Storage;

namespace Trace.Server.Claims;

/// <summary>A unit whose batch has covered codes.</summary>
/// <param name="Serial">As its label has it.</param>
/// <param name="CheckId">The check whose page it was entered on; null for programs.</param>
public sealed record CoveredUnit(long UnitId, long BrandId, Gtin Gtin, string Serial, long? CheckId);

/// <summary>Takes the covered codes that people enter: each counts as a try first, and one is the first use.</summary>
/// <remarks>Who entered it is not kept: of the address only its country.</remarks>
public sealed class Claiming(Database database, BrandKeys keys, NetworkPlaces places, TimeProvider clock, ILogger<Claiming> log)
{
    /// <summary>Of one unit within an hour, from anywhere. With 2^50 codes a guesser needs some ten thousand million years.</summary>
    public const int MostTries = 5;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    public async Task<Outcome<ClaimResponse>> TakeAsync(CoveredUnit unit, string typed, IPAddress? address, CancellationToken cancellationToken)
    {
        try
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var time = (HourAgo: now - (long)Window.TotalMilliseconds, Now: now);
            // Whoever goes on trying gets no turn among the writers.
            if (await database.ReadAsync(session => ClaimsStore.FindAsync(session, unit.UnitId), cancellationToken) is { Tries: >= MostTries } known && known.TriedAt > time.HourAgo)
                return TooManyTries;
            using var key = await keys.FindClaimKeyAsync(unit.BrandId);
            if (key == null)
            {
                ClaimsLog.NoKey(log, PublicId.Format(unit.BrandId));
                return StorageFault.ToFailure("The covered code cannot be checked at the moment.");
            }

            var isRight = CoverCode.Verify(key, unit.Gtin, unit.Serial, typed);
            return await database.WriteAsync(session => RecordAsync(session, unit, isRight, places.Find(address).Country, time), CancellationToken.None);
        }
        catch (DbException exception) when (StorageFault.IsPassing(exception))
        {
            ClaimsLog.NotRecorded(log, exception);
            return StorageFault.ToFailure("The covered code could not be recorded, so there is no answer to it.");
        }
    }

    private static ClaimResponse TooManyTries => new(ClaimResult.TooManyTries, TriesLeft: 0);

    private static async Task<ClaimResponse> RecordAsync(Session session, CoveredUnit unit, bool isRight, string? country, (long HourAgo, long Now) time)
    {
        // The page of a use, sent again: no other use, and no try.
        if (isRight && unit.CheckId is { } check && await ClaimsStore.FindAsync(session, unit.UnitId) is { ClaimedAt: not null } used && (used.CheckId == check || used.LastCheckId == check))
            return Used(ClaimResult.UsedBefore, used, unit);
        if (!await ClaimsStore.CountTryAsync(session, unit.UnitId, unit.BrandId, MostTries, time))
            return TooManyTries;
        var isFirst = isRight && await ClaimsStore.UseAsync(session, unit.UnitId, time.Now, country, unit.CheckId);
        var row = await ClaimsStore.FindAsync(session, unit.UnitId) ?? throw new InvalidOperationException("A claim is gone that was counted a moment ago.");
        return isRight
            ? Used(isFirst ? ClaimResult.First : ClaimResult.UsedBefore, row, unit)
            : new ClaimResponse(ClaimResult.Wrong, TriesLeft: MostTries - (int)row.Tries);
    }

    private static ClaimResponse Used(ClaimResult result, ClaimRow row, CoveredUnit unit) =>
        new(result, UnixTime.Of(row.ClaimedAt), row.Country, row.Uses, MostTries - (int)row.Tries) { IsOfSameCheck = row.CheckId != null && row.CheckId == unit.CheckId };
}

internal static partial class ClaimsLog
{
    [LoggerMessage(8140, LogLevel.Error, "A covered code that was entered could not be recorded.")]
    public static partial void NotRecorded(ILogger logger, Exception exception);

    [LoggerMessage(8141, LogLevel.Error, "The claim key of brand {BrandId} is missing or its seal does not hold; its covered codes cannot be checked.")]
    public static partial void NoKey(ILogger logger, string brandId);
}
