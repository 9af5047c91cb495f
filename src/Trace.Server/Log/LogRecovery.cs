using System.Globalization;
using System.Text;
using Trace.Core.TransparencyLog;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>What the owner does about a log that is not signed any more: shows what was published last, or ends it and begins another.</summary>
public sealed class LogRecovery(Database database, PublishedLog published, LogKey key, LogSettings settings, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Goes on where the database holds all of a checkpoint that the owner has from outside, and of the one in this server's file.</summary>
    public async Task<Outcome<LogRow>> ResumeAsync(Caller caller, string? text)
    {
        if (text == null || !SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out _, out _))
            return new Failure("invalid_checkpoint", "`checkpoint` is the whole text of a checkpoint with its signatures.");
        return await ThenAsync(await database.TryWriteAsync(async session =>
        {
            if (await LogsStore.FindCurrentAsync(session) is not { } row)
                return new Failure("not_found", "The database knows no log.");
            if (LogView.Believed(row) is not { } view)
                return new Failure("log_inconsistent", "The checkpoint in the database is not signed by the key of the log. Begin another log.");
            if (!new LogPolicy(row.Origin, LogKey.Verifier(row)).TryOpen(Encoding.UTF8.GetBytes(text), out var given, out var problem))
                return new Failure("invalid_checkpoint", $"This is no checkpoint of {row.Origin}: {problem}");
            var failure = await FindFaultAsync(session, view, given, "that checkpoint");
            if (failure == null && published.ReadFile() is { } file && file.Checkpoint.Origin == row.Origin)
                failure = await FindFaultAsync(session, view, file.Checkpoint, "the last one this server published");
            if (failure != null)
                return failure;
            await audit.AddAsync(session, caller, brandId: 0, new AuditedChange("log.resume", row.Origin, New: new { row.Size }));
            return Outcome.Of(row);
        }));
    }

    /// <summary>Ends the log that is written and begins one under another name. The old one stays readable as it is in the database.</summary>
    /// <param name="caller">The owner.</param>
    /// <param name="ends">Its origin, so that a call sent twice ends one log and not two.</param>
    public async Task<Outcome<LogRow>> RestartAsync(Caller caller, string? ends) => await ThenAsync(await database.TryWriteAsync(async session =>
    {
        var row = await LogsStore.FindCurrentAsync(session);
        var file = published.ReadFile()?.Checkpoint;
        var last = row?.Origin ?? file?.Origin ?? "";
        if (ends != last)
            return new Failure("invalid_log", last.Length == 0 ? "There is no log yet." : $"`ends` is the origin of the log that is written, {last}.");
        var number = Math.Max(row?.LogNumber ?? 0, NumberOf(file?.Origin)) + 1;
        var created = key.Create(number, settings.OriginOf(number), clock.GetUtcNow());
        if (await LogsStore.FindAsync(session, created.Origin) != null || !await LogsStore.AddAsync(session, created))
            return new Failure("invalid_log", $"There is a log {created.Origin} already.");
        await audit.AddAsync(session, caller, brandId: 0, new AuditedChange("log.restart", created.Origin, Old: new { Origin = last, row?.Size }));
        return Outcome.Of(created);
    }));

    private static async Task<Failure?> FindFaultAsync(Session session, LogView view, Checkpoint earlier, string what)
    {
        if (earlier.Size > view.Checkpoint.Size)
        {
            return new Failure("log_behind", string.Create(
                CultureInfo.InvariantCulture, $"The database holds {view.Checkpoint.Size} entries of the log, and {what} {earlier.Size}: what is lost cannot be made again. Begin another log."));
        }

        return await PublishedLog.ExtendsAsync(session, view, earlier)
            ? null
            : new Failure("log_inconsistent", $"The database holds other entries than {what}. Begin another log.");
    }

    /// <summary>After the commit: from here on this server signs. A crash in between leaves a server that asks again.</summary>
    private async Task<Outcome<LogRow>> ThenAsync(Outcome<LogRow> outcome)
    {
        if (outcome.TryGet(out var row, out _))
            await published.ReplaceAsync(row);
        return outcome;
    }

    /// <summary>Which log of ours had this name; 0 for any other name.</summary>
    private long NumberOf(string? origin)
    {
        if (origin == settings.OriginOf(1))
            return 1;
        return origin?.StartsWith(settings.Origin + "/", StringComparison.Ordinal) == true
            && long.TryParse(origin[(settings.Origin.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && settings.OriginOf(number) == origin ? number : 0;
    }


}
