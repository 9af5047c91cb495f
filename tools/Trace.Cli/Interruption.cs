using System.Runtime.InteropServices;

namespace Trace.Cli;

/// <summary>Ctrl-C, SIGTERM, and SIGHUP of a terminal that goes away: the first asks the command to stop, a second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long a command may take to remove its unfinished files.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly IReadOnlyList<PosixSignalRegistration> _registrations;

    public Interruption() =>
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];

    /// <summary>Runs until the end, or until it was asked to stop and did not in time (a blocked read from a terminal cannot).</summary>
    public async Task<int> RunAsync(Func<CancellationToken, Task<int>> command)
    {
        var running = Task.Run(() => command(_cancellation.Token));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = _cancellation.Token.Register(() => asked.TrySetResult());
        if (await Task.WhenAny(running, asked.Task) != running)
            await Task.WhenAny(running, Task.Delay(Grace));
        return running.IsCompleted ? await running : ExitCode.Interrupted;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _cancellation.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = !_cancellation.IsCancellationRequested;
        _cancellation.Cancel();
    }
}
