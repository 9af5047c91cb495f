using Microsoft.Extensions.Primitives;
using Trace.Server.Reports;

namespace Trace.Server.Web.Consumer;

/// <summary>What a person typed into the form of a report; shown again when something was wrong with it.</summary>
public sealed record ReportForm(string Place, string Price, string Currency, string Seller, string Text, string Contact)
{
    public const int MaxPlace = 200;
    public const int MaxPrice = 40;
    public const int MaxCurrency = 20;
    public const int MaxSeller = 1000;
    public const int MaxText = 2000;
    public const int MaxContact = 200;

    public static readonly ReportForm Empty = new("", "", "", "", "", "");

    public bool Fits => Place.Length <= MaxPlace && Price.Length <= MaxPrice && Currency.Length <= MaxCurrency
        && Seller.Length <= MaxSeller && Text.Length <= MaxText && Contact.Length <= MaxContact;

    public static ReportForm Of(IFormCollection form) =>
        new(Line(form["place"], MaxPlace), Line(form["price"], MaxPrice), Line(form["currency"], MaxCurrency), Line(form["seller"], MaxSeller), TypedText.Clean(form["text"], MaxText, keepsLines: true), Line(form["contact"], MaxContact));

    public ReportWords ToWords() => new(OrNull(Place), OrNull(Price), OrNull(Currency), OrNull(Seller), OrNull(Text));

    public string? ContactOrNull() => OrNull(Contact);

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static string Line(StringValues value, int most) => TypedText.Clean(value, most, keepsLines: false);
}
