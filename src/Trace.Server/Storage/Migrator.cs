using System.Globalization;
using System.Reflection;

namespace Trace.Server.Storage;

/// <summary>Brings an empty or older database to this version's schema: numbered scripts, one transaction each.</summary>
public static class Migrator
{
    private const string CreateTable =
        """
        CREATE TABLE IF NOT EXISTS schema_migration (
            number BIGINT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL
        );
        """;

    public static async Task MigrateAsync(Database database, CancellationToken cancellationToken = default)
    {
        var scripts = Scripts(database.Dialect);
        await database.WriteAsync(
            async session =>
            {
                await TakeTurnAsync(session);
                await session.ExecuteAsync(CreateTable);
            },
            cancellationToken);

        foreach (var (number, name, sql) in scripts)
        {
            await database.WriteAsync(
                async session =>
                {
                    await TakeTurnAsync(session);
                    var done = await session.FindAsync<long?>(
                        "SELECT number FROM schema_migration WHERE number = @Number;", new { Number = number });
                    if (done != null)
                        return;
                    await session.ExecuteAsync(sql);
                    await session.ExecuteAsync(
                        "INSERT INTO schema_migration (number, name) VALUES (@Number, @Name);",
                        new { Number = number, Name = name });
                },
                cancellationToken);
        }

        await RefuseNewerSchemaAsync(database, scripts[^1].Number, cancellationToken);
    }

    /// <summary>The number of the last script that ran.</summary>
    public static Task<long> FindNewestAsync(Database database, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => session.FindAsync<long>("SELECT MAX(number) FROM schema_migration;"), cancellationToken);

    public static IReadOnlyList<(long Number, string Name, string Sql)> Scripts(Dialect dialect)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"Trace.Server.Storage.Migrations.{dialect}.";
        return assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource => Read(assembly, resource, resource[prefix.Length..^".sql".Length]))
            .ToList();
    }

    private static (long Number, string Name, string Sql) Read(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return (long.Parse(name[..4], CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }

    /// <summary>Replicas that start together migrate one after another. SQLite's write transaction does that by itself.</summary>
    private static Task TakeTurnAsync(Session session) => session.Dialect == Dialect.Postgres
        ? session.ExecuteAsync("SELECT pg_advisory_xact_lock(7274616365);")
        : Task.CompletedTask;

    private static async Task RefuseNewerSchemaAsync(Database database, long newest, CancellationToken cancellationToken)
    {
        var found = await FindNewestAsync(database, cancellationToken);
        if (found > newest)
            throw new InvalidOperationException(
                $"The database has schema {found}, this version knows {newest}. Use the version that wrote it, or a newer one.");
    }
}
