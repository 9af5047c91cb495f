using Trace.Cli.Server;
using Trace.Core.TransparencyLog;

namespace Trace.Cli.Log;

/// <summary>The files of a log at an address. A server that wants to be asked more slowly is.</summary>
internal sealed class WebLog(ServerClient server) : ITileSource
{
    private const int MostPauses = 120;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private int _pauses;

    /// <summary>What was read as the checkpoint: each part of an audit is about the same one.</summary>
    public byte[]? Note { get; private set; }

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var bytes = await server.GetBytesAsync(path, cancellationToken);
                if (path == Checkpoint.Path)
                    Note = bytes;
                return bytes;
            }
            catch (CliException exception) when (exception.Code is "not_found" or "http_404")
            {
                return null;
            }
            catch (CliException exception) when (exception.Code is "rate_limited" or "http_429" && ++_pauses <= MostPauses)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}
