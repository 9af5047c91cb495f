namespace Trace.Server.Anomalies;

public static class AnomaliesServices
{
    public static void AddAnomalies(this IServiceCollection services)
    {
        services.AddSingleton<AnomalyRecorder>();
        services.AddSingleton<AnomalyDecisions>();
        services.AddSingleton<AnomalyGroups>();
        services.AddSingleton<AnomalyLists>();
        services.AddSingleton<AnomalyMarkets>();
        services.AddSingleton<BatchMarks>();
        services.AddSingleton<BlockedUnits>();
        services.AddSingleton<LateReports>();
        services.AddSingleton<GuessedBrands>();
        services.AddSingleton<CopiedBatches>();
        services.AddHostedService(provider => provider.GetRequiredService<CopiedBatches>());
        services.AddSingleton<Digests>();
        services.AddSingleton<DigestChoices>();
        services.AddSingleton<Precisions>();
        services.AddHostedService<DigestTimer>();
    }
}
