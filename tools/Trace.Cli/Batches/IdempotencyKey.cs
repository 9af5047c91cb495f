using System.CommandLine;
using System.Security.Cryptography;
using Trace.Cli.Server;
using Trace.Cli.Terminal;

namespace Trace.Cli.Batches;

/// <summary>Creating once: whoever did not see the answer repeats the call with the same key, and there is one batch, not two.</summary>
internal static class IdempotencyKey
{
    public static Option<string?> Option() => new("--idempotency-key")
    {
        Description = "Repeating a call with the same key creates nothing twice. Default: a random one, named whenever it is unknown whether the batch exists",
        HelpName = "KEY",
    };

    /// <summary>
    /// Creates a batch and prints it. Unless the server itself refused or the batch was printed to its last byte, the error names the key: a
    /// random key that only this process knew would make the next try a second batch.
    /// </summary>
    public static async Task<int> CreateAsync(Run run, string? given, Func<string, Task<Answer<BatchView>>> create)
    {
        var key = given ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        if (key.Length is 0 or > 255 || key.Any(c => c is <= ' ' or >= '\x7f'))
            throw CliException.Usage("--idempotency-key is 1 to 255 visible ASCII characters.");
        try
        {
            var batch = await create(key);
            BatchCommands.Write(run, batch);
            run.Output.Flush();
            if (batch.Replayed)
                run.Output.Note("Note: this batch existed already; it was made by the first call with this Idempotency-Key.");
            if (batch.Value.HasExpired(TimeProvider.System.GetUtcNow()))
                run.Output.Note($"Note: the expiry {batch.Value.Expiry} has passed; every check of these units will say so.");
            return ExitCode.Ok;
        }
        catch (CliException exception) when (!exception.NothingDone)
        {
            throw Named(key, exception.ExitCode, exception.Code, exception.Message);
        }
        catch (OperationCanceledException)
        {
            throw Named(key, ExitCode.Interrupted, "interrupted", "Interrupted.");
        }
        catch (OutputClosedException)
        {
            throw Named(key, ExitCode.OutputClosed, "output_closed", "The reader of the output went away.");
        }
        catch (IOException exception)
        {
            throw Named(key, ExitCode.Failed, "io_failed", exception.Message);
        }
    }

    private static CliException Named(string key, int exitCode, string code, string detail) =>
        new(exitCode, code, $"{detail} The batch may exist: repeat with --idempotency-key {key} to find it without making a second.") { IdempotencyKey = key };
}
