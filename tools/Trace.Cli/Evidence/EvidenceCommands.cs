using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Trace.Core.Evidence;
using Trace.Core.TransparencyLog;

namespace Trace.Cli.Evidence;

/// <summary><c>trace evidence verify</c>: a pack against keys that are known from elsewhere, without asking anyone.</summary>
internal static class EvidenceCommands
{
    private const int MaxRootFileBytes = 1 << 20;

    public static Command Create(GlobalOptions globals) =>
        new("evidence", "Check evidence packs offline") { CreateVerify(globals) };

    private static Command CreateVerify(GlobalOptions globals)
    {
        var pack = new Argument<string>("pack") { Description = "The pack, a ZIP file", HelpName = "FILE" };
        var keys = new Option<string[]>("--key") { Description = "Verifier key of a signer, a log or a witness that you believe; again for another", HelpName = "VKEY" };
        var roots = new Option<string[]>("--tsa-root") { Description = "Certificates (PEM) to which a timestamp authority has to lead; again for others", HelpName = "FILE" };
        var command = new Command("verify", "Verify a pack; nothing of it leaves this machine") { pack, keys, roots };
        command.Runs(globals, async run =>
        {
            var file = run.Get(pack)!;
            var trust = new EvidenceTrust([.. (run.Get(keys) ?? []).Select(KeyOf)], RootsOf(run.Get(roots) ?? []));
            await using var stream = InputFile.Open(file);
            var report = await EvidenceVerifier.VerifyAsync(stream, trust, run.Cancellation);
            if (run.Output.IsJson)
                run.Output.Json(EvidenceAnswer.Of(file, report), CliJson.Compact.EvidenceAnswer);
            else
                EvidenceText.Write(run.Output, file, report);
            return report.Outcome switch
            {
                EvidenceOutcome.Valid => ExitCode.Ok,
                EvidenceOutcome.NotTrusted => ExitCode.CheckOnline,
                _ => ExitCode.NotValid,
            };
        });
        return command;
    }

    private static NoteVerifier KeyOf(string text) => NoteVerifier.TryParse(text, out var key)
        ? key
        : throw CliException.Usage($"{text} is not a verifier key: NAME+8 hex digits+base64.");

    private static X509Certificate2Collection RootsOf(IEnumerable<string> paths)
    {
        var roots = new X509Certificate2Collection();
        foreach (var path in paths)
        {
            var before = roots.Count;
            try
            {
                roots.ImportFromPem(InputFile.ReadText(path, MaxRootFileBytes));
            }
            catch (CryptographicException)
            {
                // Said below, as for a file without any.
            }

            if (roots.Count == before)
                throw new CliException(ExitCode.Usage, "unreadable_file", $"{path} holds no certificates in PEM.");
        }

        return roots;
    }
}
