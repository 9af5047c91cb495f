using System.Globalization;
using System.Text;

namespace Trace.Core.Labels;

/// <summary>The bidirectional character types of UAX #9, table 4, without those of explicit embeddings and isolates.</summary>
internal enum BidiClass
{
    Left,
    Right,
    ArabicLetter,
    EuropeanNumber,
    EuropeanSeparator,
    EuropeanTerminator,
    ArabicNumber,
    CommonSeparator,
    Mark,
    Space,
    Other,
    Ignored,
}

/// <summary>The type of a character: .NET does not tell it, so it follows from blocks and general categories, as the defaults of
/// DerivedBidiClass.txt do, with the signs that names of products hold.</summary>
internal static class BidiClasses
{
    public static BidiClass Of(Rune rune)
    {
        var value = rune.Value;
        if (Sign(value) is { } sign)
            return sign;
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark:
                return BidiClass.Mark;
            case UnicodeCategory.Format or UnicodeCategory.Control:
                return BidiClass.Ignored;
            case UnicodeCategory.SpaceSeparator:
                return BidiClass.Space;
            case UnicodeCategory.CurrencySymbol when !IsArabic(value):
                return BidiClass.EuropeanTerminator;
        }

        if (IsArabic(value))
            return BidiClass.ArabicLetter;
        if (IsRight(value))
            return BidiClass.Right;
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.SpacingCombiningMark || Rune.IsLetter(rune)
            ? BidiClass.Left
            : BidiClass.Other;
    }

    private static BidiClass? Sign(int value) => value switch
    {
        0x200E => BidiClass.Left,
        0x200F => BidiClass.Right,
        0x061C => BidiClass.ArabicLetter,
        (>= '0' and <= '9') or 0xB2 or 0xB3 or 0xB9 or (>= 0x06F0 and <= 0x06F9) or 0x2070 or (>= 0x2074 and <= 0x2079) or (>= 0x2080 and <= 0x2089)
            or (>= 0xFF10 and <= 0xFF19) => BidiClass.EuropeanNumber,
        '+' or '-' or 0x207A or 0x207B or 0x208A or 0x208B or 0x2212 or 0xFB29 or 0xFF0B or 0xFF0D => BidiClass.EuropeanSeparator,
        '#' or '%' or 0xB0 or 0xB1 or 0x066A or (>= 0x2030 and <= 0x2034) or 0x212E or 0x2213 or 0xFF03 or 0xFF05 => BidiClass.EuropeanTerminator,
        (>= 0x0600 and <= 0x0605) or (>= 0x0660 and <= 0x0669) or 0x066B or 0x066C or 0x06DD => BidiClass.ArabicNumber,
        ',' or '.' or '/' or ':' or 0xA0 or 0x060C or 0x202F or 0x2044 or 0xFF0C or 0xFF0E or 0xFF0F or 0xFF1A => BidiClass.CommonSeparator,
        0x0606 or 0x0607 or 0x060E or 0x060F or 0x06DE or 0x06E9 or 0xFD3E or 0xFD3F => BidiClass.Other,
        _ => null,
    };

    private static bool IsArabic(int value) => value is (>= 0x0600 and <= 0x07BF) or (>= 0x0860 and <= 0x08FF) or (>= 0xFB50 and <= 0xFDFF)
        or (>= 0xFE70 and <= 0xFEFE) or (>= 0x10D00 and <= 0x10D3F) or (>= 0x1EC70 and <= 0x1ECBF) or (>= 0x1EE00 and <= 0x1EEFF);

    private static bool IsRight(int value) => value is (>= 0x0590 and <= 0x05FF) or (>= 0x07C0 and <= 0x085F) or (>= 0xFB1D and <= 0xFB4F)
        or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
