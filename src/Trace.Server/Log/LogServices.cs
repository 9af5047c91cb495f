namespace Trace.Server.Log;

public static class LogServices
{
    public static void AddLog(this IServiceCollection services)
    {
        services.AddSingleton<LogRecords>();
        services.AddSingleton<LogKey>();
        services.AddSingleton(LogKey.Column);
    }
}
