using System.Globalization;
using Microsoft.Data.Sqlite;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Cli.Backup;

/// <summary>What a backup holds, read from it after its integrity was checked.</summary>
/// <param name="Schema">The number of its last migration.</param>
/// <param name="SizeBytes">Of the file.</param>
/// <param name="LastScan">The id of the scan that was stored last, as <c>/verify</c> answered it; null if there is none.</param>
/// <param name="LastScanAt">When that was.</param>
internal sealed record BackupContent(long Schema, long SizeBytes, string? LastScan, DateTimeOffset? LastScanAt)
{
    /// <exception cref="SqliteException">It is no database, or not one of Trace.</exception>
    public static BackupContent Read(string path)
    {
        var integrity = SqliteBackup.Check(path);
        if (integrity != "ok")
            throw new CliException(ExitCode.Failed, "integrity_failed", $"The copy is damaged: {integrity}");
        var schema = SqliteBackup.SchemaOf(path);
        var size = new FileInfo(path).Length;
        if (schema < MovedScansStore.FirstSchema)
            return new BackupContent(schema, size, LastScan: null, LastScanAt: null);
        using var connection = SqliteBackup.Open(path, SqliteOpenMode.ReadOnly);
        using var command = connection.CreateCommand();
        command.CommandText = MovedScansStore.FindLast;
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new BackupContent(schema, size, PublicId.Format(reader.GetInt64(0)), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)))
            : new BackupContent(schema, size, LastScan: null, LastScanAt: null);
    }

    public IEnumerable<(string Name, string? Value)> Facts =>
    [
        ("Schema", Schema.ToString(CultureInfo.InvariantCulture)),
        ("Size", Words.Count(SizeBytes, "byte")),
        ("Integrity", "ok"),
        ("Last scan", LastScanAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"{LastScan}, {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z") : "none"),
    ];
}
