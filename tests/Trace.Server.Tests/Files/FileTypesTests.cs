using System.Text;
using SkiaSharp;
using Trace.Server.Files;
using Xunit;

namespace Trace.Server.Tests.Files;

/// <summary>What a file is, by its bytes alone.</summary>
public sealed class FileTypesTests
{
    private static readonly Dictionary<string, byte[]> Good = new(StringComparer.Ordinal)
    {
        [FileTypes.Png] = FileSamples.Picture(),
        [FileTypes.Jpeg] = FileSamples.Picture(SKEncodedImageFormat.Jpeg),
        [FileTypes.WebP] = FileSamples.Picture(SKEncodedImageFormat.Webp),
        [FileTypes.Pdf] = Encoding.ASCII.GetBytes(FileSamples.Pdf),
        [FileTypes.Text] = "Preis: 4,50 € — 价格\r\n{\"no\": \"log\"}\n"u8.ToArray(),
        [FileTypes.Mail] = Encoding.ASCII.GetBytes(FileSamples.Mail),
        [FileTypes.Har] = Encoding.ASCII.GetBytes(FileSamples.Har),
        [FileTypes.Warc] = FileSamples.Warc("1.0", records: 1),
        [FileTypes.WarcGzip] = FileSamples.Gzip(FileSamples.Warc(records: 1)),
        [FileTypes.Zip] = FileSamples.Zip(),
    };

    public static TheoryData<string> Types => [.. Good.Keys];

    [Theory, MemberData(nameof(Types))]
    public void Each_type_is_known_by_its_content(string type) => Assert.Equal(type, Recognise(Good[type]));

    [Fact]
    public void Records_of_an_archive_follow_each_other_compressed_one_by_one_or_together()
    {
        var (first, second) = (FileSamples.Warc("1.0", records: 1), FileSamples.Warc(records: 3, bodyBytes: 200_000));
        Assert.Equal(FileTypes.Warc, Recognise([.. first, .. second]));
        Assert.Equal(FileTypes.WarcGzip, Recognise(FileSamples.Gzip(first, second)));
        Assert.Equal(FileTypes.WarcGzip, Recognise(FileSamples.Gzip([.. first, .. second])));
        Assert.Equal("file_broken", Recognise([.. first, .. second, .. "x"u8]));
        Assert.Equal("file_broken", Recognise(FileSamples.Gzip(first, second, "x"u8.ToArray())));
    }

    /// <summary>Of text and mail every beginning is text or mail too, and of a picture what follows its header is not looked at.</summary>
    [Theory]
    [InlineData(FileTypes.Png)]
    [InlineData(FileTypes.WebP)]
    [InlineData(FileTypes.Pdf)]
    [InlineData(FileTypes.Har)]
    [InlineData(FileTypes.Warc)]
    [InlineData(FileTypes.WarcGzip)]
    public void A_file_that_was_cut_anywhere_is_never_taken_for_a_whole_one(string type)
    {
        // The last bytes of a compressed file are its end mark and checksum; what they are of is all there then.
        for (var length = 1; length < Good[type].Length - 12; length++)
            Assert.NotEqual(type, Recognise(Good[type][..length]));
        Assert.Equal("file_broken", Recognise(Good[type][..^20]));
    }

    [Fact]
    public void A_jpeg_without_its_scan_is_broken()
    {
        var scan = Good[FileTypes.Jpeg].AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        Assert.Equal("file_broken", Recognise(Good[FileTypes.Jpeg][..scan]));
        Assert.Equal("file_broken", Recognise([0xFF, 0xD8, 0xFF, .. "<script>alert(1)</script>"u8]));
    }

