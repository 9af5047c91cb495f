using System.CommandLine;
using System.Globalization;
using System.Text;
using Trace.Cli.Server;
using Trace.Core.TransparencyLog;

namespace Trace.Cli.Log;

/// <summary><c>trace log audit</c>: every entry, every hash, every signature, and what the log was before. Believes nothing of the server but what it proves.</summary>
internal static class LogAuditCommand
{
    private const string KeyPath = "key";
    private const int MaxKeyBytes = 1000;

    public static Command Create(GlobalOptions globals)
    {
        var address = new Argument<string>("url") { Description = "Address of the log, such as https://trace.example.com/log", HelpName = "URL" };
        var keys = new Option<string[]>("--key") { Description = "Verifier key of the log, or of a witness, that you believe; again for another", HelpName = "VKEY" };
        var quorum = new Option<int>("--witnesses") { Description = "How many of the witnesses given must have cosigned. Default: 0", HelpName = "N" };
        var since = new Option<string?>("--since") { Description = "A checkpoint from before: the log has to have grown out of it", HelpName = "FILE" };
        var save = new Option<string?>("--out") { Description = "Where to keep the checkpoint for the next --since, once everything holds", HelpName = "FILE" };
        var command = new Command("audit", "Re-check a whole log from outside") { address, keys, quorum, since, save };
        command.Runs(globals, async run =>
        {
            using var server = new ServerClient(AddressOf(run.Get(address)!), apiKey: null, run.Output);
            var given = (run.Get(keys) ?? []).Select(KeyOf).ToList();
            var policy = await PolicyOf(server, given, run.Get(quorum), run.Cancellation);
            var earlier = run.Get(since) is { } path ? EarlierOf(path, policy) : null;
            var log = new WebLog(server);
            var result = await LogAudit.RunAsync(log, policy, earlier, progress: null, run.Cancellation);
            var isKnown = given.Any(key => key.Type == NoteSignatureType.Ed25519);
            var answer = new LogAuditAnswer(
                policy.Origin,
                result.Fault != null ? "fault" : isKnown ? "holds" : "not_trusted",
                result.Checkpoint?.Size,
                result.Checkpoint?.Root.ToString(),
                policy.LogKeys[0].ToString(),
                isKnown,
                WitnessesOf(log.Note, policy.Witnesses),
                earlier?.Size,
                result.Fault == null ? null : new(Word(result.Fault.Kind), result.Fault.File, result.Fault.Index, result.Fault.Problem));
            if (run.Output.IsJson)
                run.Output.Json(answer, CliJson.Compact.LogAuditAnswer);
            else
                run.Output.Line(Sentence(answer));
            if (result.Fault != null)
                return ExitCode.NotValid;
            if (run.Get(save) is { } file)
                await SaveAsync(file, log.Note!, run.Cancellation);
            return isKnown ? ExitCode.Ok : ExitCode.CheckOnline;
        });
        return command;
    }

    private static Uri AddressOf(string text) => Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0 && uri.Fragment.Length == 0
        ? GlobalOptions.WithoutSecrets(uri)
        : throw CliException.Usage($"{text} is not the address of a log, such as https://trace.example.com/log.");

    private static NoteVerifier KeyOf(string text) => NoteVerifier.TryParse(text, out var key)
        ? key
        : throw CliException.Usage($"{text} is not a verifier key: NAME+8 hex digits+base64.");

