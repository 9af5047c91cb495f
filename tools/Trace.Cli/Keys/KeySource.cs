using Trace.Cli.Server;
using Trace.Cli.Terminal;
using Trace.Core.Codes;

namespace Trace.Cli.Keys;

/// <summary>Where public keys come from: a file, an address, or the server's published document.</summary>
internal static class KeySource
{
    public const string WellKnownPath = ".well-known/trace-keys.json";
    private const int MaxBytes = 64 << 20;

    /// <summary>The keys of <c>--keys</c>; without it, those the server publishes (nothing of a code is sent to it).</summary>
    public static async Task<KeyRing> LoadAsync(Run run, string? fileOrUrl)
    {
        if (fileOrUrl == null)
        {
            using var server = run.ServerWithoutKey();
            return Parse(await server.GetBytesAsync(WellKnownPath, run.Cancellation), server.Address.ToString());
        }

        return Uri.TryCreate(fileOrUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? Parse(await FetchAsync(GlobalOptions.WithoutSecrets(url), run.Output, run.Cancellation), fileOrUrl)
            : Parse(InputFile.ReadBytes(fileOrUrl, MaxBytes), fileOrUrl);
    }

    public static KeyRing Parse(byte[] document, string source) => KeyRing.TryParse(document, out var ring, out var problem)
        ? ring
        : throw new CliException(ExitCode.Usage, "invalid_key_file", $"{source}: {problem}");

    private static async Task<byte[]> FetchAsync(Uri url, Output output, CancellationToken cancellationToken)
    {
        if (url.Scheme == "http" && !url.IsLoopback)
            output.Note($"Note: {url} is not https; whoever sits in between can put keys of their own in the answer.");
        using var server = new ServerClient(new Uri(url, "/"), apiKey: null, output);
        var path = url.PathAndQuery.TrimStart('/');
        return await server.GetBytesAsync(path.Length == 0 ? WellKnownPath : path, cancellationToken);
    }
}
