using System.Globalization;
using System.Text;

namespace Trace.Core.Enforcement;

/// <summary>What may stand in a field.</summary>
internal static class NoticeValue
{
    public static bool IsList(NoticeFieldKind kind) => kind is NoticeFieldKind.Lines or NoticeFieldKind.Urls or NoticeFieldKind.Countries or NoticeFieldKind.Files;

    public static string[] Items(string value) => value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static string? Problem(NoticeField field, string value)
    {
        if (!IsPlain(value))
            return "it has characters that are no text.";
        return field.Kind switch
        {
            NoticeFieldKind.Text or NoticeFieldKind.Lines => null,
            NoticeFieldKind.Urls => Items(value).All(IsUrl) ? null : "each line is an address that begins with http:// or https://.",
            NoticeFieldKind.Email => IsEmail(value) ? null : "it is no e-mail address.",
            NoticeFieldKind.Countries => Items(value).All(Territory.IsCountry) ? null : "each line is a country of two letters.",
            NoticeFieldKind.Date => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "it is no day such as 2026-11-29.",
            NoticeFieldKind.Choice => field.Choices.Contains(value, StringComparer.Ordinal) ? null : $"it is one of {string.Join(", ", field.Choices)}.",
            NoticeFieldKind.Confirmation => value == "true" ? null : "a person has to confirm it.",
            NoticeFieldKind.Files => Items(value).All(FileHash.Is) ? null : "each line is the SHA-256 of a file, 64 hexadecimal digits.",
            _ => throw new ArgumentOutOfRangeException(nameof(field), field.Kind, "Not a kind of field."),
        };
    }

    /// <summary>Text with line breaks and nothing else that is not seen, and no half of a surrogate pair.</summary>
    public static bool IsPlain(string value)
    {
        for (var rest = value.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done || (Rune.IsControl(rune) && rune.Value != '\n'))
                return false;
            rest = rest[length..];
        }

        return true;
    }

    private static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    private static bool IsEmail(string text) => text.Split('@') is [{ Length: > 0 }, { Length: > 0 }] && !text.Any(char.IsWhiteSpace);
}
