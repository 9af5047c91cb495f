using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Trace.Server.Accounts;
using Trace.Server.Demo;
using Trace.Server.Dossiers;
using Trace.Server.Http;
using Trace.Server.Labels;
using Trace.Server.Log;
using Trace.Server.Places;
using Trace.Server.Storage;
using Trace.Server.Telemetry;
using Trace.Server.Verification;

namespace Trace.Server;

/// <summary>What happens between the first line and the first request: migrate, open the secrets, make an owner.</summary>
public static class Startup
{
    public static async Task PrepareAsync(IServiceProvider services)
    {
        // A file that cannot be used stops the start, not the first label or scan.
        services.GetRequiredService<LabelStockCatalog>();
        services.GetRequiredService<NetworkPlaces>();
        var database = services.GetRequiredService<Database>();
        database.TakeAlone();
        await UnfinishedCopy.RefuseAsync(database);
        if (services.GetRequiredService<TraceSettings>().Migrates)
            await Migrator.MigrateAsync(database);
        else
            await Migrator.RefuseOtherSchemaAsync(database);
        await services.GetRequiredService<DeploymentSecrets>().LoadAsync(database, services.GetRequiredService<MasterKey>());
        await services.GetRequiredService<PackKeys>().EnsureAsync();
        await services.GetRequiredService<Scans>().RecoverAsync();
        await services.GetRequiredService<Sequencer>().PrepareAsync();
        await CreateOwnerAsync(services, database);
        services.GetRequiredService<StartupState>().IsOver = !services.GetRequiredService<TraceSettings>().Demo;
    }

    /// <summary>Prints where to go; secrets are never printed, only the files that hold them.</summary>
    public static async Task AnnounceAsync(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<TraceSettings>();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? "http://localhost";
        if (settings is { Demo: false, DemoHost: not null })
            Console.WriteLine("--demo-host has no effect without --demo.");
        if (settings.Demo)
            await app.Services.GetRequiredService<DemoData>().RunAsync(address);
        app.Services.GetRequiredService<StartupState>().IsOver = true;
        Console.WriteLine($"Trace listens on {address}");
        Console.WriteLine($"  Owner API key:  {OwnerKeyPath(settings)}");
        if (!settings.Demo && string.IsNullOrWhiteSpace(settings.Database) && app.Services.GetRequiredService<MasterKeySource>() is { IsClearFile: true } source)
            Console.WriteLine($"  Warning:        {source.Name} lies beside the database it seals: a copy of the folder opens everything. Keep it elsewhere ({MasterKeySource.EnvironmentVariable}) or encrypted (MasterKey:Pkcs11).");
        if (app.Services.GetRequiredService<MetricsListener>().Address is { } metrics)
            Console.WriteLine($"  Metrics:        {metrics}{MetricsApi.Path}");
        Console.WriteLine($"  API explorer:   {DemoOrigin.Browsable(address)}/swagger");
    }

    public static string OwnerKeyPath(TraceSettings settings) => Path.Combine(settings.DataFolder, "owner-api-key.txt");

    /// <summary>
    /// Only when nobody owns the deployment, so also after the last key of an owner expired and no person has the role. The key file is on disk before the database knows the key: a crash in between leaves a file that the next start replaces,
    /// never an owner without a key.
    /// </summary>
    private static async Task CreateOwnerAsync(IServiceProvider services, Database database)
    {
        if (await database.WriteAsync(session => services.GetRequiredService<Owners>().ExistAsync(session)))
            return;
        var key = ApiKey.Create();
        PrivateFile.Write(OwnerKeyPath(services.GetRequiredService<TraceSettings>()), key);
        var row = services.GetRequiredService<ApiKeySeal>().Put(new ApiKeyRow(
            PublicId.Create(),
            BrandId: null,
            Roles.Owner,
            "First owner",
            ApiKey.Hash(key),
            Gtins: null,
            Sites: null,
            services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds(),
            ExpiresAt: null));
        await database.WriteAsync(session => ApiKeysStore.AddAsync(session, row));
    }
}
