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
        services.AddSingleton<DeploymentSecrets>();
        services.AddSingleton(provider =>
        {
            // Resolved after the migration, see Startup; only then it is known whether anything was sealed before.
            var database = provider.GetRequiredService<Database>();
            return MasterKey.Load(settings.DataFolder, DeploymentSecrets.ExistAsync(database).GetAwaiter().GetResult());
        });
    }

    /// <summary>Only the service's user may look inside.</summary>
    private static void CreateDataFolder(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows() || Directory.Exists(folder))
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The data folder {folder} cannot be made (--data): {exception.Message}", exception);
        }
    }
}
