using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using NSec.Cryptography;
using Trace.Core.Evidence;
using Trace.Core.Tests.TransparencyLog;
using Trace.Core.TransparencyLog;
using Repository = Trace.Testing.Repository;

namespace Trace.Core.Tests.Evidence;

/// <summary>The pack of <c>api-specs/vectors/evidence-pack.json</c>: what it is made of, and its bytes.</summary>
internal static class TestPack
{
    public static JsonElement Vectors { get; } = JsonDocument.Parse(File.ReadAllText(Repository.File("api-specs", "vectors", "evidence-pack.json"))).RootElement;

    public static byte[] Bytes { get; } = Vectors.GetProperty("packBase64").GetBytesFromBase64();

    public static byte[] Token { get; } = Vectors.GetProperty("tokenBase64").GetBytesFromBase64();

    public static NoteSigner Signer { get; } = new(
        Vectors.GetProperty("signer").Text("name"), NoteSignatureType.Ed25519,
        Key.Import(SignatureAlgorithm.Ed25519, Vectors.GetProperty("signer").GetProperty("seedHex").Hex(), KeyBlobFormat.RawPrivateKey));

    public static NoteVerifier Log { get; } = KeyOf(Vectors.Text("log"));

    public static X509Certificate2Collection Roots { get; } = [X509CertificateLoader.LoadCertificate(Vectors.GetProperty("timestampRootBase64").GetBytesFromBase64())];

    /// <summary>Everything that vouches for the pack.</summary>
    public static EvidenceTrust Trust { get; } = new([Signer.Verifier, Log, KeyOf(Vectors.Text("witness"))], Roots);

    /// <summary>The parts, in an order that is not that of the pack.</summary>
    public static EvidencePack Pack()
    {
        var files = Vectors.List("files").Select(file => (Name: file.Text("name"), MediaType: file.Text("mediaType"), Source: file.Text("source"), Bytes: file.GetProperty("base64").GetBytesFromBase64())).Reverse().ToList();
        return new EvidencePack(
            Vectors.Text("case"),
            Vectors.GetProperty("madeAt").GetDateTimeOffset(),
            [.. files.Where(file => EvidenceNames.IsFile(file.Name)).Select(file => new EvidenceFile(file.Name, file.MediaType, file.Source, () => new MemoryStream(file.Bytes)))],
            Log,
            [.. files.Where(file => EvidenceNames.IsRecord(file.Name, out _)).Select(file => new EvidenceRecord(file.Bytes, ProofOf(file.Name, files.Select(other => (other.Name, other.Bytes)))))]);
    }

    public static async Task<byte[]> WriteAsync(EvidencePack pack, params NamedToken[] tokens)
    {
        using var output = new MemoryStream();
        await pack.WriteAsync(output, Signer, (_, _) => Task.FromResult<IReadOnlyList<NamedToken>>(tokens), default);
        return output.ToArray();
    }

    public static async Task<EvidenceReport> VerifyAsync(ReadOnlyMemory<byte> pack, EvidenceTrust? trust = null)
    {
        using var stream = new MemoryStream(pack.ToArray());
        return await EvidenceVerifier.VerifyAsync(stream, trust ?? Trust, default);
    }

    /// <summary>The entries of a pack with their contents.</summary>
    public static async Task<IReadOnlyList<(ZipEntry Entry, byte[] Content)>> EntriesAsync(byte[] pack)
    {
        using var stream = new MemoryStream(pack);
        var entries = new List<(ZipEntry, byte[])>();
        await foreach (var (entry, content) in CanonicalZipReader.ReadAsync(stream, _ => int.MaxValue, default))
            entries.Add((entry, content!));
        return entries;
    }

    public static NoteVerifier KeyOf(string text) => NoteVerifier.TryParse(text, out var key) ? key : throw new InvalidOperationException($"{text} is no key.");

    private static LogProof ProofOf(string record, IEnumerable<(string Name, byte[] Bytes)> files) =>
        EvidenceNames.IsRecord(record, out var index) && LogProof.TryParse(files.First(file => file.Name == EvidenceNames.Proof(index)).Bytes, out var proof, out _)
            ? proof
            : throw new InvalidOperationException($"{record} has no proof.");
}
