using System.Globalization;
using Trace.Cli.Terminal;
using Trace.Cli.Verification;
using Trace.Core;
using Trace.Core.Codes;
using Trace.Core.Verification;

namespace Trace.Cli.Codes;

/// <summary>A file of codes against its manifest, and if keys are given every code in it against them.</summary>
internal static class CodesCheck
{
    public static async Task<int> RunAsync(Run run, string path, KeyRing? keys)
    {
        await using var file = InputFile.Open(path);
        var manifest = Manifest.Load(Manifest.PathOf(path));
        using var digest = new CodeListDigest(manifest.ListFormat, manifest.Cover);
        var tally = await ProgressBar.RunAsync(
            run.Output, "Checking", file.CanSeek ? file.Length : null, progress => ReadAsync(file, manifest, digest, keys, progress, run.Cancellation));
        var differences = Compare(manifest, digest);
        if (run.Output.IsJson)
            run.Output.Json(ToAnswer(path, manifest, differences, tally), CliJson.Compact.CheckAnswer);
        else
            Write(run.Output, path, manifest, differences, tally);
        return differences.Count > 0 ? ExitCode.Mismatch : tally?.ExitCode ?? ExitCode.Ok;
    }

    private static async Task<Tally?> ReadAsync(
        FileStream file, Manifest manifest, CodeListDigest digest, KeyRing? keys, Action<long> progress, CancellationToken cancellationToken)
    {
        var blocks = new LineBlocks(file, block =>
        {
            digest.Add(block);
            progress(block.Length);
        });
        if (keys == null)
        {
            foreach (var block in blocks.Read())
            {
                block.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
            }

            return null;
        }

        var tally = new Tally();
        var firstLine = manifest.ListFormat == CodeListFormat.Csv ? 2 : 1;
        var parts = OrderedParallel.SelectAsync(
            blocks.Read(), block => Verify(keys, manifest, firstLine, block), Environment.ProcessorCount, cancellationToken);
        await foreach (var part in parts)
            tally.Add(part);
        return tally;
    }

    private static Tally Verify(KeyRing keys, Manifest manifest, int firstLine, LineBlock block)
    {
        using (block)
        {
            var tally = new Tally();
            var line = block.FirstLine;
            foreach (var range in block.Bytes.Span.Split((byte)'\n'))
            {
                var text = block.Bytes.Span[range];
                if (text.Length > 0 && line >= firstLine)
                    tally.Add(Verify(keys, manifest, text, manifest.From - firstLine + line), line);
                line++;
            }

            return tally;
        }
    }

    /// <summary>The code of a line, refused if its columns say something else than the code.</summary>
    private static CheckedCode Verify(KeyRing keys, Manifest manifest, ReadOnlySpan<byte> text, long index)
    {
        if (CodeLine.TryParse(manifest.ListFormat, text, manifest.Cover) is not { } line)
            return Refused("", "not_a_line", "The line is not one of a list of codes.");
        var code = CheckedCode.Of(keys, line.Uri);
        return code.Verdict.Code != null && (code.Gtin != line.Gtin || code.Serial != line.Serial || line.Index != index)
            ? Refused(line.Uri, "columns_differ", "Index, GTIN or serial of the line differ from its code or place.")
            : code;
    }

    private static CheckedCode Refused(string text, string reason, string sentence) =>
        new(text, new OfflineVerdict(OfflineOutcome.NotACode, reason, sentence, null, null), Brand: null, KeyStatus: null);

    private static List<Difference> Compare(Manifest manifest, CodeListDigest digest)
    {
        var differences = new List<Difference>();
        Add("count", Text(manifest.Count), Text(digest.Count));
        Add("sizeBytes", Text(manifest.SizeBytes), Text(digest.SizeBytes));
        Add("firstSerial", manifest.FirstSerial, digest.First?.Serial ?? "none");
        Add("lastSerial", manifest.LastSerial, digest.Last?.Serial ?? "none");
        Add("sha256", manifest.Sha256, digest.Sha256());
        return differences;

        void Add(string member, string expected, string found)
        {
            if (expected != found)
                differences.Add(new Difference(member, expected, found));
        }
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static CheckAnswer ToAnswer(string path, Manifest manifest, List<Difference> differences, Tally? tally) => new(
        path,
        differences.Count == 0,
        differences,
        manifest.Count,
        manifest.SizeBytes,
        manifest.Sha256,
        tally == null ? null : new SignatureCounts(
            tally.Total,
            tally.Count(OfflineOutcome.Valid),
            tally.Count(OfflineOutcome.Invalid),
            tally.Count(OfflineOutcome.NotACode),
            tally.Count(OfflineOutcome.UnknownKey),
            tally.Count(OfflineOutcome.CheckOnline),
            tally.Worst == OfflineOutcome.Valid ? null : new FirstProblem(tally.FirstWorst.Line, tally.FirstWorst.Sentence)));

    private static void Write(Output output, string path, Manifest manifest, List<Difference> differences, Tally? tally)
    {
        if (differences.Count == 0)
        {
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{path} matches its manifest: {Words.Count(manifest.Count, "code")}, {manifest.SizeBytes:N0} bytes."));
        }
        else
        {
            output.Line($"{path} does not match its manifest.");
            output.Table(["Member", "In the manifest", "In the file"], differences.Select(d => (IReadOnlyList<string>)[d.Member, d.Expected, d.Found]).ToList());
        }

        if (tally != null)
            output.Line(tally.Describe("line"));
    }
}

/// <summary>The answer of <c>--check --json</c>.</summary>
internal sealed record CheckAnswer(
    string File, bool Matches, IReadOnlyList<Difference> Differences, long Count, long SizeBytes, string Sha256, SignatureCounts? Signatures);

internal sealed record Difference(string Member, string Expected, string Found);

internal sealed record SignatureCounts(
    long Checked, long Valid, long Invalid, long NotACode, long UnknownKey, long CheckOnline, FirstProblem? FirstProblem);

internal sealed record FirstProblem(long Line, string Text);
