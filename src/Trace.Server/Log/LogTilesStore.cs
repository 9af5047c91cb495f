using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>A row of <c>log_tile</c>.</summary>
public sealed record LogTileRow(long LogNumber, long Level, long Tile, long Width, byte[] Content);

/// <summary>The files of logs. One row a tile, as wide as it is: a narrower file is how it begins, so it can be told for ever.</summary>
public static class LogTilesStore
{
    private const string Set =
        """
        INSERT INTO log_tile (log_number, level, tile, width, content)
        VALUES (@LogNumber, @Level, @Tile, @Width, @Content)
        ON CONFLICT (log_number, level, tile) DO UPDATE
        SET
            width = excluded.width,
            content = excluded.content;
        """;

    private const string Find =
        """
        SELECT
            log_number AS LogNumber,
            level AS Level,
            tile AS Tile,
            width AS Width,
            content AS Content
        FROM log_tile
        WHERE log_number = @LogNumber AND level = @Level AND tile = @Tile;
        """;

    public static Task SetAsync(Session session, LogTileRow row) => session.ExecuteAsync(Set, row);

    public static Task<LogTileRow?> FindAsync(Session session, long number, long level, long tile) =>
        session.FindAsync<LogTileRow>(Find, new { LogNumber = number, Level = level, Tile = tile });
}
