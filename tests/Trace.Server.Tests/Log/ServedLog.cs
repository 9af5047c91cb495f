using Microsoft.Extensions.DependencyInjection;
using Trace.Core.TransparencyLog;
using Trace.Server.Log;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Log;

/// <summary>A log as an auditor sees it: over HTTP.</summary>
internal sealed class ServedLog(HttpClient client, string root = "/log/") : ITileSource
{
    /// <summary>Every file that was read, by its path.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await client.GetAnswerAsync(root + path);
        if (answer.Status == 404)
            return null;
        return Files[path] = answer.AssertStatus(200).Body;
    }

    /// <summary>The first fault; null if everything holds.</summary>
    public async Task<LogFault?> AuditAsync(Checkpoint? earlier = null) =>
        (await LogAudit.RunAsync(this, await PolicyAsync(), earlier, progress: null, TestContext.Current.CancellationToken)).Fault;

    public async Task<Checkpoint> CheckpointAsync() => (await PolicyAsync()).TryOpen((await client.GetAnswerAsync(root + "checkpoint")).AssertStatus(200).Body, out var checkpoint, out var problem)
        ? checkpoint
        : throw new InvalidOperationException(problem);

    public async Task<LogPolicy> PolicyAsync()
    {
        Assert.True(NoteVerifier.TryParse((await client.GetAnswerAsync(root + "key")).AssertStatus(200).Text.TrimEnd('\n'), out var key));
        return new LogPolicy(key.Name, key);
    }
}

/// <summary>A log that is altered on its way.</summary>
internal sealed class AlteredLog(IReadOnlyDictionary<string, byte[]> files) : ITileSource
{
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string path, CancellationToken cancellationToken) =>
        new(files.TryGetValue(path, out var bytes) ? (ReadOnlyMemory<byte>?)bytes : null);
}

internal static class SequencedRecords
{
    /// <summary>Until nothing waits, whoever publishes it: the server looks twice a second by itself.</summary>
    public static async Task SequenceAsync(this RunningServer server)
    {
        var (sequencer, published) = (server.Services.GetRequiredService<Sequencer>(), server.Services.GetRequiredService<PublishedLog>());
        do
            await sequencer.RunAsync(CancellationToken.None);
        while (published.State == LogState.Signing && await server.Database().ReadAsync(async session =>
            (await LogRecordsStore.CountWaitingAsync(session)).Waiting > 0 || (await LogsStore.FindCurrentAsync(session))?.Size != published.Shown?.Checkpoint.Size));
    }
}
