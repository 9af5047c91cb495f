using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NSec.Cryptography;
using Trace.Core.TransparencyLog;
using Trace.Testing;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>A log in memory, of the entries and with the keys of <c>api-specs/vectors/transparency-log.json</c>.</summary>
internal sealed class TestLog : ITileSource, ITileSink
{
    public const string Origin = "trace.example.com/log";

    public static NoteSigner Signer { get; } = SignerOf(Origin, NoteSignatureType.Ed25519, "Trace published log key");

    public static IReadOnlyList<NoteSigner> Witnesses { get; } =
        [.. Enumerable.Range(1, 2).Select(n => SignerOf($"witness{n}.example.com/w", NoteSignatureType.Cosignature, $"Trace published witness key {n}"))];

    public static LogPolicy Policy { get; } = new(Origin, Signer.Verifier);

    public static JsonElement Vectors { get; } = JsonDocument.Parse(File.ReadAllText(Repository.File("api-specs", "vectors", "transparency-log.json"))).RootElement;

    public Dictionary<string, byte[]> Files { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What was written, in order.</summary>
    public List<string> Written { get; } = [];

    /// <summary>Thrown at the write of this number, from 0, in place of it or just after it.</summary>
    public (int Write, bool IsWritten)? Fail { get; set; }

    public static NoteSigner SignerOf(string name, NoteSignatureType type, string label) =>
        new(name, type, Key.Import(SignatureAlgorithm.Ed25519, SHA256.HashData(Encoding.ASCII.GetBytes(label)), KeyBlobFormat.RawPrivateKey));

    public static byte[] Entry(long index) =>
        LogLeaf.Make(SHA256.HashData(Encoding.ASCII.GetBytes($"Trace published salt {index}")), Encoding.ASCII.GetBytes($"{{\"record\":{index}}}"));

    public static IEnumerable<ReadOnlyMemory<byte>> Entries(long from, long to)
    {
        for (var i = from; i < to; i++)
            yield return Entry(i);
    }

    public static byte[] Sign(Checkpoint checkpoint) => new SignedNote(checkpoint.ToText(), [Signer.Sign(checkpoint.ToText())]).ToBytes();

    /// <summary>A published log of a size, grown in steps.</summary>
    public static async Task<TestLog> OfAsync(params long[] sizes)
    {
        var log = new TestLog();
        var writer = await LogWriter.OpenAsync(log, new Checkpoint(Origin, 0, MerkleHash.Empty), default);
        log.Publish(new Checkpoint(Origin, 0, MerkleHash.Empty));
        foreach (var size in sizes)
            log.Publish(await writer.AppendAsync(Entries(writer.Size, size), log, default));
        return log;
    }

    public void Publish(Checkpoint checkpoint) => Files[Checkpoint.Path] = Sign(checkpoint);

    public Checkpoint Published() => Policy.TryOpen(Files[Checkpoint.Path], out var checkpoint, out var problem) ? checkpoint : throw new InvalidDataException(problem);

    public Task<LogAuditResult> AuditAsync(Checkpoint? earlier = null) => LogAudit.RunAsync(this, Policy, earlier, progress: null, default);

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string path, CancellationToken cancellationToken) =>
        new(Files.TryGetValue(path, out var bytes) ? bytes : (ReadOnlyMemory<byte>?)null);

    public ValueTask WriteAsync(TilePath path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (Fail is { IsWritten: false } before && Written.Count == before.Write)
            throw new IOException("The test lets this write fail.");
        Files[path.ToString()] = bytes.ToArray();
        Written.Add(path.ToString());
        if (Fail is { IsWritten: true } after && Written.Count - 1 == after.Write)
            throw new IOException("The test lets this write be reported as failed.");
        return default;
    }
}
