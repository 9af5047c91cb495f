using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Trace.Core.Labels;

namespace Trace.Server.Export;

/// <summary>A ZIP whose beginning is in its file while its end is written.</summary>
internal sealed class GrowingZip(ZipArchive archive, GatheringStream gathered, Stream file, CancellationToken cancellationToken)
{
    private const int Portion = 64 << 10;

    public async Task AddAsync(string name, ReadOnlyMemory<byte> content)
    {
        using (var entry = Open(name))
            entry.Write(content.Span);
        await SendAsync();
    }

    /// <summary>One line of JSON for each.</summary>
    public async Task AddLinesAsync<T>(string name, IAsyncEnumerable<T> rows, JsonTypeInfo<T> type)
    {
        await using (var entry = Open(name))
        {
            await using var json = new Utf8JsonWriter(entry);
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                JsonSerializer.Serialize(json, row, type);
                json.Flush();
                json.Reset();
                entry.Write("\n"u8);
                if (gathered.Gathered >= Portion)
                    await SendAsync();
            }
        }

        await SendAsync();
    }

    private Stream Open(string name) => archive.CreateEntry(name, CompressionLevel.Fastest).Open();

    private ValueTask SendAsync() => gathered.SendAsync(file, cancellationToken);
}
