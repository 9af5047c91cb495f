using Microsoft.AspNetCore.Authorization;

namespace Trace.Server.Http;

/// <summary>Which roles a group of routes is for. The tenant is checked in every statement besides.</summary>
public static class Policies
{
    public const string AnyRole = nameof(AnyRole);
    public const string Person = nameof(Person);
    public const string Owner = nameof(Owner);
    public const string OwnerOrBrandAdmin = nameof(OwnerOrBrandAdmin);
    public const string BrandAdmin = nameof(BrandAdmin);
    public const string Issuing = nameof(Issuing);
    public const string ReadingProducts = nameof(ReadingProducts);
    public const string ReadingScans = nameof(ReadingScans);
    public const string PersonReadingScans = nameof(PersonReadingScans);
    public const string PersonOfBrand = nameof(PersonOfBrand);
    public const string PersonIssuing = nameof(PersonIssuing);
    public const string ImportingScans = nameof(ImportingScans);
    public const string WorkingOnCases = nameof(WorkingOnCases);
    public const string PersonWorkingOnCases = nameof(PersonWorkingOnCases);
    public const string OwnerOrReadingScans = nameof(OwnerOrReadingScans);
    public const string KeepingEvidence = nameof(KeepingEvidence);
    public const string PersonKeepingEvidence = nameof(PersonKeepingEvidence);

    public static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(AnyRole, policy => policy.RequireRole([Roles.Owner, .. Roles.OfBrands]));
        options.AddPolicy(Person, policy => policy.RequireRole([Roles.Owner, .. Roles.OfBrands]).RequireAssertion(context => Caller.IsPerson(context.User)));
        options.AddPolicy(Owner, policy => policy.RequireRole(Roles.Owner));
        options.AddPolicy(OwnerOrBrandAdmin, policy => policy.RequireRole(Roles.Owner, Roles.BrandAdmin));
        options.AddPolicy(BrandAdmin, policy => policy.RequireRole(Roles.BrandAdmin));
        options.AddPolicy(Issuing, policy => policy.RequireRole(Roles.BrandAdmin, Roles.Factory));
        options.AddPolicy(ReadingProducts, policy => policy.RequireRole([.. Roles.OfBrands]));
        options.AddPolicy(ReadingScans, policy => policy.RequireRole(Roles.ReadingScans));
        options.AddPolicy(PersonReadingScans, policy => policy.RequireRole(Roles.ReadingScans).RequireAssertion(context => Caller.IsPerson(context.User)));
        options.AddPolicy(PersonOfBrand, policy => policy.RequireRole([.. Roles.OfBrands]).RequireAssertion(context => Caller.IsPerson(context.User)));
        options.AddPolicy(PersonIssuing, policy => policy.RequireRole(Roles.BrandAdmin, Roles.Factory).RequireAssertion(context => Caller.IsPerson(context.User)));
        options.AddPolicy(ImportingScans, policy => policy.RequireRole(Roles.BrandAdmin, Roles.Inspector));
        options.AddPolicy(KeepingEvidence, policy => policy.RequireRole(Roles.BrandAdmin, Roles.Inspector));
        options.AddPolicy(PersonKeepingEvidence, policy => policy.RequireRole(Roles.BrandAdmin, Roles.Inspector).RequireAssertion(context => Caller.IsPerson(context.User)));
        options.AddPolicy(WorkingOnCases, policy => policy.RequireRole(Roles.WorkingOnCases));
        options.AddPolicy(PersonWorkingOnCases, policy => policy.RequireRole(Roles.WorkingOnCases).RequireAssertion(context => Caller.IsPerson(context.User)));
        options.AddPolicy(OwnerOrReadingScans, policy => policy.RequireRole([Roles.Owner, .. Roles.ReadingScans]));
    }
}
