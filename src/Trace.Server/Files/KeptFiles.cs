using System.Security.Cryptography;
using System.Text;
using Trace.Server.Storage;

namespace Trace.Server.Files;

/// <summary>Files at rest: in the database, in sealed chunks, never altered.</summary>
public sealed class KeptFiles(Database database, MasterKey masterKey, TimeProvider clock, ILogger<KeptFiles> log)
{
    /// <summary>For sealing them again under another master key: the keys alone, whatever the files weigh.</summary>
    public static readonly SealedColumn Keys = SealedColumn.Of<KeptFileRow>(
        "kept_file", "sealed_key", ["brand_id", "file_id"], KeptFilesStore.Columns, row => [row.BrandId, row.FileId], row => row.SealedKey, row => row.KeyPurpose);

    /// <summary>In the transaction of whatever the file belongs to: neither is there without the other.</summary>
    public async Task<KeptFile> KeepAsync(Session session, long brandId, ArrivedFile file, CancellationToken cancellationToken)
    {
        var key = RandomNumberGenerator.GetBytes(FileChunks.KeyBytes);
        var row = new KeptFileRow(brandId, PublicId.Create(), file.Purpose.Word(), file.Sha256, file.SizeBytes, file.MediaType, clock.GetUtcNow().ToUnixTimeMilliseconds(), SealedKey: []);
        row = row with { SealedKey = masterKey.Seal([.. key, .. Encoding.UTF8.GetBytes(file.Name)], row.KeyPurpose) };
        await KeptFilesStore.AddAsync(session, row);
        using var aes = FileChunks.CipherOf(key);
        var buffer = new byte[FileChunks.ChunkBytes];
        // From the start: a transaction may be tried again.
        file.Content.Position = 0;
        for (var number = 0L; number < FileChunks.CountOf(row.SizeBytes); number++)
        {
            var bytes = buffer.AsMemory(0, FileChunks.LengthOf(row.SizeBytes, number));
            await file.Content.ReadExactlyAsync(bytes, cancellationToken);
            await KeptFilesStore.AddChunkAsync(session, row, number, FileChunks.Seal(aes, number, bytes.Span));
        }

        CryptographicOperations.ZeroMemory(key);
        return Open(row)!.Value.File;
    }

    /// <summary>Null when there is none, or its row is not as we wrote it.</summary>
    public Task<KeptFile?> FindAsync(long brandId, long fileId) => database.ReadAsync(session => FindAsync(session, brandId, fileId));

    /// <inheritdoc cref="FindAsync(long, long)"/>
    public async Task<KeptFile?> FindAsync(Session session, long brandId, long fileId) =>
        await KeptFilesStore.FindAsync(session, brandId, fileId) is { } row ? Open(row)?.File : null;

    /// <summary>All of a brand, without those whose row is not as we wrote it; the oldest first.</summary>
    public async Task<IReadOnlyList<KeptFile>> ListAsync(Session session, long brandId) =>
        [.. (await KeptFilesStore.ListAsync(session, brandId)).Select(row => Open(row)?.File).OfType<KeptFile>()];

    /// <summary>Its bytes, a chunk at a time; null as for <see cref="FindAsync(long, long)"/>. Reading fails where what is stored is not what was kept.</summary>
    public Task<Stream?> OpenAsync(long brandId, long fileId) => database.ReadAsync(session => OpenAsync(
        session, brandId, fileId, number => database.ReadAsync(later => KeptFilesStore.FindChunkAsync(later, brandId, fileId, number))));

    /// <summary>The same within a session, for as long as that lasts.</summary>
    public Task<Stream?> OpenAsync(Session session, long brandId, long fileId) =>
        OpenAsync(session, brandId, fileId, number => KeptFilesStore.FindChunkAsync(session, brandId, fileId, number));

    /// <summary>Its key, name and bytes. False when there was none.</summary>
    public static Task<bool> EraseAsync(Session session, long brandId, long fileId) => KeptFilesStore.RemoveAsync(session, brandId, fileId);

    private async Task<Stream?> OpenAsync(Session session, long brandId, long fileId, Func<long, Task<byte[]?>> readChunk)
    {
        if (await KeptFilesStore.FindAsync(session, brandId, fileId) is not { } row || Open(row) is not var (file, key))
            return null;
        return new KeptFileStream(file, FileChunks.CipherOf(key), readChunk, () => FilesLog.Damaged(log, PublicId.Format(fileId), PublicId.Format(brandId)));
    }

    private (KeptFile File, byte[] Key)? Open(KeptFileRow row)
    {
        if (masterKey.Open(row.SealedKey, row.KeyPurpose) is not { } secret)
            return null;
        var purpose = Enum.GetValues<FilePurpose>().First(value => value.Word() == row.Purpose);
        var name = Encoding.UTF8.GetString(secret, FileChunks.KeyBytes, secret.Length - FileChunks.KeyBytes);
        return (new KeptFile(row.FileId, purpose, row.Sha256, row.SizeBytes, row.MediaType, name, DateTimeOffset.FromUnixTimeMilliseconds(row.KeptAt)), secret[..FileChunks.KeyBytes]);
    }
}

internal static partial class FilesLog
{
    [LoggerMessage(8170, LogLevel.Error, "What is stored of file {FileId} of brand {BrandId} is not what was kept.")]
    public static partial void Damaged(ILogger logger, string fileId, string brandId);
}
