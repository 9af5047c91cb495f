using System.Globalization;
using Trace.Core.TransparencyLog;

namespace Trace.Server.Log;

/// <summary>A witness that is asked to cosign what the log publishes.</summary>
/// <param name="Url">Its submission prefix (C2SP tlog-witness); null for one that asks by itself.</param>
public sealed record LogWitness(NoteVerifier Key, Uri Url);

/// <summary>How a deployment's logs are called and who cosigns them.</summary>
/// <param name="Origin"><c>Log:Origin</c>: name of the first log, its address without <c>https://</c>; else the host of <c>PublicUrl</c> and <c>/log</c>.</param>
/// <param name="Witnesses"><c>Log:Witnesses</c>: verifier key and address of each with a space between, separated by commas.</param>
public sealed record LogSettings(string Origin, IReadOnlyList<LogWitness> Witnesses)
{
    private const int MaxOriginLength = 200;
    private const int MaxWitnesses = 16;

    public static LogSettings From(IConfiguration configuration)
    {
        var origin = configuration["Log:Origin"] ?? (Uri.TryCreate(configuration["PublicUrl"], UriKind.Absolute, out var url) ? $"{url.Authority}/log" : "localhost/log");
        if (origin.Length is 0 or > MaxOriginLength || origin.EndsWith('/') || origin.Any(character => character is <= ' ' or '+' or > '~'))
            throw new InvalidOperationException("Log:Origin is the address of the log without https://, such as trace.example.com/log.");
        var witnesses = (configuration["Log:Witnesses"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
        return witnesses.Count <= MaxWitnesses
            ? new LogSettings(origin, witnesses)
            : throw new InvalidOperationException($"Log:Witnesses has {MaxWitnesses} witnesses at most.");
    }

    /// <summary>The name of each log there may be: the first has none behind it, so that its address is short.</summary>
    public string OriginOf(long number) => number == 1 ? Origin : string.Create(CultureInfo.InvariantCulture, $"{Origin}/{number}");

    private static LogWitness Parse(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var key, var address]
        && NoteVerifier.TryParse(key, out var verifier) && verifier.Type == NoteSignatureType.Cosignature
        && Uri.TryCreate(address.TrimEnd('/'), UriKind.Absolute, out var url)
            ? new LogWitness(verifier, url)
            : throw new InvalidOperationException("Log:Witnesses is a verifier key of a witness, a space and its address, for each; commas between them.");
}
