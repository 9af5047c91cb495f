using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Trace.Core;
using Trace.Core.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Which codes of a batch, and how they are written.</summary>
/// <param name="WithCover">Whether the covered code is the last column, of a batch that has them.</param>
public readonly record struct CodeList(Batch Batch, CodeListFormat Format, long From, long Count, bool WithCover);

/// <summary>The codes of a batch as a stream: derived on all cores, written in order, flat memory.</summary>
public sealed class CodeExport(Database database, Issuing issuing)
{
    /// <summary>Writes header and lines of an index range and returns how many bytes that was; the progress is told in chunks.</summary>
    public async Task<long> WriteAsync(CodeList list, Stream output, CancellationToken cancellationToken, IProgress<long>? progress = null)
    {
        var (batch, format, from, count, withCover) = list;
        using var template = await issuing.TemplateAsync(batch, withCover);
        var header = CodeLines.Header(format, withCover).ToArray();
        await output.WriteAsync(header, cancellationToken);
        long sizeBytes = header.Length;
        var buffers = SelectAsync(
            batch, from, count, chunk => CodeLines.Write(format, template, batch.Number, chunk), cancellationToken);
        await foreach (var buffer in buffers)
        {
            using (buffer)
                await output.WriteAsync(buffer.Memory, cancellationToken);
            sizeBytes += buffer.Length;
            progress?.Report(CodeLines.ChunkSize);
        }

        return sizeBytes;
    }

    /// <summary>Size and SHA-256 of what <see cref="WriteAsync"/> writes.</summary>
    public async Task<(long SizeBytes, string Sha256)> DigestAsync(CodeList list, CancellationToken cancellationToken)
    {
        using var sha256 = SHA256.Create();
        long sizeBytes;
        await using (var digest = new CryptoStream(Stream.Null, sha256, CryptoStreamMode.Write))
            sizeBytes = await WriteAsync(list, digest, cancellationToken);
        return (sizeBytes, Convert.ToHexStringLower(sha256.Hash!));
    }

    /// <summary>What a function makes of each chunk of an index range: on all cores, in order, in flat memory.</summary>
    public async IAsyncEnumerable<T> SelectAsync<T>(
        Batch batch, long from, long count, Func<CodeChunk, T> transform, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var chunks in ChunksAsync(batch, from, count, cancellationToken))
        {
            await foreach (var result in OrderedParallel.SelectAsync(chunks, transform, Environment.ProcessorCount, cancellationToken))
                yield return result;
        }
    }

    /// <summary>The serial of one unit.</summary>
    public async Task<string> SerialAsync(Batch batch, long index, CancellationToken cancellationToken)
    {
        using var template = await issuing.TemplateAsync(batch);
        return await SelectAsync(batch, index, count: 1, chunk => chunk.Serials(template, batch.Number)[0], cancellationToken)
            .SingleAsync(cancellationToken);
    }

    /// <summary>Derived units need no rows; imported ones are read a portion at a time.</summary>
    private async IAsyncEnumerable<IEnumerable<CodeChunk>> ChunksAsync(
        Batch batch, long from, long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int PortionSize = 32 * CodeLines.ChunkSize;
        if (!batch.Imported)
        {
            yield return CodeLines.Chunks(from, count);
            yield break;
        }

        for (var done = 0L; done < count; done += PortionSize)
        {
            var start = from + done;
            var size = Math.Min(PortionSize, count - done);
            var rows = await database.ReadAsync(
                session => ImportedSerialsStore.ListAsync(session, batch.BrandId, batch.Number, start, size), cancellationToken);
            yield return rows.Select(row => row.Serial).Chunk(CodeLines.ChunkSize)
                .Select((serials, i) => new CodeChunk(start + i * CodeLines.ChunkSize, serials.Length, serials));
        }
    }
}
