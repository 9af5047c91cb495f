using SkiaSharp;
using Xunit;

namespace Trace.Testing;

/// <summary>A reviewed picture in the repository that a test makes again. <c>TRACE_UPDATE_GOLDEN=1</c> writes it instead.</summary>
/// <remarks>
/// Compared at a third of the size, where the edges of letters, which differ between versions of a browser, are gone and a moved, missing or recoloured
/// part is not.
/// </remarks>
public static class GoldenPicture
{
    private const int Shrunk = 3;

    /// <summary>Of 255, in the colour that differs most.</summary>
    private const int VisibleDifference = 32;

    private const double MostThatMayDiffer = 0.002;

    /// <param name="png">The picture as it is now.</param>
    /// <param name="parts">The path below the root of the repository.</param>
    public static void AssertAlike(string png, params string[] parts)
    {
        var path = Repository.File(parts);
        if (GoldenFile.IsUpdated)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(png, path, overwrite: true);
            return;
        }

        var name = string.Join('/', parts);
        Assert.True(File.Exists(path), $"{name} does not exist; TRACE_UPDATE_GOLDEN=1 writes it.");
        using var expected = Read(path);
        using var actual = Read(png);
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        var differing = expected.Pixels.Zip(actual.Pixels).Count(pair => Difference(pair.First, pair.Second) > VisibleDifference);
        var share = (double)differing / expected.Pixels.Length;
        Assert.True(share <= MostThatMayDiffer, $"{share:P2} of {name} differs from {png}. If the change is meant, TRACE_UPDATE_GOLDEN=1 writes the picture again.");
    }

    private static SKBitmap Read(string png)
    {
        using var picture = SKBitmap.Decode(png);
        return picture.Resize(new SKSizeI(picture.Width / Shrunk, picture.Height / Shrunk), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    private static int Difference(SKColor one, SKColor other) =>
        Math.Max(Math.Abs(one.Red - other.Red), Math.Max(Math.Abs(one.Green - other.Green), Math.Abs(one.Blue - other.Blue)));
}
