using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

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
        // Who has no PostgreSQL has no other server to hear of.
        if (!string.IsNullOrWhiteSpace(settings.Database))
            services.AddHostedService(provider => new PostgresChanges((PostgresDatabase)provider.GetRequiredService<Database>(), provider.GetRequiredService<ILogger<PostgresChanges>>()));
        services.AddSingleton<DeploymentSecrets>();
        services.AddSingleton(DeploymentSecrets.Column);
        services.AddSingleton(new MasterKeySource(settings.DataFolder, settings.Pkcs11));
        services.AddSingleton(provider =>
        {
            // Resolved after the migration, see Startup; only then it is known whether anything was sealed before.
            var database = provider.GetRequiredService<Database>();
            return new MasterKey(provider.GetRequiredService<MasterKeySource>().Load(DeploymentSecrets.ExistAsync(database).GetAwaiter().GetResult()));
        });
        services.AddSingleton<Resealing>();
        services.AddHostedService<MasterKeyWatch>();
        services.AddSingleton<DataProtectionKeys>();
        services.AddSingleton(DataProtectionKeys.Column);
        services.AddDataProtection().SetApplicationName(DataProtectionKeys.ApplicationName);
        services.AddOptions<KeyManagementOptions>().Configure<DataProtectionKeys>((options, keys) => options.XmlRepository = keys);
        // It warns that keys are stored as they are; DataProtectionKeys seals them.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
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
