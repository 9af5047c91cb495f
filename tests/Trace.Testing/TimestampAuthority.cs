using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Trace.Testing;

/// <summary>A time-stamp authority: <c>openssl ts</c>, with a root, an intermediate authority and a key of its own.</summary>
public sealed class TimestampAuthority : IDisposable
{
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    private const string Configuration =
        """
        [tsa]
        serial = serial
        default_policy = 1.3.6.1.4.1.99999.1
        digests = sha256
        signer_digest = sha256
        ess_cert_id_alg = sha256
        """;

    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    private readonly TemporaryFolder _folder = new();

    private TimestampAuthority(X509Certificate2 root) => Root = root;

    public X509Certificate2 Root { get; }

    public void Dispose()
    {
        Root.Dispose();
        _folder.Dispose();
    }

    /// <param name="middlePurpose">Extended key usage of the intermediate authority; none unless given.</param>
    /// <param name="digest">What it takes.</param>
    /// <param name="rootUntil">When the root ends.</param>
    public static async Task<TimestampAuthority> MakeAsync(string? middlePurpose = null, string digest = "sha256", DateTimeOffset? rootUntil = null)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new TimestampAuthority(Certificate("Test root", rootKey, null, null, isAuthority: true, until: rootUntil));
        using var middle = Certificate("Test intermediate", middleKey, authority.Root, rootKey, isAuthority: true, middlePurpose, rootUntil);
        using var signer = Certificate("Test timestamps", key, middle, middleKey, isAuthority: false, TimeStamping, rootUntil);
        await authority.SaveAsync("signer.pem", signer.ExportCertificatePem());
        await authority.SaveAsync("chain.pem", middle.ExportCertificatePem());
        await authority.SaveAsync("key.pem", key.ExportPkcs8PrivateKeyPem());
        await authority.SaveAsync("tsa.cnf", Configuration.Replace("digests = sha256", $"digests = {digest}", StringComparison.Ordinal));
        await authority.SaveAsync("serial", "01");
        return authority;
    }

    public static X509Certificate2 OtherRoot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Certificate("Test root", key, null, null, isAuthority: true);
    }

    public async Task<byte[]> AnswerAsync(byte[] request)
    {
        await File.WriteAllBytesAsync(_folder.File("request"), request);
        await Tool.RunAsync(
            "openssl",
            ["ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", "request", "-signer", "signer.pem", "-inkey", "key.pem", "-chain", "chain.pem", "-out", "reply"],
            workingDirectory: _folder.Path);
        return await File.ReadAllBytesAsync(_folder.File("reply"));
    }

    private static X509Certificate2 Certificate(string name, ECDsa key, X509Certificate2? issuer, ECDsa? issuerKey, bool isAuthority, string? purpose = null, DateTimeOffset? until = null)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(isAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, critical: true));
        if (purpose is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: true));
        var end = until ?? From.AddYears(1);
        return issuer is null
            ? request.CreateSelfSigned(From, end)
            : request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey!), From, end, RandomNumberGenerator.GetBytes(8));
    }

    private Task SaveAsync(string name, string text) => File.WriteAllTextAsync(_folder.File(name), text);
}
