using Trace.Server.Http.Outbound;

namespace Trace.Server.Log;

public static class LogServices
{
    public static void AddLog(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(LogSettings.From(configuration));
        services.AddSingleton<LogRecords>();
        services.AddSingleton<LogKey>();
        services.AddSingleton(LogKey.Column);
        services.AddSingleton<PublishedLog>();
        services.AddSingleton<LogRecovery>();
        services.AddSingleton<Sequencer>();
        services.AddHostedService(provider => provider.GetRequiredService<Sequencer>());
        services.AddOutboundClient(WitnessCall.ClientName, WitnessCall.AllowSetting);
        services.AddSingleton<WitnessCall>();
        services.AddSingleton<Witnessing>();
        services.AddHostedService(provider => provider.GetRequiredService<Witnessing>());
        services.AddSingleton<ScanDayRecords>();
        services.AddHostedService(provider => provider.GetRequiredService<ScanDayRecords>());
    }
}
