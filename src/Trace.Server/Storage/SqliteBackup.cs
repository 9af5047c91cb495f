using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Trace.Server.Storage;

/// <summary>A copy of a SQLite database as it was at one moment, made while a server works on it; also part of the command line tool.</summary>
/// <remarks>SQLite's online backup reads inside one read transaction: in WAL mode it neither waits for writers nor stops them.</remarks>
internal static class SqliteBackup
{
    /// <param name="source">The database of a data folder.</param>
    /// <param name="target">An empty file, which becomes a database in one file.</param>
    public static void Copy(string source, string target)
    {
        using var from = Open(source, SqliteOpenMode.ReadOnly);
        using var to = Open(target, SqliteOpenMode.ReadWrite);
        from.BackupDatabase(to);
        // The copy says WAL like the original, and would want two files beside it to be read.
        Ask(to, "PRAGMA journal_mode = DELETE;");
    }

    /// <summary>"ok", or what is wrong.</summary>
    public static string Check(string path)
    {
        using var connection = Open(path, SqliteOpenMode.ReadOnly);
        return Convert.ToString(Ask(connection, "PRAGMA integrity_check;"), CultureInfo.InvariantCulture)!;
    }

    /// <summary>The number of the last migration; 0 if none has run.</summary>
    public static long SchemaOf(string path)
    {
        using var connection = Open(path, SqliteOpenMode.ReadOnly);
        return Convert.ToInt64(Ask(connection, "SELECT COALESCE(MAX(number), 0) FROM schema_migration;"), CultureInfo.InvariantCulture);
    }

    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 10 }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Moves what is in the log beside a database into it, so that it is one file, and the log is gone. Nobody else may work on it.</summary>
    public static void FoldLog(string path)
    {
        using var connection = Open(path, SqliteOpenMode.ReadWrite);
        Ask(connection, "PRAGMA journal_mode = DELETE;");
    }

    private static object? Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
