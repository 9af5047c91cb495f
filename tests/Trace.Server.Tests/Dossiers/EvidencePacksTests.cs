using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Evidence;
using Trace.Core.TransparencyLog;
using Trace.Server.Dossiers;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Dossiers;

/// <summary>Packs as the server makes them: a stranger with the published key and the authority's certificate checks them without us.</summary>
public sealed class EvidencePacksTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_pack_verifies_with_the_published_key_and_the_authoritys_certificate(Engine engine)
    {
        await using var authority = await TimestampServer.StartAsync();
        await using var server = await StartAsync(engine, authority);

        var pack = await MakeAsync(server);

        var report = await VerifyAsync(pack, await KeysAsync(server), [authority.Authority.Root]);
        Assert.Empty(report.Faults);
        Assert.Equal(EvidenceOutcome.Valid, report.Outcome);
        Assert.Equal("1-127.0.0.1.tst", report.Timestamps.Single().Name[EvidenceNames.TimestampsFolder.Length..]);
        Assert.Equal("localhost/evidence", report.Manifest!.Signer.Split('+')[0]);
        // Exhibits, the dossier, two drafts; OpenSSL and unzip find the same as we do.
        Assert.Equal(SampleDossier.Content.Exhibits.Count(exhibit => exhibit.IsPicture) + 3, report.Manifest.Files.Count);
        await CheckWithOpenSslAsync(pack, authority.Authority.Root);
    }

    /// <summary>Whoever believes no key learns that the pack agrees with itself, and no more.</summary>
    [Fact]
    public async Task A_pack_is_not_trusted_without_a_key_from_elsewhere()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal(EvidenceOutcome.NotTrusted, (await VerifyAsync(await MakeAsync(server), [], [])).Outcome);
    }

    [Fact]
    public async Task A_byte_that_was_changed_anywhere_is_found()
    {
        await using var server = await RunningServer.StartAsync();
        var (pack, keys) = (await MakeAsync(server), await KeysAsync(server));

        // Every byte of a small pack is tried in the tests of the core; here some hundred places of a real one.
        for (var at = 0; at < pack.Length; at += 1 + (pack.Length / 300))
        {
            var changed = pack.ToArray();
            changed[at] ^= 1;
            Assert.Equal(EvidenceOutcome.Invalid, (await VerifyAsync(changed, keys, [])).Outcome);
        }
    }

    /// <summary>An authority that cannot be reached, refuses, or answers another question is told; the pack is made without it.</summary>
    [Fact]
    public async Task An_authority_that_fails_is_told_and_the_pack_is_made_without_it()
    {
        await using var good = await TimestampServer.StartAsync();
        await using var replaying = await TimestampServer.StartAsync();
        await using var refusing = await TimestampServer.StartAsync();
        await using var large = await TimestampServer.StartAsync();
        var old = await replaying.Authority.AnswerAsync(new TimestampRequest(SHA256.HashData("another manifest"u8)).ToBytes());
        replaying.Answer = (context, _) => context.Response.Body.WriteAsync(old, Cancellation).AsTask();
        refusing.Answer = (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        large.Answer = (context, _) => context.Response.Body.WriteAsync(new byte[200_000], Cancellation).AsTask();
        // The last is not let through: it is called over http, and inside.
        await using var forbidden = await TimestampServer.StartAsync();
        await using var server = await RunningServer.StartAsync(arguments:
        [
            $"--Timestamps:Authorities={good.Url},{replaying.Url},{refusing.Url},{large.Url},http://127.0.0.1:9/closed,{forbidden.Url}",
            $"--Timestamps:Allow={good.Host},{replaying.Host},{refusing.Host},{large.Host},127.0.0.1:9",
        ]);

        await using var made = await MadeAsync(server);

        Assert.Equal([true, false, false, false, false, false], made.Timestamps.Select(outcome => outcome.Token != null));
        Assert.All(made.Timestamps.Skip(1), outcome => Assert.NotEmpty(outcome.Problem!));
        var report = await VerifyAsync(await ReadAsync(made), await KeysAsync(server), [good.Authority.Root]);
        Assert.Equal((EvidenceOutcome.Valid, 1), (report.Outcome, report.Timestamps.Count));
    }

    /// <summary>The manifest names it as its source's name, the dossier as what it is: where there are no authorities it says so.</summary>
    [Fact]
    public async Task Without_authorities_a_pack_says_that_nobody_was_asked()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync();
        await File.WriteAllBytesAsync(folder.File("pack.zip"), await MakeAsync(server), Cancellation);
        await ZipFile.ExtractToDirectoryAsync(folder.File("pack.zip"), folder.Path, Cancellation);

        Assert.Contains("No timestamp authority is configured", await PdfTools.ReadTextAsync(folder.File("dossier.pdf")), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_key_stays_over_a_restart_and_an_earlier_name_is_still_published(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        IReadOnlyList<NoteVerifier> first;
        await using (var server = await RunningServer.StartAsync(folder.Path, database))
            first = await KeysAsync(server);
        await using (var server = await RunningServer.StartAsync(folder.Path, database))
            Assert.Equal(first.Single().ToString(), (await KeysAsync(server)).Single().ToString());
        await using (var server = await RunningServer.StartAsync(folder.Path, database, configure: null, "--PublicUrl=https://trace.example.com"))
            Assert.Equal(["trace.example.com/evidence", "localhost/evidence"], (await KeysAsync(server)).Select(key => key.Name));
    }

    [Theory]
    [InlineData("--Timestamps:Authorities=ftp://tsa.example")]
    [InlineData("--Timestamps:Authorities=https://user:password@tsa.example")]
    [InlineData("--Evidence:KeyName=a b")]
    public async Task A_setting_that_cannot_be_meant_stops_the_start(string argument) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunningServer.StartAsync(arguments: [argument]));

    private static Task<RunningServer> StartAsync(Engine engine, TimestampServer authority) =>
        RunningServer.StartAsync(engine, configure: null, $"--Timestamps:Authorities={authority.Url}", $"--Timestamps:Allow={authority.Host}");

    private static async Task<MadePack> MadeAsync(RunningServer server)
    {
        var content = SampleDossier.Content with { Exhibits = [.. SampleDossier.Content.Exhibits.Where(exhibit => exhibit.IsPicture)] };
        var outcome = await server.Services.GetRequiredService<EvidencePacks>().MakeAsync(content, PackRecords.None, Cancellation);
        return outcome.TryGet(out var made, out var failure) ? made : throw new InvalidOperationException(failure.Detail);
    }

    private static async Task<byte[]> MakeAsync(RunningServer server)
    {
        await using var made = await MadeAsync(server);
        return await ReadAsync(made);
    }

    private static async Task<byte[]> ReadAsync(MadePack made)
    {
        var bytes = new byte[made.Pack.SizeBytes];
        made.Pack.Content.Position = 0;
        await made.Pack.Content.ReadExactlyAsync(bytes, Cancellation);
        Assert.Equal(made.Pack.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        return bytes;
    }

    private static async Task<IReadOnlyList<NoteVerifier>> KeysAsync(RunningServer server) =>
    [
        .. (await server.Public.GetStringAsync(new Uri("/evidence/key", UriKind.Relative), Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => NoteVerifier.TryParse(line, out var key) ? key : throw new InvalidOperationException($"{line} is no key.")),
    ];

    private static async Task<EvidenceReport> VerifyAsync(byte[] pack, IReadOnlyList<NoteVerifier> keys, X509Certificate2Collection roots)
    {
        using var stream = new MemoryStream(pack);
        return await EvidenceVerifier.VerifyAsync(stream, new EvidenceTrust(keys, roots), Cancellation);
    }

    /// <summary>What a stranger finds with common tools, as section 10 of the dossier says.</summary>
    private static async Task CheckWithOpenSslAsync(byte[] pack, X509Certificate2 root)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("pack.zip"), pack, Cancellation);
        await File.WriteAllTextAsync(folder.File("root.pem"), root.ExportCertificatePem(), Cancellation);
        await Tool.RunAsync("unzip", ["-q", "pack.zip"], workingDirectory: folder.Path);
        var result = await Tool.RunAsync(
            "openssl", ["ts", "-verify", "-data", "manifest.json", "-in", "rfc3161/1-127.0.0.1.tst", "-token_in", "-CAfile", "root.pem"], workingDirectory: folder.Path);
        Assert.Contains("Verification: OK", result.Text + result.Error, StringComparison.Ordinal);
        var manifest = await File.ReadAllTextAsync(folder.File("manifest.json"), Cancellation);
        foreach (var file in Directory.EnumerateFiles(folder.File("files")))
            Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, Cancellation))), manifest, StringComparison.Ordinal);
    }
}
