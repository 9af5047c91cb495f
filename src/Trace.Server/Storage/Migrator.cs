using System.Globalization;
using System.Reflection;

namespace Trace.Server.Storage;

/// <summary>Brings an empty or older database to this version's schema: numbered scripts, one transaction each. Also part of the command line tool.</summary>
public static class Migrator
{
    private const string CreateTable =
        """
        CREATE TABLE IF NOT EXISTS schema_migration (
            number BIGINT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL
        );
        """;

    public static Task MigrateAsync(Database database, CancellationToken cancellationToken = default) =>
        MigrateAsync(database, static _ => { }, cancellationToken);

    /// <param name="database">The database.</param>
    /// <param name="ran">Is told the name of each script after its commit.</param>
    /// <param name="cancellationToken">Ends it between two scripts.</param>
    public static async Task MigrateAsync(Database database, Action<string> ran, CancellationToken cancellationToken)
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
            var isNew = await database.WriteAsync(
                async session =>
                {
                    await TakeTurnAsync(session);
                    var done = await session.FindAsync<long?>(
                        "SELECT number FROM schema_migration WHERE number = @Number;", new { Number = number });
                    if (done != null)
                        return false;
                    await session.ExecuteLongAsync(sql);
                    await session.ExecuteAsync(
                        "INSERT INTO schema_migration (number, name) VALUES (@Number, @Name);",
                        new { Number = number, Name = name });
                    return true;
                },
                cancellationToken);
            if (isNew)
                ran(name);
        }

        RefuseNewerSchema(await FindNewestAsync(database, cancellationToken), scripts[^1].Number);
    }

    /// <summary>The number of the last script that ran.</summary>
    public static Task<long> FindNewestAsync(Database database, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => session.FindAsync<long>("SELECT MAX(number) FROM schema_migration;"), cancellationToken);

    /// <summary>The same without changing anything: 0 for a database that was never migrated.</summary>
    public static Task<long> FindSchemaAsync(Database database, CancellationToken cancellationToken = default) => database.ReadAsync(
        async session => await session.FindAsync<long>(session.Dialect == Dialect.Sqlite
            ? "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'schema_migration';"
            : "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'schema_migration' AND table_schema = current_schema();") == 0
                ? 0
                : await session.FindAsync<long>("SELECT COALESCE(MAX(number), 0) FROM schema_migration;"),
        cancellationToken);

    /// <summary>For a server that may not migrate.</summary>
    /// <exception cref="InvalidOperationException">The schema is not this version's.</exception>
    public static async Task RefuseOtherSchemaAsync(Database database, CancellationToken cancellationToken = default)
    {
        var newest = Scripts(database.Dialect)[^1].Number;
        var found = await FindSchemaAsync(database, cancellationToken);
        if (found < newest)
            throw new InvalidOperationException($"The database has {(found == 0 ? "no schema" : $"schema {found}")}, this version needs {newest}, and Database:Migrate is false. Run `trace migrate` first.");
        RefuseNewerSchema(found, newest);
    }

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
        ? session.ExecuteLongAsync("SELECT pg_advisory_xact_lock(7274616365);")
        : Task.CompletedTask;

    /// <exception cref="InvalidOperationException">A later version wrote it.</exception>
    public static void RefuseNewerSchema(long found, long newest)
    {
        if (found > newest)
            throw new InvalidOperationException(
                $"The database has schema {found}, this version knows {newest}. Use the version that wrote it, or a newer one.");
    }
}
