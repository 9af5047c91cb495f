using Trace.Server.Accounts;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>A row of <c>case_step</c>: what somebody did. <c>Words</c> is sealed.</summary>
/// <param name="RecordId">Its entry in the transparency log.</param>
public sealed record StepRow(
    long BrandId, long CaseId, long Number, string Move, string FromState, string ToState, long MovedAt, string ActorKind, long ActorId, string? DueDay, long? RecordId, byte[] Words)
{
    public string Purpose => $"case-step|{BrandId}|{CaseId}|{Number}";
}

/// <param name="By">The name of the person; null for a machine.</param>
/// <param name="Reason">Why, in the person's own words.</param>
public sealed record StepWords(string? By, string? Reason);

/// <summary>A row of <c>case_text</c>: a letter or notice. <c>Content</c> is sealed; null once it was erased.</summary>
/// <param name="Kind">A word of <see cref="Trace.Core.Enforcement.LetterKind"/>, or <see cref="Notice"/>.</param>
/// <param name="Form">Of a notice: the id of its form.</param>
/// <param name="Step">The step it went out with; null for a draft.</param>
/// <param name="Delivery"><see cref="ByMail"/> or <see cref="ByHand"/>.</param>
/// <param name="MailDue">When the mail is tried next; null when it was handed over, or there is none.</param>
/// <param name="TakesBack">Of a retraction: the text it takes back.</param>
public sealed record TextRow(
    long BrandId,
    long CaseId,
    long TextId,
    string Kind,
    string? Form,
    long? RightId,
    string Language,
    string Platform,
    long CreatedAt,
    long CreatedBy,
    long? AgreedAt,
    long? AgreedBy,
    long? SentAt,
    long? SentBy,
    long? Step,
    string? Delivery,
    long? MailDue,
    long? HandedAt,
    long? FileId,
    string? Sha256,
    string? LawVersion,
    string? FormsVersion,
    string? Outcome,
    long? OutcomeAt,
    long? TakesBack,
    long? TakenBackAt,
    byte[]? Content)
{
    public const string Notice = "notice";

    /// <summary>Mailed by this server.</summary>
    public const string ByMail = "mail";

    /// <summary>A person copies or uploads it where it belongs.</summary>
    public const string ByHand = "hand";

    public string Purpose => $"case-text|{BrandId}|{CaseId}|{TextId}";

    public bool IsNotice => Kind == Notice;

    public bool IsRetraction => Kind == "retraction";

    /// <summary>It went out and was not taken back.</summary>
    public bool IsOut => SentAt != null && TakenBackAt == null && !IsRetraction;

    public string Status => SentAt == null ? "draft" : TakenBackAt == null ? "sent" : "taken_back";
}

/// <summary>What a letter or notice says.</summary>
/// <param name="Values">What people filled in, by place or field.</param>
/// <param name="To">The e-mail address it goes to.</param>
/// <param name="Subject">Of what was sent; null in a draft, as all that follows.</param>
/// <param name="Json">Of a notice: the platform's own fields.</param>
/// <param name="Signer">Who signed it.</param>
/// <param name="SignerRole">What the account was.</param>
/// <param name="Second">Who agreed to it; also in a draft.</param>
public sealed record TextContent(Dictionary<string, string> Values, string? To, string? Subject, string? Body, string? Json, string? Signer, string? SignerRole, string? Second)
{
    public static TextContent Empty => new([], To: null, Subject: null, Body: null, Json: null, Signer: null, SignerRole: null, Second: null);
}

/// <summary>A row of <c>case_reply_link</c>.</summary>
public sealed record ReplyLinkRow(
    long BrandId, long CaseId, long LinkId, byte[] TokenHash, long TextId, long CreatedAt, long ExpiresAt, long? UsedAt, long? AnswerId, long? ClosedAt);

/// <summary>A row of <c>case_answer</c>: what a seller or a platform said. <c>Words</c> is sealed; null once it was erased.</summary>
/// <param name="Sender"><see cref="Seller"/> or <see cref="Platform"/>.</param>
/// <param name="ArrivedBy"><see cref="Link"/>, or <see cref="Recorded"/> by somebody of the brand.</param>
/// <param name="Files">Ids of files, as a JSON list.</param>
/// <param name="Decision">accepted or rejected; null while nobody looked at it.</param>
/// <param name="RecordId">Its entry in the transparency log.</param>
public sealed record AnswerRow(
    long BrandId,
    long CaseId,
    long AnswerId,
    string Sender,
    string ArrivedBy,
    long ReceivedAt,
    long? RecordedBy,
    string? Files,
    long? ReviewedAt,
    long? ReviewedBy,
    string? Decision,
    long? RecordId,
    byte[]? Words)
{
    public const string Seller = "seller";
    public const string Platform = "platform";
    public const string Link = "link";
    public const string Recorded = "recorded";
    public const string Accepted = "accepted";
    public const string Rejected = "rejected";

    public string Purpose => $"case-answer|{BrandId}|{CaseId}|{AnswerId}";

    public IReadOnlyList<long> FileIds => [.. (Limits.ToList(Files) ?? []).Select(text => PublicId.TryParse(text, out var id) ? id : 0)];
}

/// <summary>What a seller or platform said.</summary>
/// <param name="Kind">What it is: authorization, invoice, source or other of a seller; null of a platform.</param>
/// <param name="Source">Who supplied the goods.</param>
/// <param name="Contact">How the seller can be reached.</param>
public sealed record AnswerWords(string? Kind, string? Message, string? Source, string? Contact);
