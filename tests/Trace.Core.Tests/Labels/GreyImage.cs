using System.Globalization;
using System.Text;

namespace Trace.Core.Tests.Labels;

/// <summary>A binary PGM image: 0 is black.</summary>
internal sealed record GreyImage(int Width, int Height, byte[] Pixels)
{
    public byte this[int x, int y] => Pixels[(y * Width) + x];

    public static GreyImage Read(byte[] file)
    {
        var header = new List<string>();
        var at = 0;
        while (header.Count < 4)
        {
            var end = Array.FindIndex(file, at, value => value is (byte)' ' or (byte)'\n');
            header.Add(Encoding.ASCII.GetString(file, at, end - at));
            at = end + 1;
        }

        return new GreyImage(int.Parse(header[1], CultureInfo.InvariantCulture), int.Parse(header[2], CultureInfo.InvariantCulture), file[at..]);
    }

    public GreyImage Cut(int left, int top, int width, int height)
    {
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
            Pixels.AsSpan(((top + y) * Width) + left, width).CopyTo(pixels.AsSpan(y * width));
        return new GreyImage(width, height, pixels);
    }

    /// <summary>The file again, with the pixels as they are now.</summary>
    public byte[] Write() => [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P5\n{Width} {Height}\n255\n")), .. Pixels];
}