    [Theory]
    [InlineData("", "file_type_refused")]
    [InlineData("<!DOCTYPE html><html></html>", "file_type_refused")]
    [InlineData("  \r\n<ScRiPt>alert(1)</script>", "file_type_refused")]
    [InlineData("\uFEFF<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_type_refused")]
    [InlineData("<?xml version='1.0'?><svg/>", "file_type_refused")]
    [InlineData("A text, and then <script>alert(1)</script>", "file_type_refused")]
    [InlineData("Bell\u0007", "file_type_refused")]
    [InlineData("Nul\0", "file_type_refused")]
    [InlineData("<3 this oil", FileTypes.Text)]
    [InlineData("Price < 5, quantity > 3\tand more", FileTypes.Text)]
    [InlineData("{\"log\":{\"entries\":[}}", "file_broken")]
    [InlineData("{\"log\":{\"version\":\"1.2\"}}", "file_broken")]
    [InlineData("{\"log\":[{\"entries\":[]}]}", FileTypes.Text)]
    [InlineData("{\"other\":{\"entries\":[]}}", FileTypes.Text)]
    [InlineData("From: a@b.example\r\nSubject: no date\r\n\r\nHello", FileTypes.Text)]
    [InlineData("WARC/0.18\r\n\r\n", "file_broken")]
    public void Text_is_what_holds_nothing_a_program_would_follow(string text, string expected) => Assert.Equal(expected, Recognise(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Bytes_of_a_program_or_of_another_encoding_are_no_text()
    {
        Assert.Equal("file_type_refused", Recognise([.. "MZ"u8, 0x90, 0, 3, 0, 0, 0]));
        Assert.Equal("file_type_refused", Recognise([0x7F, .. "ELF"u8, 2, 1, 1, 0]));
        Assert.Equal("file_type_refused", Recognise(Encoding.Latin1.GetBytes("Öl")));
        Assert.Equal("file_type_refused", Recognise(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("Oil")).ToArray()));
        // Also where a letter is cut by the end of a buffer.
        Assert.Equal(FileTypes.Text, Recognise(Encoding.UTF8.GetBytes("x" + new string('Ö', 200_000))));
        Assert.Equal("file_type_refused", Recognise([.. Encoding.UTF8.GetBytes(new string('Ö', 200_000)), 0xC3]));
    }

    [Fact]
    public void A_har_that_is_nested_too_deep_or_has_one_value_beyond_all_measure_is_broken()
    {
        string Nested(int depth) => $$"""{"log":{"entries":[],"x":{{new string('[', depth)}}{{new string(']', depth)}}} }""";
        Assert.Equal(FileTypes.Har, Recognise(Encoding.ASCII.GetBytes(Nested(60))));
        Assert.Equal("file_broken", Recognise(Encoding.ASCII.GetBytes(Nested(65))));
        string Long(int length) => $$"""{"log":{"entries":["{{new string('A', length)}}"]} }""";
        Assert.Equal(FileTypes.Har, Recognise(Encoding.ASCII.GetBytes(Long(HarFile.MaxValueBytes / 2))));
        Assert.Equal("file_broken", Recognise(Encoding.ASCII.GetBytes(Long(HarFile.MaxValueBytes + 1))));
    }

    [Fact]
    public void A_warc_whose_lengths_do_not_add_up_is_broken()
    {
        foreach (var said in new long[] { 0, 99, 101, 1_000_000, long.MaxValue })
        {
            var record = FileSamples.Record("1.1", 1, new byte[100], said);
            Assert.Equal("file_broken", Recognise(record));
            Assert.Equal("file_broken", Recognise(FileSamples.Gzip(record)));
        }

        var text = Encoding.ASCII.GetString(FileSamples.Warc(records: 1));
        foreach (var (old, changed) in new[]
        {
            ("WARC-Date: ", "X-Date: "), ("Content-Length: 100", "Content-Length: +100"), ("Content-Length: 100", "Content-Length: 100\r\nContent-Length: 100"), ("\r\n\r\n", "\n\n"),
        })
        {
            Assert.Equal("file_broken", Recognise(Encoding.ASCII.GetBytes(text.Replace(old, changed, StringComparison.Ordinal))));
        }
    }

    [Fact]
    public void A_compressed_file_is_taken_as_warc_alone_and_what_lies_behind_it_is_noticed()
    {
        Assert.Equal("file_type_refused", Recognise(FileSamples.Gzip("Hello"u8.ToArray())));
        Assert.Equal("file_broken", Recognise([.. Good[FileTypes.WarcGzip], .. new byte[20_000]]));
        var flipped = Good[FileTypes.WarcGzip].ToArray();
        flipped[^6] ^= 1;
        Assert.Equal("file_broken", Recognise(flipped));
    }

    [Fact]
    public void A_bomb_is_not_unpacked_to_its_end()
    {
        var bomb = FileSamples.Bomb(64);
        Assert.True(bomb.Length < 100_000);
        Assert.Equal("file_inflates", Recognise(bomb));
        // Pages shrink too; that much is no bomb.
        Assert.Equal(FileTypes.WarcGzip, Recognise(FileSamples.Bomb(8)));
    }

    private static string Recognise(byte[] bytes) => FileTypes.Recognise(new MemoryStream(bytes)).TryGet(out var type, out var failure) ? type : failure.Code;
}
