using System.Globalization;
using System.Text;

namespace Trace.Testing;

/// <summary>A grey picture in memory, one byte a pixel, 0 is black. Reads and writes PGM (Netpbm "P5"), which every decoder takes.</summary>
public sealed class GrayImage
{
    private readonly byte[] _pixels;

    public GrayImage(int width, int height, byte fill = 255)
    {
        Width = width;
        Height = height;
        _pixels = new byte[width * height];
        Array.Fill(_pixels, fill);
    }

    public int Width { get; }

    public int Height { get; }

    public byte this[int x, int y]
    {
        get => _pixels[(y * Width) + x];
        set => _pixels[(y * Width) + x] = value;
    }

    /// <summary>Reads what <see cref="PdfTools.RasteriseAsync"/> writes.</summary>
    public static GrayImage Read(string pgmPath) => Parse(File.ReadAllBytes(pgmPath));

    public static GrayImage Parse(byte[] pgm)
    {
        // Four words (P5, width, height, 255), each ended by one white space; then the pixels.
        var words = new string[4];
        var position = 0;
        for (var i = 0; i < words.Length; i++)
        {
            var end = Array.FindIndex(pgm, position, value => value is (byte)' ' or (byte)'\n');
            words[i] = Encoding.ASCII.GetString(pgm, position, end - position);
            position = end + 1;
        }

        if (words[0] != "P5" || words[3] != "255")
            throw new FormatException("Not a PGM of eight bits a pixel");
        var image = new GrayImage(Number(words[1]), Number(words[2]));
        pgm.AsSpan(position, image._pixels.Length).CopyTo(image._pixels);
        return image;
    }

    public byte[] ToPgm() => [.. Encoding.ASCII.GetBytes($"P5\n{Width} {Height}\n255\n"), .. _pixels];

    /// <summary>A rectangle of it; what lies outside the picture is white.</summary>
    public GrayImage Crop(int left, int top, int width, int height)
    {
        var part = new GrayImage(width, height);
        for (var y = Math.Max(0, -top); y < Math.Min(height, Height - top); y++)
        {
            for (var x = Math.Max(0, -left); x < Math.Min(width, Width - left); x++)
                part[x, y] = this[left + x, top + y];
        }

        return part;
    }

    /// <summary>Paints a rectangle, for negative controls.</summary>
    public void Fill(int left, int top, int width, int height, byte value)
    {
        for (var y = top; y < top + height; y++)
            _pixels.AsSpan((y * Width) + left, width).Fill(value);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
