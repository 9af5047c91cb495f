using System.Globalization;
using Trace.Server.Files;
using Trace.Server.Storage;

namespace Trace.Server.Dossiers;

/// <summary>Numbers the files of a case as they are named, each once, as long as the pack has room.</summary>
internal sealed class ExhibitList(KeptFiles files, Session session, long brandId)
{
    /// <summary>More makes no pack that people mail or open; what is larger is named with its hash.</summary>
    public const long MostBytes = 512L << 20;

    private const int MostFiles = 500;

    private readonly List<Exhibit> _exhibits = [];
    private readonly List<LeftOut> _leftOut = [];
    private readonly Dictionary<long, int?> _numbers = [];
    private long _bytes;

    public IReadOnlyList<Exhibit> Exhibits => _exhibits;

    public IReadOnlyList<LeftOut> LeftOut => _leftOut;

    /// <summary>The number of a file; null for one that the pack does not hold.</summary>
    /// <param name="reason">Why it is not to be in the pack; null if it is.</param>
    public async Task<int?> AddAsync(long? fileId, string title, string source, string? reason = null)
    {
        if (fileId is not { } id)
            return null;
        if (_numbers.TryGetValue(id, out var known))
            return known;
        var file = await files.FindAsync(session, brandId, id);
        reason ??= file == null ? "erased" : _exhibits.Count == MostFiles || _bytes + file.SizeBytes > MostBytes ? "larger than there is room in a pack; kept by the brand under this hash" : null;
        if (reason != null || file == null)
        {
            _leftOut.Add(new LeftOut(title, file?.Sha256, file?.SizeBytes ?? 0, reason!));
            _numbers.Add(id, null);
            return null;
        }

        var number = _exhibits.Count + 1;
        _bytes += file.SizeBytes;
        _exhibits.Add(new Exhibit(
            number,
            string.Create(CultureInfo.InvariantCulture, $"files/{number:000}.{ExtensionOf(file.MediaType)}"),
            title,
            file.MediaType,
            file.Sha256,
            file.SizeBytes,
            $"{source}, there “{file.Name}”",
            async _ => await files.OpenAsync(brandId, id) ?? throw new InvalidDataException("A file of the case was erased while its pack was made.")));
        _numbers.Add(id, number);
        return number;
    }

    private static string ExtensionOf(string mediaType) => mediaType switch
    {
        FileTypes.Png => "png",
        FileTypes.Jpeg => "jpg",
        FileTypes.WebP => "webp",
        FileTypes.Pdf => "pdf",
        FileTypes.Text => "txt",
        FileTypes.Mail => "eml",
        FileTypes.Har => "har",
        FileTypes.Warc => "warc",
        FileTypes.WarcGzip => "warc.gz",
        _ => "bin",
    };
}
