using System.Buffers;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Trace.Cli.Keys;
using Trace.Cli.Terminal;
using Trace.Core;
using Trace.Core.Codes;
using Trace.Core.Verification;

namespace Trace.Cli.Verification;

/// <summary><c>trace verify</c>: codes against published keys, without asking anyone.</summary>
internal static class VerifyCommand
{
    private const int ChunkLines = 256;

    public static Command Create(GlobalOptions globals)
    {
        var codes = new Argument<string[]>("code") { Description = "What the label holds, or what was typed", Arity = ArgumentArity.ZeroOrMore };
        var keys = KeysCommands.KeysOption();
        var stdin = new Option<bool>("--stdin") { Description = "Read codes from standard input, one a line" };
        var problems = new Option<bool>("--problems") { Description = "Print only codes whose signature is not valid" };
        var command = new Command("verify", "Verify codes offline; the codes never leave this machine") { codes, keys, stdin, problems };
        command.Runs(globals, async run =>
        {
            var given = run.Get(codes) ?? [];
            // The parser takes a misspelt option for a code.
            if (given.FirstOrDefault(code => code.StartsWith("--", StringComparison.Ordinal)) is { } unknown && run.Arguments.Tokens.All(token => token.Type != TokenType.DoubleDash))
                throw CliException.Usage($"There is no option `{unknown}`. A code that begins with -- goes behind a -- of its own.");
            if (run.Get(stdin) == given.Length > 0)
                throw CliException.Usage("Name codes as arguments, or read them with --stdin.");
            var ring = await KeySource.LoadAsync(run, run.Get(keys));
            var tally = given.Length > 0
                ? VerifyArguments(run.Output, ring, given, run.Get(problems))
                : await VerifyInputAsync(run, ring, run.Get(problems));
            return tally.ExitCode;
        });
        return command;
    }

    private static Tally VerifyArguments(Output output, KeyRing keys, string[] codes, bool onlyProblems)
    {
        var tally = new Tally();
        for (var i = 0; i < codes.Length; i++)
        {
            var code = CheckedCode.Of(keys, codes[i]);
            tally.Add(code, i + 1);
            if (onlyProblems && code.Outcome == OfflineOutcome.Valid)
                continue;
            if (output.IsJson)
            {
                var line = new ArrayBufferWriter<byte>();
                CheckedCodeLines.WriteJson(line, code, line: null);
                output.Lines(Encoding.UTF8.GetString(line.WrittenSpan));
                continue;
            }

            output.Line(code.Sentence);
            code.WriteFacts(output);
            if (i + 1 < codes.Length)
                output.Line("");
        }

        if (codes.Length > 1)
            output.Note(tally.Describe("code"));
        return tally;
    }

    private static async Task<Tally> VerifyInputAsync(Run run, KeyRing keys, bool onlyProblems)
    {
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var typed = !Console.IsInputRedirected;
        // Someone who types or scans by hand waits for each answer; a pipe is worth several cores.
        var tally = typed
            ? VerifyTyped(run, keys, new LineReader(input, CodeReader.MaxLength), onlyProblems)
            : await VerifyPipedAsync(run, keys, new LineReader(input, CodeReader.MaxLength), onlyProblems);
        run.Output.Flush();
        if (tally.Total == 0)
            throw CliException.Usage("Standard input has no codes.");
        run.Output.Note(tally.Describe("line"));
        return tally;
    }

    private static Tally VerifyTyped(Run run, KeyRing keys, LineReader lines, bool onlyProblems)
    {
        var tally = new Tally();
        foreach (var chunk in lines.Chunks(size: 1))
        {
            run.Cancellation.ThrowIfCancellationRequested();
            var part = Verify(keys, chunk, run.Output.IsJson, onlyProblems);
            run.Output.Lines(part.Text);
            run.Output.Flush();
            tally.Add(part.Tally);
        }

        return tally;
    }

    private static async Task<Tally> VerifyPipedAsync(Run run, KeyRing keys, LineReader lines, bool onlyProblems)
    {
        var results = OrderedParallel.SelectAsync(
            lines.Chunks(ChunkLines),
            chunk => Verify(keys, chunk, run.Output.IsJson, onlyProblems),
            Environment.ProcessorCount,
            run.Cancellation);
        async Task<Tally> Collect(Action<long> progress)
        {
            var tally = new Tally();
            await foreach (var part in results)
            {
                run.Output.Lines(part.Text);
                tally.Add(part.Tally);
                progress(part.Tally.Total);
            }

            return tally;
        }

        return await ProgressBar.RunAsync(run.Output, "Verifying", total: null, Collect, besideResults: true);
    }

    private static (string Text, Tally Tally) Verify(KeyRing keys, LineChunk chunk, bool json, bool onlyProblems)
    {
        var tally = new Tally();
        var text = new StringBuilder();
        var jsonText = new ArrayBufferWriter<byte>();
        for (var i = 0; i < chunk.Lines.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(chunk.Lines[i]))
                continue;
            var line = chunk.FirstLine + i;
            var code = CheckedCode.Of(keys, chunk.Lines[i].TrimEnd('\r'));
            tally.Add(code, line);
            if (onlyProblems && code.Outcome == OfflineOutcome.Valid)
                continue;
            if (json)
                CheckedCodeLines.WriteJson(jsonText, code, line);
            else
                CheckedCodeLines.Write(text, code, line);
        }

        return (json ? Encoding.UTF8.GetString(jsonText.WrittenSpan) : text.ToString(), tally);
    }
}
