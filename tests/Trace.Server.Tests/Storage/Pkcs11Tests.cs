using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Storage;

/// <summary>The master key encrypted by a PKCS#11 token, SoftHSM 2 here: the file alone opens nothing.</summary>
public sealed class Pkcs11Tests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_master_key_in_a_token_is_made_at_the_first_start_and_found_at_the_next(Engine engine)
    {
        using var hsm = await SoftHsm.CreateAsync();
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        string fingerprint;
        await using (var server = await ServerProcess.StartAsync(folder.Path, database, hsm.Environment, hsm.Switches))
        {
            // The file may lie beside the database: it opens nothing.
            Assert.DoesNotContain("Warning", server.Output, StringComparison.Ordinal);
            fingerprint = await FingerprintAsync(server);
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.Matches("^pkcs11:[A-Za-z0-9+/=]{80}\n$", await File.ReadAllTextAsync(folder.File("master.key"), TestContext.Current.CancellationToken));
        await using (var again = await ServerProcess.StartAsync(folder.Path, database, hsm.Environment, hsm.Switches))
            Assert.Equal(fingerprint, await FingerprintAsync(again));

        // Without the token, with another key on it, another PIN, a PIN others can read, a key that is none: one line that says why.
        await hsm.AddKeyAsync("other", sizeBytes: 32);
        await hsm.AddKeyAsync("short", sizeBytes: 16);
        using var open = new TemporaryFolder();
        await File.WriteAllTextAsync(open.File("pin"), SoftHsm.Pin, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(open.File("wrong"), "000000", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(open.File("wrong"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (var (switches, why) in new (string[], string)[]
        {
            ([], $"{folder.File("master.key")} is encrypted by a PKCS#11 token, and MasterKey:Pkcs11 does not say which."),
            (With("Key", "other"), $"{folder.File("master.key")} was not encrypted by this key of the PKCS#11 token."),
            (With("Key", "short"), $"The key short of the PKCS#11 token {SoftHsm.Token} is not an AES-256 key."),
            (With("Key", "none"), $"The PKCS#11 token {SoftHsm.Token} has 0 AES keys with the label none, not one."),
            (With("Token", "none"), "There is no PKCS#11 token with the label none."),
            (With("PinFile", open.File("wrong")), $"The PKCS#11 token {SoftHsm.Token} refused: CKR_PIN_INCORRECT."),
            (With("PinFile", open.File("pin")), $"{open.File("pin")} holds the PIN of the PKCS#11 token, and others than its owner may read or write it: chmod 600 it."),
            (With("PinFile", open.File("absent")), $"There is no file {open.File("absent")} with the PIN of the PKCS#11 token."),
            (With("Library", open.File("absent.so")), $"The PKCS#11 library {open.File("absent.so")} cannot be used: "),
            ([.. hsm.Switches.Where(text => !text.Contains(":Key=", StringComparison.Ordinal))], "With MasterKey:Pkcs11 the setting MasterKey:Pkcs11:Key is needed."),
        })
        {
            var result = await Tool.RunAsync(
                "dotnet",
                [typeof(TraceServer).Assembly.Location, "--data", folder.Path, "--urls", "http://127.0.0.1:0", .. database == null ? Array.Empty<string>() : ["--database", database], .. switches],
                accept: code => code == 1,
                environment: hsm.Environment);
            Assert.StartsWith($"Trace cannot start: {why}", result.Error, StringComparison.Ordinal);
            Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.DoesNotContain(SoftHsm.Pin, result.Error + result.Text, StringComparison.Ordinal);
        }

        string[] With(string name, string value) => [.. hsm.Switches, $"--MasterKey:Pkcs11:{name}={value}"];
    }

    /// <summary>From a file in clear into a token, and the environment with two keys, without a pause.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_in_the_environment_opens_beside_the_one_that_seals(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        var (old, young) = (MasterKeyChangeTests.NewKey(), MasterKeyChangeTests.NewKey());
        foreach (var (value, fingerprint) in new[] { (old, old), ($"{young},{old}", young), (young, young) })
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, database, new Dictionary<string, string?> { ["TRACE_MASTER_KEY"] = value });
            Assert.Equal(MasterKeyText.Fingerprint(Convert.FromBase64String(fingerprint)), await FingerprintAsync(server));
            using var owner = server.NewOwner();
            await Codes.KeyRaceTests.WaitAsync(async () =>
            {
                var keys = (await owner.GetAnswerAsync("/api/v1/master-key")).AssertStatus(200).Json;
                return keys.GetProperty("unopened").GetInt64() == 0 && keys.GetProperty("keys").EnumerateArray().Skip(1).All(key => key.GetProperty("sealedValues").GetInt64() == 0);
            });
            Assert.DoesNotContain("Warning", server.Output, StringComparison.Ordinal);
            Assert.False(File.Exists(folder.File("master.key")));
        }
    }

    private static async Task<string> FingerprintAsync(ServerProcess server)
    {
        using var owner = server.NewOwner();
        return (await owner.GetAnswerAsync("/api/v1/master-key")).AssertStatus(200).Json.GetProperty("keys")[0].Text("fingerprint");
    }
}
