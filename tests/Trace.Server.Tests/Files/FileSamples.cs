using System.Globalization;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace Trace.Server.Tests.Files;

/// <summary>Small files of each type that is kept, made here.</summary>
internal static class FileSamples
{
    public const string Mail = "Received: by mx.example; Sun, 29 Nov 2026 10:00:00 +0000\r\nFrom: shop@seller.example\r\nTo: brand@acme.example\r\nSubject: Your order\r\n of oil\r\nDate: Sun, 29 Nov 2026 10:00:00 +0000\r\n\r\nThank you.\r\n";

    public const string Har = """{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"pages":[],"entries":[{"request":{"url":"https://shop.example/"}}]}}""";

    public const string Pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

    public static byte[] Picture(SKEncodedImageFormat format = SKEncodedImageFormat.Png, int side = 40)
    {
        using var bitmap = new SKBitmap(side, side);
        bitmap.Erase(SKColors.Teal);
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    public static byte[] Warc(string version = "1.1", int records = 2, int bodyBytes = 100) =>
        [.. Enumerable.Range(0, records).SelectMany(number => Record(version, number, new byte[bodyBytes].Select(_ => (byte)'x').ToArray()))];

    public static byte[] Record(string version, int number, byte[] body, long? saidLength = null) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"WARC/{version}\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:x8}-0000-4000-8000-000000000000>\r\nWARC-Date: 2026-11-29T10:00:00Z\r\nWARC-Target-URI: https://shop.example/\r\nContent-Length: {saidLength ?? body.Length}\r\n\r\n")),
        .. body,
        .. "\r\n\r\n"u8,
    ];

    /// <summary>Each piece a member of its own, as archives are compressed.</summary>
    public static byte[] Gzip(params byte[][] members)
    {
        using var file = new MemoryStream();
        foreach (var member in members)
        {
            using var gzip = new GZipStream(file, CompressionLevel.SmallestSize, leaveOpen: true);
            gzip.Write(member);
        }

        return file.ToArray();
    }

    /// <summary>A record of zeros that grows a thousandfold.</summary>
    public static byte[] Bomb(int mebibytes)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            var record = Record("1.1", 0, [], (long)mebibytes << 20);
            gzip.Write(record.AsSpan(0, record.Length - 4));
            for (var i = 0; i < mebibytes; i++)
                gzip.Write(zeros);
            gzip.Write("\r\n\r\n"u8);
        }

        return file.ToArray();
    }

    public static byte[] Zip()
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("../../etc/passwd").Open();
            entry.Write("x"u8);
        }

        return file.ToArray();
    }
}
