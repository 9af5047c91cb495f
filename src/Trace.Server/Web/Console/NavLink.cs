using MudBlazor;
using Trace.Server.Http;

namespace Trace.Server.Web.Console;

/// <summary>A page in the navigation. A new page adds its line here, in the order people work: what to look at, goods, the brand's own affairs.</summary>
/// <param name="Text">The key of its name.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Icon">Elements of an SVG.</param>
/// <param name="Policy">Whom it is for; others do not see the link.</param>
public sealed record NavLink(string Text, string Address, string Icon, string Policy)
{
    public static readonly IReadOnlyList<NavLink> All =
    [
        new("nav.anomalies", "/console/anomalies", Icons.Material.Outlined.ReportGmailerrorred, Policies.PersonReadingScans),
        new("nav.map", "/console/map", Icons.Material.Outlined.Public, Policies.PersonReadingScans),
        new("nav.units", "/console/units", Icons.Material.Outlined.QrCode2, Policies.PersonReadingScans),
        new("nav.factory", "/console/factory", Icons.Material.Outlined.Factory, Policies.PersonIssuing),
        new("nav.batches", "/console/batches", Icons.Material.Outlined.Inventory2, Policies.PersonOfBrand),
    ];
}