    /// <summary>Without a key of the log the one it serves itself: then it can only be found to agree with itself.</summary>
    private static async Task<LogPolicy> PolicyOf(ServerClient server, List<NoteVerifier> given, int quorum, CancellationToken cancellationToken)
    {
        var witnesses = given.Where(key => key.Type == NoteSignatureType.Cosignature).ToList();
        var keys = given.Where(key => key.Type == NoteSignatureType.Ed25519).ToList();
        if (quorum < 0 || quorum > witnesses.Count)
            throw CliException.Usage($"--witnesses is 0 to the number of witnesses whose keys are given, {witnesses.Count}.");
        if (keys.Count == 0)
        {
            var bytes = await server.GetBytesAsync(KeyPath, cancellationToken);
            keys.Add(bytes.Length <= MaxKeyBytes && NoteVerifier.TryParse(Encoding.UTF8.GetString(bytes).TrimEnd('\n'), out var served) && served.Type == NoteSignatureType.Ed25519
                ? served
                : throw new CliException(ExitCode.Failed, "unexpected_answer", "What the address serves as its key is none; is it that of a log?"));
        }

        return keys.All(key => key.Name == keys[0].Name)
            ? new LogPolicy(keys[0].Name, keys, witnesses, quorum)
            : throw CliException.Usage("The keys given are of several logs; an audit is of one.");
    }

    /// <summary>One that the log did not sign says nothing of it.</summary>
    private static Checkpoint EarlierOf(string path, LogPolicy policy) =>
        (policy with { Quorum = 0 }).TryOpen(InputFile.ReadBytes(path, SignedNote.MaxBytes), out var earlier, out var problem)
            ? earlier
            : throw new CliException(ExitCode.Usage, "unreadable_file", $"{path} is no checkpoint of {policy.Origin}: {problem}");

    private static IReadOnlyList<string> WitnessesOf(byte[]? bytes, IReadOnlyList<NoteVerifier> witnesses) =>
        SignedNote.TryParse(bytes, out var note, out _) && note.TryVerify(witnesses, out var verified, out _) ? [.. verified.Select(signature => signature.Signer.Name)] : [];

    private static string Sentence(LogAuditAnswer answer)
    {
        if (answer.Fault is { } fault)
            return $"{answer.Log}: {fault.Kind}: {fault.File}{(fault.Index is { } index ? string.Create(CultureInfo.InvariantCulture, $", number {index}") : "")}: {fault.Problem}";
        var grown = answer.Since is { } since ? $"; it grew out of the {Entries(since)} of before" : "";
        var witnesses = answer.Witnesses.Count > 0 ? $"; cosigned by {string.Join(", ", answer.Witnesses)}" : "";
        var whose = answer.KeyGiven ? "signed by the key you gave" : $"signed by the key it serves itself, which you did not give: {answer.Key}";
        return $"{answer.Log}: {Entries(answer.Size ?? 0)}, everything holds{grown}{witnesses}; {whose}";
    }

    private static string Entries(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "entry" : "entries")}");

    private static string Word(LogFaultKind kind) => kind switch
    {
        LogFaultKind.Missing => "missing",
        LogFaultKind.Malformed => "malformed",
        LogFaultKind.Altered => "altered",
        LogFaultKind.WrongRoot => "wrong_root",
        LogFaultKind.RolledBack => "rolled_back",
        _ => "rewritten",
    };

    private static async Task SaveAsync(string path, byte[] note, CancellationToken cancellationToken)
    {
        using var file = new PartFile(path, Readers.Everyone);
        await file.Stream.WriteAsync(note, cancellationToken);
        file.Finish();
        file.Publish();
    }
}

/// <summary>What <c>trace log audit --json</c> prints.</summary>
/// <param name="Outcome"><c>holds</c>, <c>not_trusted</c> or <c>fault</c>.</param>
/// <param name="KeyGiven">Whether the key is one that was given, not the one the log serves.</param>
/// <param name="Witnesses">Those of the witnesses given that cosigned.</param>
/// <param name="Since">Entries of the checkpoint from before.</param>
internal sealed record LogAuditAnswer(
    string Log, string Outcome, long? Size, string? Root, string Key, bool KeyGiven, IReadOnlyList<string> Witnesses, long? Since, LogAuditFault? Fault);

/// <summary>The first thing that does not hold.</summary>
internal sealed record LogAuditFault(string Kind, string File, long? Index, string Problem);
