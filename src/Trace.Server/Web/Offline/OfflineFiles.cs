using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Trace.Server.Web.Offline;

/// <summary>One file of the page as it is served.</summary>
/// <param name="Path">Its address.</param>
/// <param name="ContentType">By its ending.</param>
/// <param name="Content">As it is.</param>
/// <param name="Tag">A hash of its content.</param>
public sealed record OfflineFile(string Path, string ContentType, byte[] Content, string Tag)
{
    private readonly Lazy<byte[]?> _compressed = new(() => Compress(Content));

    /// <summary>The same as gzip; null where that is no smaller. Made when it is first asked for: it would take a part of every start.</summary>
    public byte[]? Compressed => _compressed.Value;

    private static byte[]? Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return compressed.Length < content.Length ? compressed.ToArray() : null;
    }
}

/// <summary>The files in <c>Files/</c>, which are embedded in this assembly, by address.</summary>
public static class OfflineFiles
{
    public const string Root = "/offline/";

    /// <summary>The script that keeps the others on the device, with their hashes in front.</summary>
    public const string Worker = Root + "sw.js";

    private const string Resources = "Offline/";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".wasm"] = "application/wasm",
        [".webmanifest"] = "application/manifest+json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".txt"] = "text/plain; charset=utf-8",
        ["LICENSE"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Lazy<FrozenDictionary<string, OfflineFile>> Loaded = new(() => Load().ToFrozenDictionary(file => file.Path, StringComparer.Ordinal));

    public static IReadOnlyCollection<OfflineFile> All => Loaded.Value.Values;

    /// <summary>The file of this name below <see cref="Root"/>; no name is the page itself.</summary>
    public static OfflineFile? Find(string? name) => Loaded.Value.GetValueOrDefault(Root + name);

    /// <summary>Any change of any file changes it, and so the script, which is how a browser learns of it.</summary>
    public static string ReleaseOf(IReadOnlyDictionary<string, byte[]> contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        return Hash([.. contents.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => Encoding.UTF8.GetBytes($"{file.Key} {Hash(file.Value)}\n"))]);
    }

    private static List<OfflineFile> Load()
    {
        var contents = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in typeof(OfflineFiles).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)))
        {
            using var stream = typeof(OfflineFiles).Assembly.GetManifestResourceStream(name)!;
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            contents[AddressOf(name[Resources.Length..])] = copy.ToArray();
        }

        contents[Worker] = WithList(contents);
        return [.. contents.Select(file => new OfflineFile(file.Key, ContentTypeOf(file.Key), file.Value, Hash(file.Value)))];
    }

    private static string AddressOf(string name) => name == "index.html" ? Root : Root + name.Replace('\\', '/');

    private static byte[] WithList(SortedDictionary<string, byte[]> contents)
    {
        var release = ReleaseOf(contents);
        var files = JsonSerializer.Serialize(
            contents.Where(file => file.Key != Worker).ToDictionary(file => file.Key, file => $"sha256-{Convert.ToBase64String(SHA256.HashData(file.Value))}", StringComparer.Ordinal),
            ServerJson.Default.DictionaryStringString);
        return [.. Encoding.UTF8.GetBytes($"const RELEASE = '{release}';\nconst FILES = {files};\n"), .. contents[Worker]];
    }

    private static string ContentTypeOf(string path) =>
        path == Root ? ContentTypes[".html"] : ContentTypes[Path.GetExtension(path) is { Length: > 0 } ending ? ending : Path.GetFileName(path)];

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..32];
}
