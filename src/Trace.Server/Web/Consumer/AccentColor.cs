using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Trace.Server.Web.Consumer;

/// <summary>A brand's colour, as <c>#rrggbb</c>: readable on the grounds of our pages, or it is not taken.</summary>
/// <remarks>Contrast by WCAG 2.2, success criterion 1.4.3: 4.5 to 1 for text.</remarks>
public readonly record struct AccentColor(byte Red, byte Green, byte Blue)
{
    public const double LeastContrast = 4.5;

    /// <summary>The darkest ground of the light pages and the lightest of the dark ones that it stands on; see <see cref="PageStyle"/>.</summary>
    public static readonly AccentColor LightGround = new(0xf3, 0xf4, 0xf2);
    public static readonly AccentColor DarkGround = new(0x19, 0x1d, 0x1b);

    public static bool TryParse([NotNullWhen(true)] string? text, out AccentColor color)
    {
        color = default;
        if (text is not { Length: 7 } || text[0] != '#' || !uint.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;
        color = new AccentColor((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return true;
    }

    /// <summary>1 to 21.</summary>
    public double ContrastTo(AccentColor other)
    {
        var (one, two) = (Luminance, other.Luminance);
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    public bool IsReadableOn(AccentColor ground) => ContrastTo(ground) >= LeastContrast;

    /// <summary>The same colour with as much white in it as dark pages need.</summary>
    public AccentColor ForDark()
    {
        for (var percent = 0; percent < 100; percent += 5)
        {
            var mixed = new AccentColor(Mix(Red, percent), Mix(Green, percent), Mix(Blue, percent));
            if (mixed.IsReadableOn(DarkGround))
                return mixed;
        }

        return new AccentColor(255, 255, 255);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    private double Luminance => 0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue);

    private static double Linear(byte part)
    {
        var value = part / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static byte Mix(byte part, int percentWhite) => (byte)Math.Round(part + (255 - part) * percentWhite / 100.0);
}
