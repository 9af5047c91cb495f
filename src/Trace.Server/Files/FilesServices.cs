namespace Trace.Server.Files;

public static class FilesServices
{
    public static void AddFiles(this IServiceCollection services)
    {
        services.AddSingleton<FileArrivals>();
        services.AddSingleton<KeptFiles>();
        services.AddSingleton(KeptFiles.Keys);
    }
}
