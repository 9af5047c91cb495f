using Trace.Server.Anomalies;
using Trace.Server.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

public static class VerificationServices
{
    public static void AddVerification(this IServiceCollection services)
    {
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<CodePath>(CodePath.Name));
        services.AddSingleton<DeviceHasher>();
        services.AddSingleton<NetworkHasher>();
        services.AddSingleton<Verifier>();
        services.AddSingleton<UnitStories>();
        services.AddSingleton<Scans>(provider => provider.GetRequiredService<Database>() switch
        {
            SqliteDatabase sqlite => new SqliteScans(sqlite, provider.GetRequiredService<BatchCatalog>().MarketsAsync, provider.GetRequiredService<AnomalyRecorder>())
            {
                Counts = provider.GetRequiredService<ScanCounts>(),
            },
            var database => new PostgresScans(
                database,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<PostgresScans>>(),
                provider.GetRequiredService<AnomalyRecorder>())
            {
                Counts = provider.GetRequiredService<ScanCounts>(),
            },
        });
        services.AddSingleton<ScanCounts>();
        services.AddSingleton<ScanDays>();
        // Before the journal: what starts first stops last.
        services.AddHostedService<UnitRows>();
        services.AddHostedService(provider => provider.GetRequiredService<ScanCounts>());
        services.AddSingleton<ScanJournal>();
        services.AddHostedService(provider => provider.GetRequiredService<ScanJournal>());
        services.AddSingleton<ScanImportReader>();
        services.AddSingleton<ScanImport>();
        services.AddSingleton<SharedPositions>();
        services.AddSingleton<SeenMark>();
        services.AddSingleton<Campaigns>();
        services.AddSingleton<VerifyLimits>();
        services.AddSingleton<ScanRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<ScanRetention>());
        services.AddSingleton<RefusedTries>();
        services.AddHostedService(provider => provider.GetRequiredService<RefusedTries>());
    }
}
