using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Trace.Cli.Server;

namespace Trace.Cli.Batches;

/// <summary>Creating once: after a broken connection the same key finds out whether the batch exists, and does not make a second.</summary>
internal static class IdempotencyKey
{
    public static Option<string?> Option() => new("--idempotency-key")
    {
        Description = "Repeating a call with the same key creates nothing twice. Default: a random one, named if the connection breaks",
        HelpName = "KEY",
    };

    public static async Task<JsonElement> PostAsync(
        ServerClient server, string path, HttpContent content, string? key, CancellationToken cancellationToken)
    {
        key ??= RandomNumberGenerator.GetHexString(32, lowercase: true);
        if (key.Length is 0 or > 255 || key.Any(c => c is <= ' ' or >= '\x7f'))
            throw CliException.Usage("--idempotency-key is 1 to 255 visible ASCII characters.");
        try
        {
            return await server.PostAsync(path, content, key, cancellationToken);
        }
        catch (CliException exception) when (exception.ExitCode == ExitCode.Unreachable)
        {
            throw new CliException(
                exception.ExitCode,
                exception.Code,
                $"{exception.Message} If it got through, the batch exists: repeat with --idempotency-key {key} to find it without making a second.");
        }
    }
}
