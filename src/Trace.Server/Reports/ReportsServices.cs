namespace Trace.Server.Reports;

public static class ReportsServices
{
    public static void AddReports(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(ReportSettings.From(configuration));
        services.AddSingleton<ReportSeal>();
        services.AddSingleton(ReportSeal.Words);
        services.AddSingleton(ReportSeal.Contact);
        services.AddSingleton<ReportTaking>();
        services.AddSingleton<BrandReports>();
        services.AddSingleton<ReportRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<ReportRetention>());
    }
}
