using System.Globalization;
using Trace.Core.Enforcement;
using Trace.Server.Http;

namespace Trace.Server.Cases;

/// <summary>Letters of a case: which goes with which move, and what the case itself fills in.</summary>
public static class CaseLetters
{
    /// <summary>The page that says how long an answer is kept.</summary>
    private const string PrivacyPath = "/privacy";

    /// <summary>What the server fills in when the letter is signed, whatever somebody wrote there.</summary>
    private static readonly string[] Computed = ["case", "signer", "signer_role", "reply_link", "reply_by", "privacy_link"];

    /// <summary>Of a retraction there is one for each thing that is out, and these say which.</summary>
    private static readonly string[] OfRetraction = ["notice", "notice_on", "recipient", "listing"];

    public static bool IsComputed(LetterKind kind, string place) =>
        Computed.Contains(place, StringComparer.Ordinal) || (kind == LetterKind.Retraction && OfRetraction.Contains(place, StringComparer.Ordinal));

    /// <summary>What goes out with a move, the needed one first; empty where nothing does.</summary>
    public static IReadOnlyList<string> KindsOf(CaseMove move) => move switch
    {
        CaseMove.ContactSeller => [Words.Of(LetterKind.FirstLetter)],
        CaseMove.RequestProof or CaseMove.RejectProof => [Words.Of(LetterKind.Reminder)],
        CaseMove.Complain => [TextRow.Notice, Words.Of(LetterKind.PlatformComplaint)],
        CaseMove.Retract => [Words.Of(LetterKind.Retraction)],
        _ => [],
    };

    /// <summary>Whether the seller is asked, and gets a link to answer by.</summary>
    public static bool Asks(LetterKind kind) => kind is LetterKind.FirstLetter or LetterKind.Reminder;

    /// <summary>What the case knows, for a new draft.</summary>
    public static Dictionary<string, string> Prefill(LetterTemplate template, CaseContext context, Signer? signer)
    {
        var known = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["brand"] = context.Brand,
            ["platform"] = context.Row.Platform,
            ["seller"] = context.Seller.Called,
            ["product"] = context.Basis.ProductName,
            ["listing"] = Lines(context.Basis.Urls),
            ["seen_on"] = CalendarDay.Format(context.Basis.SeenOn),
            ["first_letter_on"] = CalendarDay.Format(context.FirstLetterOn),
            ["signer_contact"] = signer?.Email,
            ["right"] = Lines(context.Basis.Rights.Select(right => CaseNotices.Call(right.Right))),
            ["form"] = context.Parts.Texts.LastOrDefault(text => text is { IsNotice: true, SentAt: null }) is { } notice ? NoticeForms.Current.Find(notice.Form!)?.Name : null,
            ["evidence"] = Lines(context.Basis.Facts.Captures.Select(capture => string.Create(CultureInfo.InvariantCulture, $"{CalendarDay.Format(capture.TakenOn)}: SHA-256 {capture.Sha256}"))),
        };
        return known.Where(place => !string.IsNullOrEmpty(place.Value) && Has(template, place.Key) && !IsComputed(template.Kind, place.Key))
            .ToDictionary(place => place.Key, place => place.Value!, StringComparer.Ordinal);
    }

    /// <summary>The places as the letter is signed: what was typed, and over it what the server knows.</summary>
    /// <param name="link">By which the seller answers; a word that stands for it in a preview.</param>
    /// <param name="takenBack">Of a retraction: what it takes back.</param>
    public static Dictionary<string, string> Fill(LetterTemplate template, TextContent content, CaseContext context, Signer? signer, string? link, (TextRow Row, TextContent Content)? takenBack)
    {
        var known = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["case"] = context.Row.Reference,
            ["signer"] = signer?.Name,
            ["signer_role"] = signer == null ? null : $"{RoleOf(signer)}, {context.Brand}",
            ["reply_link"] = link,
            ["reply_by"] = CalendarDay.Format(context.Today.AddDays(CaseTable.Of(CaseMove.ContactSeller).DueDays ?? 0)),
            ["privacy_link"] = context.PublicUrl.Length == 0 ? null : context.PublicUrl + PrivacyPath,
        };
        if (takenBack is var (row, sent))
        {
            known["notice"] = sent.Subject;
            known["notice_on"] = CalendarDay.Format(CaseContext.DayOf(row.SentAt!.Value));
            known["recipient"] = row.IsNotice || row.Kind == Words.Of(LetterKind.PlatformComplaint) ? context.Row.Platform : context.Seller.Called ?? context.Row.Platform;
            known["listing"] = Lines(context.Basis.Urls);
        }

        var values = content.Values.Where(place => !IsComputed(template.Kind, place.Key)).ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in known.Where(place => Has(template, place.Key)))
        {
            if (!string.IsNullOrEmpty(value))
                values[name] = value;
        }

        return values;
    }

    public static string RoleOf(Signer signer) => signer.Role == Roles.BrandAdmin ? "Brand administrator" : "Inspector";

    private static bool Has(LetterTemplate template, string place) => template.Required.Contains(place, StringComparer.Ordinal) || template.Optional.Contains(place, StringComparer.Ordinal);

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
