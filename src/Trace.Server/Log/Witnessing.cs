using System.Data.Common;
using System.Globalization;
using Trace.Core.TransparencyLog;
using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>Has what is published cosigned: looks every five seconds, and asks each witness that cosigned less.</summary>
/// <remarks>Several servers may ask the same; a witness cosigns one history, whoever asks. Only what is in this server's file is sent.</remarks>
public sealed class Witnessing(Database database, PublishedLog published, WitnessCall call, LogSettings settings, TimeProvider clock, ILogger<Witnessing> log)
    : RepeatedWork(TimeSpan.FromSeconds(5), TimeProvider.System)
{
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);

    /// <summary>Asks all that are behind once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (published is not { State: LogState.Signing, Shown: { Checkpoint.Size: > 0 } view })
            return;
        var known = (await database.ReadAsync(session => LogsStore.ListCosignaturesAsync(session, view.Log.LogNumber), cancellationToken))
            .ToDictionary(row => row.Witness, row => row.Size, StringComparer.Ordinal);
        foreach (var witness in settings.Witnesses)
        {
            var size = known.GetValueOrDefault(witness.Key.ToString());
            if (size < view.Checkpoint.Size)
                Tell(witness, await TryAskAsync(witness, view, size, cancellationToken));
        }
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    protected override void LogFailure(DbException exception) => LogLog.NotPublished(log, exception);

    /// <summary>A tile that is missing or cut is no reason to end the service.</summary>
    private async Task<string> TryAskAsync(LogWitness witness, LogView view, long earlierSize, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(witness, view, earlierSize, cancellationToken);
        }
        catch (InvalidDataException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>A sentence on why it did not cosign; empty if it did.</summary>
    private async Task<string> AskAsync(LogWitness witness, LogView view, long earlierSize, CancellationToken cancellationToken)
    {
        if (!SignedNote.TryParse(view.Log.Note, out var note, out var problem))
            return problem;
        var (line, known, why) = await call.AskAsync(witness, note, earlierSize, await ProofAsync(view, earlierSize), cancellationToken);
        if (known is { } size && size <= view.Checkpoint.Size)
            (line, known, why) = await call.AskAsync(witness, note, size, await ProofAsync(view, size), cancellationToken);
        if (line == null)
            return known is { } more ? string.Create(CultureInfo.InvariantCulture, $"It knows {more} entries of this log, and {view.Checkpoint.Size} are published.") : why;
        var row = new CosignatureRow(view.Log.LogNumber, witness.Key.ToString(), view.Checkpoint.Size, note.With(line).ToBytes(), clock.GetUtcNow().ToUnixTimeMilliseconds());
        await database.WriteAsync(session => LogsStore.SetCosignatureAsync(session, row), CancellationToken.None);
        return "";
    }

    /// <summary>Empty from nothing, and from the same.</summary>
    private async Task<IReadOnlyList<MerkleHash>> ProofAsync(LogView view, long earlierSize) => earlierSize == 0 || earlierSize == view.Checkpoint.Size
        ? []
        : await database.ReadAsync(session => ConsistencyProof.MakeAsync(new TileReader(new SessionTiles(session, view.Log.LogNumber), view.Checkpoint.Size), earlierSize, CancellationToken.None));

    /// <summary>Once for each time it stops.</summary>
    private void Tell(LogWitness witness, string problem)
    {
        if (problem.Length == 0)
            _failing.Remove(witness.Key.Name);
        else if (_failing.Add(witness.Key.Name))
            LogLog.NotCosigned(log, witness.Key.Name, problem);
    }
}
