using Trace.Core.Enforcement;

namespace Trace.Server.Cases;

/// <summary>A letter from a template.</summary>
/// <param name="Kind">first_letter, reminder, platform_complaint or retraction.</param>
/// <param name="Language">en, de or zh; the case's if left out.</param>
/// <param name="Values">By place. Places that the case knows are filled in.</param>
/// <param name="To">The e-mail address it goes to.</param>
public sealed record CreateLetterRequest(string? Kind, string? Language = null, Dictionary<string, string>? Values = null, string? To = null);

/// <summary>A notice on a platform's form.</summary>
/// <param name="Form">The id of the form.</param>
/// <param name="Right">The right of the case that it rests on.</param>
/// <param name="Values">By field. Fields that the case knows are filled in.</param>
/// <param name="To">The e-mail address it goes to, where the platform takes notices so.</param>
public sealed record CreateNoticeRequest(string? Form, string? Right, Dictionary<string, string>? Values = null, string? To = null);

/// <summary>Changes a draft. What is left out stays; an empty value removes it. Whoever agreed to it has to agree again.</summary>
public sealed record UpdateTextRequest(Dictionary<string, string>? Values = null, string? To = null);

/// <summary>A second person agrees to a notice.</summary>
/// <param name="Confirm">True: the person read it.</param>
/// <param name="Password">The person's own; not of accounts that have none here.</param>
public sealed record AgreeRequest(bool Confirm, string? Password = null);

/// <summary>How a notice ended.</summary>
/// <param name="Outcome">accepted, refused or counter_noticed; left out if it is open again.</param>
public sealed record SetOutcomeRequest(string? Outcome = null);

/// <summary>A letter or notice without its words.</summary>
/// <param name="Kind">notice, or the kind of the letter.</param>
/// <param name="Status">draft, sent or taken_back.</param>
/// <param name="Delivery">mail or hand.</param>
/// <param name="MailPending">It goes out by mail and no mail server has taken it yet.</param>
/// <param name="Sha256">Of the file that was sent.</param>
/// <param name="LawVersion">Of the data file it was checked by.</param>
/// <param name="TakesBack">The text that this one takes back.</param>
public sealed record TextSummary(
    string Id,
    string Kind,
    string? Form,
    string? Right,
    string Language,
    string Platform,
    string Status,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    string? AgreedBy,
    DateTimeOffset? SentAt,
    string? SentBy,
    string? Delivery,
    bool MailPending,
    string? Sha256,
    string? LawVersion,
    string? FormsVersion,
    string? Outcome,
    DateTimeOffset? OutcomeAt,
    string? TakesBack,
    DateTimeOffset? TakenBackAt);

/// <summary>A letter or notice as it is, or would be.</summary>
/// <param name="Values">What was filled in, by place or field.</param>
/// <param name="Missing">Of a draft: what keeps it from going out, by place or field.</param>
/// <param name="Fields">Of a notice: the form.</param>
/// <param name="Places">Of a letter: its places.</param>
/// <param name="Subject">Left out while something is missing, as is the body.</param>
/// <param name="Json">Of a notice: canonical JSON of the platform's own fields.</param>
public sealed record TextDetail(
    TextSummary Text,
    string? To,
    IReadOnlyDictionary<string, string> Values,
    IReadOnlyList<Gap> Missing,
    IReadOnlyList<NoticeFieldResponse>? Fields,
    IReadOnlyList<PlaceResponse>? Places,
    string? Subject,
    string? Body,
    string? Json,
    string? Signer,
    string? SignerRole,
    string? Second);

/// <summary>A case as it is exported.</summary>
public sealed record ExportedCase(CaseDetail Case, IReadOnlyList<ExportedCaseText> Texts);

/// <summary>The words of a letter or notice as it is exported.</summary>
/// <param name="File">The kept file of what was sent.</param>
public sealed record ExportedCaseText(
    string Id, string? To, IReadOnlyDictionary<string, string> Values, string? Subject, string? Body, string? Json, string? Signer, string? SignerRole, string? Second, string? File)
{
    public static ExportedCaseText Of(TextRow row, TextContent content) => new(
        Storage.PublicId.Format(row.TextId), content.To, content.Values, content.Subject, content.Body, content.Json, content.Signer, content.SignerRole, content.Second, row.FileId is { } file ? Storage.PublicId.Format(file) : null);
}

/// <param name="Computed">Filled in by the server; a value given for it does not count.</param>
public sealed record PlaceResponse(string Name, bool Required, bool Computed);

/// <summary>A field of a platform's form.</summary>
/// <param name="Kind">text, lines, urls, email, countries, date, choice, confirmation or files.</param>
/// <param name="Required">For the claim of the case; in a list of forms for some claim.</param>
public sealed record NoticeFieldResponse(string Name, string Label, string Kind, bool Required, int MaxLength, int? MaxItems, IReadOnlyList<string> Choices, string Source, bool Unverified);

/// <summary>A platform's form.</summary>
/// <param name="Platform">any for a law's own.</param>
/// <param name="Note">What whoever fills it in should know first.</param>
/// <param name="Countries">Where it can be used; empty if anywhere.</param>
public sealed record NoticeFormResponse(
    string Id, string Name, string Platform, string Note, IReadOnlyList<string> Claims, IReadOnlyList<string> Rights, IReadOnlyList<string> Countries, IReadOnlyList<NoticeFieldResponse> Fields, string Version);

/// <summary>Keeps what a seller or a platform said outside of the link.</summary>
/// <param name="Sender">seller or platform.</param>
/// <param name="Kind">Of a seller: authorization, invoice, source or other.</param>
/// <param name="Message">What was said.</param>
/// <param name="Source">Who supplied the goods, as the seller says.</param>
/// <param name="Contact">How the seller can be reached.</param>
public sealed record RecordAnswerRequest(string? Sender, string? Message, string? Kind = null, string? Source = null, string? Contact = null);

/// <summary>What a seller or a platform said. Nobody looked into it before it came.</summary>
/// <param name="ArrivedBy">link, or recorded by somebody of the brand.</param>
/// <param name="Decision">accepted or rejected, by a named person; left out while nobody looked.</param>
/// <param name="Contact">To inspectors and brand_admins alone.</param>
/// <param name="Record">Its entry in the transparency log.</param>
public sealed record AnswerResponse(
    string Id,
    string Sender,
    string ArrivedBy,
    DateTimeOffset ReceivedAt,
    string? RecordedBy,
    string? Kind,
    string? Message,
    string? Source,
    string? Contact,
    IReadOnlyList<AnswerFile> Files,
    string? Decision,
    DateTimeOffset? ReviewedAt,
    string? ReviewedBy,
    string? Record);

/// <summary>A file of an answer.</summary>
/// <param name="MediaType">By its content.</param>
public sealed record AnswerFile(string Id, string Name, string MediaType, long SizeBytes, string Sha256);
