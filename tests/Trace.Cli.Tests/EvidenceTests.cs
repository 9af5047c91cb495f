using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary><c>trace evidence verify</c> on the published pack: no server is there to be asked.</summary>
public sealed class EvidenceTests : IDisposable
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllText(Repository.File("api-specs", "vectors", "evidence-pack.json"))).RootElement;

    private static readonly byte[] Pack = Vectors.GetProperty("packBase64").GetBytesFromBase64();

    private readonly TemporaryFolder _folder = new();

    private static string SignerKey => Vectors.GetProperty("signer").GetProperty("vkey").GetString()!;

    private static string LogKey => Vectors.GetProperty("log").GetString()!;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_pack_of_which_everything_holds_ends_with_0_and_says_what_was_not_checked()
    {
        var result = await VerifyAsync(Pack, "--key", SignerKey, "--key", LogKey, "--key", Vectors.GetProperty("witness").GetString()!, "--tsa-root", Root());

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("everything that was checked holds", result.Lines[0], StringComparison.Ordinal);
        Assert.Contains("  Witnesses  witness1.example.com/w", result.Lines);
        Assert.Contains("  Timestamp  2026-11-29 11:42:45Z by CN=Trace test timestamp authority, which leads to a root you gave", result.Lines);
        Assert.Contains("Not checked:", result.Lines);
        Assert.Contains("  Whether what the files show is true.", result.Lines);
    }

    [Fact]
    public async Task Without_the_keys_of_those_who_vouch_for_it_a_pack_ends_with_4()
    {
        var none = await VerifyAsync(Pack);
        var signer = await VerifyAsync(Pack, "--key", SignerKey, "--json");

        Assert.Equal((4, 4), (none.ExitCode, signer.ExitCode));
        Assert.Contains("internally consistent, but signer not trusted", none.Lines[0], StringComparison.Ordinal);
        Assert.Contains("  Who the timestamp authority is: give its root with --tsa-root.", none.Lines);
        Assert.Equal("not_trusted", signer.Json.GetProperty("outcome").GetString());
        Assert.Equal((true, false), (signer.Json.GetProperty("signerTrusted").GetBoolean(), signer.Json.GetProperty("logTrusted").GetBoolean()));
        Assert.Equal(7, signer.Json.GetProperty("files").GetArrayLength());
    }

    [Fact]
    public async Task A_changed_pack_ends_with_3_and_the_place()
    {
        var changed = Pack.ToArray();
        changed[Pack.AsSpan().IndexOf("<p>"u8)] ^= 1;

        var result = await VerifyAsync(changed, "--key", SignerKey);
        var json = await VerifyAsync(changed, "--json");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("  files/page.html: Its content has another CRC-32 than its header says.", result.Lines);
        Assert.Equal((3, "invalid", "files/page.html"), (json.ExitCode, json.Json.GetProperty("outcome").GetString(), json.Json.GetProperty("faults")[0].GetProperty("place").GetString()));
        Assert.Equal(3, (await VerifyAsync([])).ExitCode);
    }

    [Fact]
    public async Task A_name_in_a_pack_cannot_control_the_terminal()
    {
        var changed = Pack.ToArray();
        changed[30] = 0x1b;

        Assert.DoesNotContain('\u001b', (await VerifyAsync(changed)).Text);
    }

    [Fact]
    public async Task What_cannot_be_used_ends_with_2()
    {
        var text = _folder.File("text");
        await File.WriteAllTextAsync(text, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", TestContext.Current.CancellationToken);

        Assert.Equal(2, (await CliProgram.RunAsync("evidence", "verify")).ExitCode);
        Assert.Equal(2, (await CliProgram.RunAsync("evidence", "verify", _folder.File("none.zip"))).ExitCode);
        Assert.Equal(2, (await VerifyAsync(Pack, "--key", SignerKey[1..])).ExitCode);
        Assert.Equal(2, (await VerifyAsync(Pack, "--tsa-root", _folder.File("none.pem"))).ExitCode);
        Assert.Equal(2, (await VerifyAsync(Pack, "--tsa-root", text)).ExitCode);
        Assert.Equal(2, (await VerifyAsync(Pack, "--tsa-root", _folder.File("pack.zip"))).ExitCode);
    }

    private async Task<CliResult> VerifyAsync(byte[] pack, params string[] options)
    {
        var path = _folder.File("pack.zip");
        await File.WriteAllBytesAsync(path, pack, TestContext.Current.CancellationToken);
        return await CliProgram.RunAsync(["evidence", "verify", path, .. options]);
    }

    private string Root()
    {
        using var root = X509CertificateLoader.LoadCertificate(Vectors.GetProperty("timestampRootBase64").GetBytesFromBase64());
        var path = _folder.File("root.pem");
        File.WriteAllText(path, root.ExportCertificatePem());
        return path;
    }
}
