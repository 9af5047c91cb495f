using System.Globalization;
using Trace.Core.Documents;

namespace Trace.Server.Dossiers.Pdf;

/// <summary>A letter or notice as it goes out.</summary>
/// <param name="From">Who writes: lines of name and address.</param>
/// <param name="To">Whom it goes to: lines, as far as known.</param>
/// <param name="Reference">The number of the case or of the letter.</param>
/// <param name="Language"><c>en</c>, <c>de</c>, <c>zh</c>: of the few words that are ours.</param>
/// <param name="Signer">The person who signed it, with what that person is; null while nobody did, and the letter says so.</param>
public sealed record LetterSheet(
    string From, string To, string Reference, DateOnly Date, string Language, string Subject, string Body, string? Signer, DateTimeOffset MadeAt)
{
    /// <summary>Fields of a form with their values, below the text.</summary>
    public IReadOnlyList<(string Name, string? Value)> Fields { get; init; } = [];
}

/// <summary>Letters and notices on paper.</summary>
public static class LetterPdf
{
    /// <summary>The same letter gives the same bytes, where the same fonts are.</summary>
    public static WrittenDocument Write(Stream output, LetterSheet letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var words = Words.Of(letter.Language);
        using var document = new FlowingDocument(new DocumentInfo(letter.Subject, FirstLine(letter.From), letter.Language, letter.MadeAt, letter.Reference) { PageOf = words.PageOf });
        document.Paragraph(letter.From, DocumentStyle.Note);
        document.Space(26);
        document.Paragraph(letter.To, DocumentStyle.Letter);
        document.Space(26);
        document.Fields([(words.Date, letter.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), (words.Reference, letter.Reference)], nameWidthPt: 96);
        document.Space(14);
        document.Paragraph(letter.Subject, DocumentStyle.Heading);
        document.Space(10);
        document.Paragraph(letter.Body, DocumentStyle.Letter);
        if (letter.Fields.Count > 0)
        {
            document.Space(12);
            document.Rule();
            document.Fields(letter.Fields, nameWidthPt: 170);
        }

        document.Space(18);
        document.Rule();
        document.Paragraph(letter.Signer is { } signer ? $"{words.SignedBy} {signer}" : words.NotSigned, DocumentStyle.Note);
        return document.Write(output);
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();

    private sealed record Words(string Date, string Reference, string SignedBy, string NotSigned, Func<int, int, string> PageOf)
    {
        private static readonly Words English = new(
            "Date", "Our reference", "Signed in Trace by", "Draft: nobody has signed this.", (page, pages) => string.Create(CultureInfo.InvariantCulture, $"{page} of {pages}"));

        private static readonly Words German = new(
            "Datum", "Unser Zeichen", "In Trace unterzeichnet von", "Entwurf: noch von niemandem unterzeichnet.", (page, pages) => string.Create(CultureInfo.InvariantCulture, $"{page} von {pages}"));

        private static readonly Words Chinese = new(
            "日期", "我方编号", "在 Trace 中签署：", "草稿：尚未有人签署。", (page, pages) => string.Create(CultureInfo.InvariantCulture, $"第 {page} 页，共 {pages} 页"));

        public static Words Of(string language) => language switch
        {
            "zh" => Chinese,
            "de" => German,
            _ => English,
        };
    }
}
