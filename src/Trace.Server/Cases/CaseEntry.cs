using Trace.Core.Codes;
using Trace.Core.Enforcement;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>What a case is about, as it was asked for and found to be well formed; null for what was left out.</summary>
public sealed record CaseEntry(
    ClaimKind? Claim,
    string? Country,
    string? Platform,
    string? Language,
    IReadOnlyList<string>? Gtins,
    IReadOnlyList<long>? Listings,
    IReadOnlyList<long>? Rights,
    long? Purchase,
    bool WithoutPurchase,
    IReadOnlyList<string>? Grounds,
    ComparisonStatement? Comparison,
    SellerContact? Seller,
    string? Note)
{
    public const int MaxPlatformLength = 60;
    public const int MaxSellerLength = 200;
    public const int MaxNoteLength = 2000;

    private const int MaxShopLength = 1000;
    private const int MaxSubjects = 50;

    public static readonly IReadOnlyList<string> Languages = [.. LetterTemplate.All.Select(letter => letter.Language).Distinct(StringComparer.Ordinal)];

    public static Outcome<CaseEntry> Parse(UpdateCaseRequest request)
    {
        var claim = default(ClaimKind);
        if (request.Claim != null && !Words.TryParse(request.Claim, out claim))
            return Invalid($"`claim` is one of {string.Join(", ", Words.All<ClaimKind>())}.");
        if (request.Country != null && !Territory.IsCountry(request.Country))
            return Invalid("`country` is a country of two upper-case letters.");
        if (request.Platform != null && PlatformProblem(request.Platform) is { } platform)
            return Invalid(platform);
        if (request.Language != null && !Languages.Contains(request.Language, StringComparer.Ordinal))
            return Invalid($"`language` is one of {string.Join(", ", Languages)}.");
        if ((request.Grounds ?? []).Except(Statement.Grounds, StringComparer.Ordinal).FirstOrDefault() is { } ground)
            return Invalid($"`grounds`: {ground} is none of {string.Join(", ", Statement.Grounds)}.");
        if (TextProblem(request) is { } text)
            return Invalid(text);
        if (!ParseGtins(request.Gtins).TryGet(out var gtins, out var failure) || !ParseIds(request.Listings, "listings").TryGet(out var listings, out failure) || !ParseIds(request.Rights, "rights").TryGet(out var rights, out failure))
            return failure;
        var purchase = 0L;
        if (request.Purchase is { Length: > 0 } && !PublicId.TryParse(request.Purchase, out purchase))
            return Invalid("`purchase` is the id of a test purchase.");
        return new CaseEntry(
            request.Claim == null ? null : claim,
            request.Country,
            request.Platform,
            request.Language,
            gtins,
            listings,
            rights,
            request.Purchase is { Length: > 0 } ? purchase : null,
            request.Purchase is { Length: 0 },
            request.Grounds == null ? null : [.. request.Grounds.Distinct(StringComparer.Ordinal)],
            request.Comparison,
            request.Seller,
            request.Note);
    }

    public static Outcome<CaseEntry> Parse(CreateCaseRequest request) => Parse(new UpdateCaseRequest(
        request.Claim, request.Country, request.Platform, request.Language, request.Gtins, request.Listings, request.Rights, request.Purchase, request.Grounds, request.Comparison, request.Seller, request.Note));

    /// <summary>What was written before and is not replaced stays; what is replaced by nothing goes.</summary>
    public CaseWords Over(CaseWords before) => new(
        Merge(Note, before.Note), Merge(Comparison?.ComparedBy, before.ComparedBy), Merge(Comparison?.Original, before.Original));

    /// <inheritdoc cref="Over(CaseWords)"/>
    public CaseSeller Over(CaseSeller before) => new(
        Merge(Seller?.Name, before.Name), Merge(Seller?.Handle, before.Handle), Merge(Seller?.Shop, before.Shop), Merge(Seller?.Email, before.Email));

    public CaseSubjects Over(CaseSubjects before) => new(Gtins ?? before.Gtins, Listings ?? before.Listings, Rights ?? before.Rights);

    public static bool IsEmail(string text) => text.Length <= MaxSellerLength && MimeKit.MailboxAddress.TryParse(text, out var address) && address.Address == text && text.Split('@') is [{ Length: > 0 }, { Length: > 0 }];

    private static string? Merge(string? given, string? before) => given == null ? before : given.Length == 0 ? null : given;

    private static string? PlatformProblem(string platform) =>
        platform.Length is > 0 and <= MaxPlatformLength && char.IsAsciiLetterOrDigit(platform[0]) && platform.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '.' or '-')
            ? null
            : $"`platform` is 1 to {MaxPlatformLength} small letters, digits, full stops and hyphens, such as ebay or shop.example.";

    private static string? TextProblem(UpdateCaseRequest request)
    {
        (string? Text, string Name, int Most)[] texts =
        [
            (request.Comparison?.ComparedBy, "comparedBy", MaxSellerLength), (request.Comparison?.Original, "original", MaxNoteLength), (request.Seller?.Name, "name", MaxSellerLength),
            (request.Seller?.Handle, "handle", MaxSellerLength), (request.Seller?.Shop, "shop", MaxShopLength),
        ];
        return texts.Where(text => text.Text is { Length: > 0 }).Select(text => PlainText.Problem(text.Text, text.Name, text.Most)).FirstOrDefault(problem => problem != null)
            ?? (request.Note is { Length: > 0 } note ? WordsProblem(note, "note", MaxNoteLength) : null)
            ?? (request.Seller?.Email is { Length: > 0 } email && !IsEmail(email) ? "`email` is no e-mail address." : null);
    }

    /// <summary>For texts of several lines.</summary>
    public static string? WordsProblem(string? text, string name, int most) =>
        PlainText.Problem(text?.Trim().ReplaceLineEndings(" "), name, most);

    private static Outcome<IReadOnlyList<string>?> ParseGtins(IReadOnlyList<string>? texts)
    {
        if (texts == null)
            return Outcome.Of<IReadOnlyList<string>?>(null);
        if (texts.Count > MaxSubjects)
            return Invalid($"`gtins` has at most {MaxSubjects} entries.");
        var gtins = new List<string>();
        foreach (var text in texts)
        {
            if (!Gtin.TryParse(text, out var gtin, out var why))
                return new Failure("invalid_gtin", $"`gtins`: {why}");
            gtins.Add(gtin.Value);
        }

        return Outcome.Of<IReadOnlyList<string>?>([.. gtins.Distinct(StringComparer.Ordinal)]);
    }

    private static Outcome<IReadOnlyList<long>?> ParseIds(IReadOnlyList<string>? texts, string name)
    {
        if (texts == null)
            return Outcome.Of<IReadOnlyList<long>?>(null);
        var ids = texts.Distinct(StringComparer.Ordinal).Select(text => PublicId.TryParse(text, out var id) ? id : (long?)null).ToList();
        return ids.Count <= MaxSubjects && ids.All(id => id != null)
            ? Outcome.Of<IReadOnlyList<long>?>([.. ids.OfType<long>()])
            : Invalid($"`{name}` is a list of at most {MaxSubjects} ids.");
    }

    private static Failure Invalid(string detail) => new("invalid_case", detail);
}
