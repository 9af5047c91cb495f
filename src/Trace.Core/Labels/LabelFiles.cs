using System.IO.Compression;

namespace Trace.Core.Labels;

/// <summary>One label is written as it is; more become a ZIP, a file each, in the order of the labels.</summary>
/// <remarks>Entries are named by number and serial; characters that file systems refuse become '_'. The directory at the ZIP's end
/// costs about 300 bytes of memory a label until then. The same labels give the same bytes.</remarks>
internal static class LabelFiles
{
    private const int LabelsPerTask = 8;
    private const int FlushBytes = 128 * 1024;

    /// <summary>ZIP keeps local times; this one is its earliest and means none.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task WriteAsync(
        LabelPlan plan,
        IEnumerable<LabelContent> labels,
        string extension,
        Func<LabelItem, ReadOnlyMemory<byte>> draw,
        int degree,
        Stream output,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(output);
        var chunks = LabelSequence.Items(plan, labels).Chunk(LabelsPerTask);
        var drawn = OrderedParallel.SelectAsync(chunks, chunk => Draw(chunk, draw), degree, cancellationToken);
        await using var chunk = drawn.GetAsyncEnumerator(cancellationToken);
        if (!await chunk.MoveNextAsync())
            return;
        if (chunk.Current.Count == 1)
        {
            await output.WriteAsync(chunk.Current[0].Data, cancellationToken);
            return;
        }

        // The archive writes synchronously, which a response stream refuses: it writes here, and we send what has gathered.
        await using var gathered = new GatheringStream();
        var level = extension == "png" ? CompressionLevel.NoCompression : CompressionLevel.Fastest;
        using (var archive = new ZipArchive(gathered, ZipArchiveMode.Create, leaveOpen: true))
        {
            var number = 0;
            do
            {
                foreach (var file in chunk.Current)
                    Add(archive, $"{++number:000000}-{file.Name}.{extension}", level, file.Data.Span);
                if (gathered.Gathered >= FlushBytes)
                    await gathered.SendAsync(output, cancellationToken);
            }
            while (await chunk.MoveNextAsync());
        }

        await gathered.SendAsync(output, cancellationToken);
    }

    private static void Add(ZipArchive archive, string name, CompressionLevel level, ReadOnlySpan<byte> data)
    {
        var entry = archive.CreateEntry(name, level);
        entry.LastWriteTime = NoTime;
        using var stream = entry.Open();
        stream.Write(data);
    }

    private static List<LabelFile> Draw(LabelItem[] items, Func<LabelItem, ReadOnlyMemory<byte>> draw) =>
        [.. items.Select(item => new LabelFile(NameOf(item), draw(item)))];

    private static string NameOf(LabelItem item) => item.Leader is { } leader
        ? FormattableString.Invariant($"roll-{leader.Roll}-leader")
        : string.Concat(item.Content!.Serial.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));

    private sealed record LabelFile(string Name, ReadOnlyMemory<byte> Data);
}
