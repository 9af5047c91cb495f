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

    /// <summary>As it is read. What turns out to be damaged ends where it is: its hash says so, and the rest of the export does not wait for it.</summary>
    public async Task AddAsync(string name, Stream content)
    {
        using (var entry = Open(name))
        {
            var buffer = new byte[Portion];
            try
            {
                int read;
                while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    entry.Write(buffer.AsSpan(0, read));
                    if (gathered.Gathered >= Portion)
                        await SendAsync();
                }
            }
            catch (InvalidDataException)
            {
                entry.Flush();
            }
        }

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
