using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Verification;
using Trace.Server.Storage;
using Trace.Server.Telemetry;
using Trace.Server.Tests.Verification;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Telemetry;

public sealed class RefusedScansTests
{
    /// <summary>More than can wait, while nothing can be stored: what is past the bound is refused at once and counted, the rest is stored when that is possible again.</summary>
    [Fact]
    public async Task What_a_full_queue_refuses_is_counted()
    {
        const int Scans = 5000;
        await using var server = await RunningServer.StartAsync();
        var journal = server.Services.GetRequiredService<ScanJournal>();
        var counted = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == ServerMetrics.Name && instrument.Name == "trace.journal.refused")
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref counted, count));
        listener.Start();

        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = server.Services.GetRequiredService<Database>().WriteAsync(_ => go.Task, TestContext.Current.CancellationToken);
        var answers = Enumerable.Range(0, Scans)
            .Select(unit => journal.AppendAsync(new ScanToStore(unit, 1, DateTimeOffset.UnixEpoch, TestScans.Active, SignatureState.Valid, "api")).AsTask()).ToList();
        var refused = answers.Count(answer => answer.IsCompleted);
        go.SetResult();
        await held;

        // At most one group and the queue were taken in.
        Assert.InRange(refused, Scans - 4096 - 256, Scans - 4096);
        // The meter is the process's: tests beside this one refuse scans too.
        Assert.InRange(Interlocked.Read(ref counted), refused, long.MaxValue);
        Assert.Equal(Scans - refused, (await Task.WhenAll(answers)).Count(answer => answer.Stored != null));
    }
}
