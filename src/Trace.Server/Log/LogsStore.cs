using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>A row of <c>transparency_log</c>.</summary>
/// <param name="LogNumber">From 1; the highest one is written to.</param>
/// <param name="PublicKey">Of the key that signs its checkpoints, 32 bytes.</param>
/// <param name="SealedKey">The private half under the master key.</param>
/// <param name="Size">Of the checkpoint in the note.</param>
/// <param name="Note">The checkpoint that was published last, signed by the log.</param>
public sealed record LogRow(long LogNumber, string Origin, byte[] PublicKey, byte[] SealedKey, long Size, byte[] Note, long CreatedAt, long PublishedAt);

/// <summary>What a witness cosigned last.</summary>
/// <param name="Witness">Its verifier key.</param>
/// <param name="Note">The checkpoint with the log's signature and the witness's.</param>
public sealed record CosignatureRow(long LogNumber, string Witness, long Size, byte[] Note, long CosignedAt);

/// <summary>Logs and what they published.</summary>
public static class LogsStore
{
    internal const string Columns =
        """
        SELECT
            log_number AS LogNumber,
            origin AS Origin,
            public_key AS PublicKey,
            sealed_key AS SealedKey,
            size AS Size,
            note AS Note,
            created_at AS CreatedAt,
            published_at AS PublishedAt
        FROM transparency_log
        """;

    private const string Add =
        """
        INSERT INTO transparency_log (log_number, origin, public_key, sealed_key, size, note, created_at, published_at)
        VALUES (@LogNumber, @Origin, @PublicKey, @SealedKey, @Size, @Note, @CreatedAt, @PublishedAt)
        ON CONFLICT (log_number) DO NOTHING;
        """;

    /// <summary>Compare and swap: the checkpoint replaced is the one that was built on.</summary>
    private const string Publish =
        """
        UPDATE transparency_log
        SET
            size = @Size,
            note = @Note,
            published_at = @PublishedAt
        WHERE log_number = @LogNumber AND note = @Old;
        """;

    private const string SetCosignature =
        """
        INSERT INTO log_cosignature (log_number, witness, size, note, cosigned_at)
        VALUES (@LogNumber, @Witness, @Size, @Note, @CosignedAt)
        ON CONFLICT (log_number, witness) DO UPDATE
        SET
            size = excluded.size,
            note = excluded.note,
            cosigned_at = excluded.cosigned_at
        WHERE log_cosignature.size <= excluded.size;
        """;

    private const string Cosignatures =
        """
        SELECT
            log_number AS LogNumber,
            witness AS Witness,
            size AS Size,
            note AS Note,
            cosigned_at AS CosignedAt
        FROM log_cosignature
        WHERE log_number = @LogNumber
        ORDER BY witness;
        """;

    /// <summary>A number that no table has; of two servers that write the log one has this lock until its transaction ends.</summary>
    private const long Lock = 0x7472_6163_656C_6F67;

    /// <summary>False when another server writes the log now. SQLite has one server and one writer.</summary>
    public static async Task<bool> TryLockAsync(Session session) =>
        session.Dialect == Dialect.Sqlite || await session.FindAsync<bool>("SELECT pg_try_advisory_xact_lock(@Lock);", new { Lock });

    /// <summary>The one that is written to; null before there is any.</summary>
    public static Task<LogRow?> FindCurrentAsync(Session session) => session.FindAsync<LogRow>($"{Columns} ORDER BY log_number DESC LIMIT 1;");

    public static Task<LogRow?> FindAsync(Session session, long number) =>
        session.FindAsync<LogRow>($"{Columns} WHERE log_number = @Number;", new { Number = number });

    public static Task<LogRow?> FindAsync(Session session, string origin) =>
        session.FindAsync<LogRow>($"{Columns} WHERE origin = @Origin;", new { Origin = origin });

    /// <summary>False when there is one of this number.</summary>
    public static async Task<bool> AddAsync(Session session, LogRow row) => await session.ExecuteAsync(Add, row) == 1;

    /// <summary>False when the checkpoint there is not the old one any more.</summary>
    public static async Task<bool> PublishAsync(Session session, LogRow row, byte[] old) =>
        await session.ExecuteAsync(Publish, new { row.LogNumber, row.Size, row.Note, row.PublishedAt, Old = old }) == 1;

    public static Task SetCosignatureAsync(Session session, CosignatureRow row) => session.ExecuteAsync(SetCosignature, row);

    public static Task<IReadOnlyList<CosignatureRow>> ListCosignaturesAsync(Session session, long number) =>
        session.ListAsync<CosignatureRow>(Cosignatures, new { LogNumber = number });
}
