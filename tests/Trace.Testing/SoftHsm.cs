using System.Security.Cryptography;

namespace Trace.Testing;

/// <summary>A SoftHSM 2 token in a temporary folder, with one AES-256 key that does not leave it.</summary>
/// <remarks>The library reads its configuration from the environment: <see cref="Environment"/> is for the programs that use it.</remarks>
public sealed class SoftHsm : IDisposable
{
    public const string Token = "trace-test";
    public const string Key = "master";
    public const string Pin = "471104711";

    private readonly TemporaryFolder _folder = new();

    private SoftHsm()
    {
    }

    public static string Library => new[] { "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so" }
        .First(File.Exists);

    /// <summary>Where the token is; the PIN is in a file.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?> { ["SOFTHSM2_CONF"] = _folder.File("softhsm2.conf") };

    public string PinFile => _folder.File("pin");

    /// <summary>The server's switches to use the token.</summary>
    public string[] Switches =>
    [
        $"--MasterKey:Pkcs11:Library={Library}", $"--MasterKey:Pkcs11:Token={Token}", $"--MasterKey:Pkcs11:Key={Key}", $"--MasterKey:Pkcs11:PinFile={PinFile}",
    ];

    /// <summary>The command line's.</summary>
    public string[] Options => ["--pkcs11-library", Library, "--pkcs11-token", Token, "--pkcs11-key", Key, "--pkcs11-pin-file", PinFile];

    /// <summary>Without SoftHSM the test is skipped on a desk and fails in CI.</summary>
    public static async Task<SoftHsm> CreateAsync()
    {
        Tool.Find("softhsm2-util");
        var hsm = new SoftHsm();
        Directory.CreateDirectory(hsm._folder.File("tokens"));
        await File.WriteAllTextAsync(hsm._folder.File("softhsm2.conf"), $"directories.tokendir = {hsm._folder.File("tokens")}\nobjectstore.backend = file\n");
        await File.WriteAllTextAsync(hsm.PinFile, Pin + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(hsm.PinFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await hsm.RunAsync("--init-token", "--free", "--label", Token, "--so-pin", Pin);
        await hsm.AddKeyAsync(Key, sizeBytes: 32);
        return hsm;
    }

    public async Task AddKeyAsync(string label, int sizeBytes)
    {
        var path = _folder.File("aes.bin");
        // softhsm2-util takes some bytes, such as a line feed, for the end of the key.
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8, sizeBytes));
        await RunAsync("--import", path, "--aes", "--token", Token, "--label", label, "--id", Convert.ToHexString(RandomNumberGenerator.GetBytes(4)));
        File.Delete(path);
    }

    public void Dispose() => _folder.Dispose();

    private Task RunAsync(params string[] arguments) => Tool.RunAsync("softhsm2-util", [.. arguments, "--pin", Pin], environment: Environment);
}
