namespace Trace.Server.Storage;

public static class StorageServices
{
    public static void AddStorage(this IServiceCollection services, TraceSettings settings)
    {
        services.AddSingleton(_ =>
        {
            CreateDataFolder(settings.DataFolder);
            return Database.Create(settings.Database, settings.DataFolder);
        });
        services.AddSingleton(_ =>
        {
            CreateDataFolder(settings.DataFolder);
            return MasterKey.Load(settings.DataFolder, File.Exists(Path.Combine(settings.DataFolder, Database.FileName)));
        });
        services.AddSingleton<DeploymentSecrets>();
    }

    /// <summary>Only the service's user may look inside.</summary>
    private static void CreateDataFolder(string folder)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(folder))
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
