using Trace.Server.Http;

namespace Trace.Server.Files;

/// <summary>What a file is, by its bytes alone: neither its name nor what the sender calls it counts.</summary>
public static class FileTypes
{
    public const string Png = "image/png";
    public const string Jpeg = "image/jpeg";
    public const string WebP = "image/webp";
    public const string Pdf = "application/pdf";
    public const string Text = "text/plain";
    public const string Mail = "message/rfc822";
    public const string Har = "application/har+json";
    public const string Warc = "application/warc";
    public const string WarcGzip = "application/warc+gzip";
    public const string Zip = "application/zip";

    private const int HeadBytes = 64 << 10;

    /// <summary>Its media type, or why it is none of those that are kept. The whole file is read where a type is more than its first bytes; memory stays bounded.</summary>
    /// <param name="file">Can be sought in.</param>
    /// <param name="taken">The types that are taken here: one that is not is told by how it begins, not walked through.</param>
    public static Outcome<string> Recognise(Stream file, IReadOnlyList<string>? taken = null)
    {
        var buffer = new byte[HeadBytes];
        file.Position = 0;
        ReadOnlySpan<byte> head = buffer.AsSpan(0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        if (head.IsEmpty)
            return new Failure("file_type_refused", "The file is empty.");
        if (PictureFile.TypeOf(head) is { } picture)
            return PictureFile.IsWhole(file, picture) ? picture : Broken(picture);
        if (PdfFile.Is(head))
            return PdfFile.IsWhole(file) ? Pdf : Broken(Pdf);
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
            return Zip;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return taken?.Contains(WarcGzip, StringComparer.Ordinal) != false && WarcFile.CheckGzip(file) is { } refused ? refused : WarcGzip;
        if (head.StartsWith("WARC/"u8))
            return taken?.Contains(Warc, StringComparer.Ordinal) != false && WarcFile.Check(file) is { } refusal ? refusal : Warc;
        return OfText(file, head);
    }

    private static Outcome<string> OfText(Stream file, ReadOnlySpan<byte> head)
    {
        switch (HarFile.Check(file, head))
        {
            case HarFile.Answer.Whole:
                return Har;
            case HarFile.Answer.Broken:
                return Broken(Har);
        }

        if (MailFile.Is(head))
            return Mail;
        if (TextFile.IsMarkup(head))
            return new Failure("file_type_refused", "This is a page or a drawing that can hold scripts. Pages are taken inside of a WARC, or as a picture or PDF of what was seen.");
        return TextFile.IsText(file)
            ? Text
            : new Failure("file_type_refused", "The bytes of this file are of no type that is kept here, whatever its name says.");
    }

    internal static Failure Broken(string mediaType) => new("file_broken", $"The file begins as {mediaType} does, and does not go on or end as one.");
}
