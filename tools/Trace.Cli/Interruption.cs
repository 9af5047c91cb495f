using System.Runtime.InteropServices;

namespace Trace.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks the command to stop, a second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long a command may take to remove its unfinished files.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

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
        _interrupt.Dispose();
        _terminate.Dispose();
        _cancellation.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = !_cancellation.IsCancellationRequested;
        _cancellation.Cancel();
    }
}
