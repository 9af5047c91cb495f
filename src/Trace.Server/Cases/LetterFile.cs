using Trace.Server.Dossiers.Pdf;

namespace Trace.Server.Cases;

/// <summary>What goes out, as the file that is kept: a PDF.</summary>
public static class LetterFile
{
    public static (string Name, byte[] Content) Make(CaseContext context, TextRow row, TextContent content, WrittenText written, Signer signer, DateTimeOffset madeAt)
    {
        using var output = new MemoryStream();
        var sheet = new LetterSheet(
            $"{context.Brand}\n{signer.Name}\n{signer.Email}",
            row.IsNotice || row.Kind == "platform_complaint" ? context.Row.Platform : content.To == null ? context.Seller.Called ?? context.Row.Platform : $"{context.Seller.Called}\n{content.To}",
            context.Row.Reference,
            context.Today,
            row.Language,
            written.Subject!,
            written.Body!,
            $"{signer.Name}, {CaseLetters.RoleOf(signer)}",
            madeAt);
        LetterPdf.Write(output, sheet);
        return ($"{context.Row.Reference}-{row.Kind.Replace('_', '-')}.pdf", output.ToArray());
    }
}
