using Trace.Core.Enforcement;
using Trace.Server.Cases;

namespace Trace.Server.Web.Console.Cases;

/// <summary>What is typed into the form of a case.</summary>
public sealed class CaseInput
{
    public string Claim { get; set; } = Words.Of(ClaimKind.Unauthorized);

    public string Country { get; set; } = "";

    public string Platform { get; set; } = "";

    public string Language { get; set; } = "en";

    public string Gtins { get; set; } = "";

    public string Purchase { get; set; } = "";

    public string Name { get; set; } = "";

    public string Handle { get; set; } = "";

    public string Shop { get; set; } = "";

    public string Email { get; set; } = "";

    public string ComparedBy { get; set; } = "";

    public string Original { get; set; } = "";

    public string Note { get; set; } = "";

    public string Listings { get; set; } = "";

    public HashSet<string> Rights { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Grounds { get; } = new(StringComparer.Ordinal);

    public static CaseInput Of(CaseDetail detail)
    {
        var input = new CaseInput
        {
            Claim = detail.Case.Claim,
            Country = detail.Case.Country,
            Platform = detail.Case.Platform,
            Language = detail.Case.Language,
            Gtins = string.Join(' ', detail.Gtins),
            Listings = string.Join(' ', detail.Listings),
            Purchase = detail.Purchase ?? "",
            Name = detail.Seller.Name ?? "",
            Handle = detail.Seller.Handle ?? "",
            Shop = detail.Seller.Shop ?? "",
            Email = detail.Seller.Email ?? "",
            ComparedBy = detail.Comparison?.ComparedBy ?? "",
            Original = detail.Comparison?.Original ?? "",
            Note = detail.Note ?? "",
        };
        input.Rights.UnionWith(detail.Rights);
        input.Grounds.UnionWith(detail.Grounds);
        return input;
    }

    /// <summary>All that the form has: what was emptied goes.</summary>
    public UpdateCaseRequest ToUpdate() => new(
        Claim,
        Country.Trim().ToUpperInvariant(),
        Platform.Trim().ToLowerInvariant(),
        Language,
        Split(Gtins),
        Split(Listings),
        [.. Rights],
        Purchase.Trim(),
        [.. Grounds],
        new ComparisonStatement(ComparedBy.Trim(), Original.Trim()),
        new SellerContact(Name.Trim(), Handle.Trim(), Shop.Trim(), Email.Trim()),
        Note.Trim());

    /// <summary>What was left empty is taken from the listing.</summary>
    public CreateCaseRequest ToCreate() => new(
        Claim,
        OrNull(Country.ToUpperInvariant()),
        OrNull(Platform.ToLowerInvariant()),
        Language,
        Split(Gtins) is { Count: > 0 } gtins ? gtins : null,
        Split(Listings),
        [.. Rights],
        OrNull(Purchase),
        [.. Grounds],
        new ComparisonStatement(OrNull(ComparedBy), OrNull(Original)),
        new SellerContact(OrNull(Name), OrNull(Handle), OrNull(Shop), OrNull(Email)),
        OrNull(Note));

    private static List<string> Split(string text) => [.. text.Split([' ', ',', '\n', '\t'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static string? OrNull(string text) => text.Trim() is { Length: > 0 } value ? value : null;
}
