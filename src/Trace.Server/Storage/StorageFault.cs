using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;
using Trace.Server.Http;

namespace Trace.Server.Storage;

/// <summary>Tells a database that is away, locked or full, which passes, from a mistake in our SQL, which does not.</summary>
public static class StorageFault
{
    private const int RetryAfterSeconds = 2;

    /// <remarks>
    /// SQLite: primary result codes. PostgreSQL: what Npgsql calls transient (broken connections, timeouts), and the SQLSTATE classes
    /// 08 connection, 53 resources, 57 operator intervention, 58 system.
    /// </remarks>
    public static bool IsPassing(DbException exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode
            is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN,
        PostgresException postgres => postgres.IsTransient || postgres.SqlState[..2] is "08" or "53" or "57" or "58",
        _ => exception.IsTransient,
    };

    public static Failure ToFailure(string detail) => new("storage_unavailable", detail) { RetryAfterSeconds = RetryAfterSeconds };
}
