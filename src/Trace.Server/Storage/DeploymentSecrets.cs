using System.Security.Cryptography;

namespace Trace.Server.Storage;

/// <summary>Secrets of the deployment that no brand owns, sealed in the database; opening one also proves the master key.</summary>
public sealed class DeploymentSecrets
{
    /// <summary>What of it is sealed.</summary>
    public static readonly SealedColumn Column = SealedColumn.Of<DeploymentSecretRow>(
        "deployment_secret",
        "sealed",
        ["name"],
        "SELECT name AS Name, sealed AS Sealed FROM deployment_secret",
        row => [row.Name],
        row => row.Sealed,
        row => Purpose(row.Name));

    private const string DeviceName = "device";

    /// <summary>Root of the keys that hash devices, 32 bytes.</summary>
    public byte[] DeviceKey { get; private set; } = [];

    /// <summary>Whether this database holds secrets sealed earlier.</summary>
    public static Task<bool> ExistAsync(Database database) => database.ReadAsync(
        async session => await session.FindAsync<long>("SELECT COUNT(*) FROM deployment_secret;") > 0);

    /// <exception cref="InvalidOperationException">The database was sealed under another master key.</exception>
    public async Task LoadAsync(Database database, MasterKey masterKey)
    {
        var fresh = masterKey.Seal(RandomNumberGenerator.GetBytes(MasterKeyText.SizeBytes), Purpose(DeviceName));
        var sealedKey = await database.WriteAsync(async session =>
        {
            await session.ExecuteAsync(
                "INSERT INTO deployment_secret (name, sealed) VALUES (@Name, @Sealed) ON CONFLICT (name) DO NOTHING;",
                new { Name = DeviceName, Sealed = fresh });
            return await session.FindAsync<byte[]>(
                "SELECT sealed FROM deployment_secret WHERE name = @Name;", new { Name = DeviceName });
        });
        DeviceKey = masterKey.Open(sealedKey, Purpose(DeviceName))
            ?? throw new InvalidOperationException("The master key is not the one this database was sealed under.");
    }

    private static string Purpose(string name) => $"deployment-secret|{name}";
}

/// <summary>A row of <c>deployment_secret</c>.</summary>
public sealed record DeploymentSecretRow(string Name, byte[] Sealed);
