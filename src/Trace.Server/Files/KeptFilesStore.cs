using Trace.Server.Storage;

namespace Trace.Server.Files;

/// <summary>Files and their chunks; every statement names the brand.</summary>
public static class KeptFilesStore
{
    internal const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            file_id AS FileId,
            purpose AS Purpose,
            sha256 AS Sha256,
            size_bytes AS SizeBytes,
            media_type AS MediaType,
            kept_at AS KeptAt,
            sealed_key AS SealedKey
        FROM kept_file
        """;

    private const string Add =
        """
        INSERT INTO kept_file (brand_id, file_id, purpose, sha256, size_bytes, media_type, kept_at, sealed_key)
        VALUES (@BrandId, @FileId, @Purpose, @Sha256, @SizeBytes, @MediaType, @KeptAt, @SealedKey);
        """;

    private const string AddChunk =
        """
        INSERT INTO kept_file_chunk (brand_id, file_id, number, content)
        VALUES (@BrandId, @FileId, @Number, @Content);
        """;

    private const string FindChunk =
        """
        SELECT content
        FROM kept_file_chunk
        WHERE brand_id = @BrandId AND file_id = @FileId AND number = @Number;
        """;

    public static Task AddAsync(Session session, KeptFileRow row) => session.ExecuteAsync(Add, row);

    public static Task AddChunkAsync(Session session, KeptFileRow row, long number, byte[] content) =>
        session.ExecuteAsync(AddChunk, new { row.BrandId, row.FileId, Number = number, Content = content });

    public static Task<KeptFileRow?> FindAsync(Session session, long brandId, long fileId) =>
        session.FindAsync<KeptFileRow>($"{Columns} WHERE brand_id = @BrandId AND file_id = @FileId;", new { BrandId = brandId, FileId = fileId });

    /// <summary>The oldest first.</summary>
    public static Task<IReadOnlyList<KeptFileRow>> ListAsync(Session session, long brandId) =>
        session.ListAsync<KeptFileRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY kept_at, file_id;", new { BrandId = brandId });

    public static Task<byte[]?> FindChunkAsync(Session session, long brandId, long fileId, long number) =>
        session.FindAsync<byte[]>(FindChunk, new { BrandId = brandId, FileId = fileId, Number = number });

    /// <summary>With its chunks. False when there was none.</summary>
    public static async Task<bool> RemoveAsync(Session session, long brandId, long fileId)
    {
        var file = new { BrandId = brandId, FileId = fileId };
        await session.ExecuteAsync("DELETE FROM kept_file_chunk WHERE brand_id = @BrandId AND file_id = @FileId;", file);
        return await session.ExecuteAsync("DELETE FROM kept_file WHERE brand_id = @BrandId AND file_id = @FileId;", file) > 0;
    }
}
