using System.CommandLine;

namespace Trace.Cli;

/// <summary>The options every command has.</summary>
internal sealed class GlobalOptions
{
    public const string ServerVariable = "TRACE_SERVER";
    public const string ApiKeyVariable = "TRACE_API_KEY";
    private const string DefaultServer = "http://127.0.0.1:8080";
    private const string ApiKeyPrefix = "trace_";
    private const int MaxApiKeyFileBytes = 4096;

    public Option<string?> Server { get; } = new("--server")
    {
        Description = $"Address of the server. Default: environment variable {ServerVariable}, else {DefaultServer}",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<string?> ApiKeyFile { get; } = new("--api-key-file")
    {
        Description = $"File with the API key. Default: environment variable {ApiKeyVariable}. A key is never an argument: process lists show those",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Machine-readable output, and errors as JSON on standard error", Recursive = true };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress and no notes on standard error", Recursive = true };

    public void AddTo(Command root)
    {
        root.Add(Server);
        root.Add(ApiKeyFile);
        root.Add(Json);
        root.Add(Quiet);
    }

    /// <summary>The server's address with a slash at the end, so that paths below it can be appended.</summary>
    public Uri ServerOf(ParseResult arguments)
    {
        var text = arguments.GetValue(Server) ?? Variable(ServerVariable) ?? DefaultServer;
        return Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.Query.Length == 0 && uri.Fragment.Length == 0
                ? WithoutSecrets(uri)
                : throw CliException.Usage($"--server (or {ServerVariable}) is not the address of a server, such as https://trace.example.com.");
    }

    public string ApiKeyOf(ParseResult arguments)
    {
        var path = arguments.GetValue(ApiKeyFile);
        if (path?.StartsWith(ApiKeyPrefix, StringComparison.Ordinal) == true && !File.Exists(path))
            throw CliException.Usage("--api-key-file takes the name of a file, not the key. Replace that key: process lists have shown it.");
        var key = (path == null ? Variable(ApiKeyVariable) : InputFile.ReadText(path, MaxApiKeyFileBytes))?.Trim();
        if (string.IsNullOrEmpty(key))
            throw CliException.Usage($"This needs an API key: name its file with --api-key-file, or set {ApiKeyVariable}.");
        return key.All(c => c is > ' ' and < '\x7f')
            ? key
            : throw CliException.Usage("The API key holds white space or characters no API key has.");
    }

    /// <summary>Refuses <c>https://user:password@host/</c> without repeating it: it would be in process lists and in every message.</summary>
    public static Uri WithoutSecrets(Uri address) => address.UserInfo.Length == 0
        ? address
        : throw CliException.Usage("An address with a user name or password in it is not taken: process lists show those.");

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
