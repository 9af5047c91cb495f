using Trace.Core.Enforcement;

namespace Trace.Server.Cases;

/// <summary>A text as it would go out now, or what is missing.</summary>
public sealed record WrittenText(IReadOnlyList<Gap> Missing, string? Subject, string? Body, string? Json)
{
    public bool IsComplete => Missing.Count == 0;
}

/// <summary>Writes letters and notices as they go out: what was typed, and what the case itself knows.</summary>
public sealed class CaseWriting(CaseSeal seal)
{
    /// <summary>In a preview it stands for the link that is made when the letter is signed.</summary>
    public const string LinkToCome = "[…]";

    /// <summary>A text as it would go out.</summary>
    /// <param name="takenBack">Of a retraction: what it takes back; the first thing that is out, if left out.</param>
    public WrittenText Write(CaseContext context, TextRow row, Signer? signer, string link, TextRow? takenBack = null)
    {
        var content = seal.ContentOf(row);
        return row.IsNotice ? WriteNotice(context, row, content, signer) : WriteLetter(context, row, content, signer, link, takenBack ?? context.Out.FirstOrDefault());
    }

    private WrittenText WriteLetter(CaseContext context, TextRow row, TextContent content, Signer? signer, string link, TextRow? takenBack)
    {
        var template = LetterTemplate.Find(Words.TryParse<LetterKind>(row.Kind, out var kind) ? kind : default, row.Language)!;
        (TextRow, TextContent)? taken = kind == LetterKind.Retraction && takenBack != null ? (takenBack, seal.ContentOf(takenBack)) : null;
        // Without an address of its own the server has no page to lead anybody to.
        var place = context.PublicUrl.Length == 0 ? null : link;
        return template.TryFill(CaseLetters.Fill(template, content, context, signer, place, taken), out var letter, out var gaps)
            ? new WrittenText([], letter.Subject, letter.Body, Json: null)
            : new WrittenText(gaps, Subject: null, Body: null, Json: null);
    }

    private static WrittenText WriteNotice(CaseContext context, TextRow row, TextContent content, Signer? signer)
    {
        if (NoticeForms.Current.Find(row.Form!) is not { } form)
            return Missing(new Gap("form_gone", "This form is no longer among ours; write the notice on another.", row.Form, Blocks: true));
        if (context.Basis.Rights.FirstOrDefault(right => right.Id == row.RightId) is not { } right)
            return Missing(new Gap("right_missing", "The right the notice rests on is not among those of the case.", Blocks: true));
        var subject = new NoticeSubject(context.Row.ClaimKind, right.Right.Kind, context.Row.Country, context.Row.GroundList);
        return Notice.TryWrite(NoticeForms.Current, form, subject, CaseNotices.Fill(form, content, signer), LegalRequirements.Current, out var notice, out var gaps)
            ? new WrittenText([], $"{form.Name} ({context.Row.Reference})", notice.Text, notice.Json)
            : new WrittenText(gaps, Subject: null, Body: null, Json: null);
    }

    private static WrittenText Missing(Gap gap) => new([gap], Subject: null, Body: null, Json: null);
}
