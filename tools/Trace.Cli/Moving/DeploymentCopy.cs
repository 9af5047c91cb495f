using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Cli.Moving;

/// <summary>Copies a SQLite deployment: scans first, in portions that stay, also while a server appends more; then, once it is stopped, everything in one transaction.</summary>
/// <remarks>
/// Scans are appended and never changed, and on PostgreSQL their portion and how far it goes are one commit: a run that broke off goes on there.
/// Of the rest nothing stays unless the last transaction commits, which it does after both sides were read and found equal.
/// </remarks>
internal sealed class DeploymentCopy(SqliteSourceStore source, PostgresTargetStore target, IReadOnlyList<CopiedTable> tables)
{
    private const int PortionScans = 50_000;

    private CopiedTable Scans => tables.Single(table => table.Name == SqliteSourceStore.Scan);

    /// <summary>Up to the newest scan there is now.</summary>
    /// <returns>How many scans that were.</returns>
    public async Task<long> CopyScansAsync(Action<long> progress, CancellationToken cancellationToken)
    {
        // Before their scans: what is in the table for the rest stays there.
        foreach (var month in source.ListMonths())
        {
            await using var transaction = await target.BeginAsync(cancellationToken);
            if (await ScanPartitionsStore.AddAsync(target.Session, month))
                await transaction.CommitAsync(cancellationToken);
        }

        var copied = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (count, last) = (0, await UnfinishedCopy.FindAsync(target.Session) ?? 0);
            await using var transaction = await target.BeginAsync(cancellationToken);
            target.WriteRows(Scans, Portion(last));
            await UnfinishedCopy.SetScansAsync(target.Session, last);
            await transaction.CommitAsync(CancellationToken.None);
            copied += count;
            progress(count);
            if (count < PortionScans)
                return copied;

            IEnumerable<object?[]> Portion(long after)
            {
                foreach (var (sequence, row) in source.ReadScansAfter(Scans, after, PortionScans))
                {
                    (count, last) = (count + 1, sequence);
                    yield return row;
                }
            }
        }
    }

    /// <summary>Everything else, and the end of the copy. No server may work on the source.</summary>
    /// <exception cref="CliException">The two sides differ; nothing but scans stays.</exception>
    public async Task<IReadOnlyList<CopiedRows>> FinishAsync(Action<long> progress, CancellationToken cancellationToken)
    {
        await using var transaction = await target.BeginAsync(cancellationToken);
        await RemoveGoneScansAsync();
        var copied = new List<CopiedRows>();
        foreach (var table in tables.Where(table => table != Scans))
        {
            var read = new TableDigest();
            target.WriteRows(table, Counted(source.ReadRows(table), read));
            copied.Add(Verified(table, read, target.Digest(table, progress, cancellationToken)));
        }

        // Both sides at once: this is what a stopped service waits for.
        var readScans = Task.Run(
            () =>
            {
                var read = new TableDigest();
                foreach (var row in Counted(source.ReadRows(Scans), read))
                    _ = row;
                return read;
            },
            cancellationToken);
        var writtenScans = Task.Run(() => target.Digest(Scans, progress, cancellationToken), cancellationToken);
        // If one fails the other must end too before what it reads is closed.
        await Task.WhenAll(readScans, writtenScans);
        copied.Add(Verified(Scans, await readScans, await writtenScans));
        await UnfinishedCopy.EndAsync(target.Session);
        await transaction.CommitAsync(CancellationToken.None);
        await target.AnalyzeAsync();
        return copied;

        IEnumerable<object?[]> Counted(IEnumerable<object?[]> rows, TableDigest read)
        {
            foreach (var row in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                read.Add(row);
                if (read.Rows % PostgresTargetStore.ProgressRows == 0)
                    progress(PostgresTargetStore.ProgressRows);
                yield return row;
            }
        }
    }

    /// <summary>Scans whose time was over while they were here already (see ScanRetention): they go here too.</summary>
    private async Task RemoveGoneScansAsync()
    {
        var to = await UnfinishedCopy.FindAsync(target.Session) ?? 0;
        if (await target.CountScansAsync() > source.CountScans(to))
            await target.KeepScansAsync(source.ReadScanIds(to));
    }

    private static CopiedRows Verified(CopiedTable table, TableDigest read, TableDigest written) => read.Rows == written.Rows && read.ToString() == written.ToString()
        ? new CopiedRows(table.Name, written.Rows, written.ToString())
        : throw new CliException(
            ExitCode.Failed,
            "copy_differs",
            $"Table {table.Name} has {Words.Count(read.Rows, "row")} in the source and {Words.Count(written.Rows, "row")} in the copy, or others. Nothing was finished; begin with an empty database.");
}
