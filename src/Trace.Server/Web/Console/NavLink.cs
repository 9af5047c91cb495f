using MudBlazor;
using Trace.Server.Http;

namespace Trace.Server.Web.Console;

/// <summary>A page in the navigation. A new page adds its line here, in the order people work; lines of one group stand together.</summary>
/// <param name="Group">The key of the group's name, one of the constants here.</param>
/// <param name="Text">The key of its name.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Icon">Elements of an SVG.</param>
/// <param name="Policy">Whom it is for; others do not see the link.</param>
public sealed record NavLink(string Group, string Text, string Address, string Icon, string Policy)
{
    /// <summary>What to look at.</summary>
    public const string Watch = "nav.watch";

    /// <summary>What is made and sold.</summary>
    public const string Goods = "nav.goods";

    /// <summary>What a brand does about goods that are sold as its own.</summary>
    public const string Enforcement = "nav.enforcement";

    /// <summary>Who and what may do something in the brand's name.</summary>
    public const string Access = "nav.access";

    /// <summary>The brand's own affairs.</summary>
    public const string Brand = "nav.brand";

    public static readonly IReadOnlyList<NavLink> All =
    [
        new(Watch, "nav.anomalies", "/console/anomalies", Icons.Material.Outlined.ReportGmailerrorred, Policies.PersonReadingScans),
        new(Watch, "nav.reports", "/console/reports", Icons.Material.Outlined.Flag, Policies.PersonReadingScans),
        new(Watch, "nav.map", "/console/map", Icons.Material.Outlined.Public, Policies.PersonReadingScans),
        new(Watch, "nav.units", "/console/units", Icons.Material.Outlined.QrCode2, Policies.PersonReadingScans),
        new(Watch, "nav.precision", "/console/precision", Icons.Material.Outlined.QueryStats, Policies.PersonReadingScans),
        new(Goods, "nav.products", "/console/products", Icons.Material.Outlined.Inventory2, Policies.ReadingProducts),
        new(Goods, "nav.batches", "/console/batches", Icons.Material.Outlined.ViewModule, Policies.PersonOfBrand),
        new(Goods, "nav.factory", "/console/factory", Icons.Material.Outlined.Factory, Policies.PersonIssuing),
        new(Enforcement, "nav.cases", "/console/cases", Icons.Material.Outlined.Gavel, Policies.PersonReadingScans),
        new(Enforcement, "nav.listings", "/console/listings", Icons.Material.Outlined.LocalOffer, Policies.PersonReadingScans),
        new(Enforcement, "nav.purchases", "/console/purchases", Icons.Material.Outlined.LocalShipping, Policies.PersonReadingScans),
        new(Enforcement, "nav.rights", "/console/rights", Icons.Material.Outlined.WorkspacePremium, Policies.PersonReadingScans),
        new(Enforcement, "nav.sellers", "/console/sellers", Icons.Material.Outlined.Storefront, Policies.PersonReadingScans),
        new(Access, "nav.people", "/console/people", Icons.Material.Outlined.Group, Policies.BrandAdmin),
        new(Access, "nav.api_keys", "/console/api-keys", Icons.Material.Outlined.VpnKey, Policies.BrandAdmin),
        new(Access, "nav.keys", "/console/keys", Icons.Material.Outlined.Draw, Policies.BrandAdmin),
        new(Brand, "nav.look", "/console/brand", Icons.Material.Outlined.Palette, Policies.BrandAdmin),
        new(Brand, "nav.webhooks", "/console/webhooks", Icons.Material.Outlined.Webhook, Policies.BrandAdmin),
        new(Brand, "nav.audit", "/console/audit", Icons.Material.Outlined.History, Policies.BrandAdmin),
        new(Brand, "nav.data", "/console/data", Icons.Material.Outlined.Storage, Policies.BrandAdmin),
    ];

    /// <summary>Whether a path is this page or one below it.</summary>
    public bool Holds(string path) => path.StartsWith(Address, StringComparison.Ordinal) && path[Address.Length..] is "" or ['/', ..];
}
