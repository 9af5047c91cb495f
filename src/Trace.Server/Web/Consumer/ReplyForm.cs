using Trace.Server.Cases;

namespace Trace.Server.Web.Consumer;

/// <summary>What a seller typed into an answer; shown again when something was wrong with it.</summary>
public sealed record ReplyForm(string Kind, string Source, string Message, string Contact)
{
    public static readonly ReplyForm Empty = new(CaseAnswers.Kinds[0], "", "", "");

    public bool IsEmpty => Source.Length == 0 && Message.Length == 0;

    public bool Fits => Source.Length <= CaseAnswers.MaxSourceLength && Message.Length <= CaseAnswers.MaxMessageLength && Contact.Length <= CaseAnswers.MaxContactLength;

    public static ReplyForm Of(IFormCollection form) => new(
        CaseAnswers.Kinds.Contains(form["kind"].ToString(), StringComparer.Ordinal) ? form["kind"].ToString() : "other",
        TypedText.Clean(form["source"], CaseAnswers.MaxSourceLength, keepsLines: false),
        TypedText.Clean(form["message"], CaseAnswers.MaxMessageLength, keepsLines: true),
        TypedText.Clean(form["contact"], CaseAnswers.MaxContactLength, keepsLines: false));

    public AnswerWords ToWords() => new(Kind, OrNull(Message), OrNull(Source), OrNull(Contact));

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
