using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Timeouts;
using MudBlazor.Services;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Web.Console.Access;
using Trace.Server.Web.Console.Anomalies;
using Trace.Server.Web.Console.Batches;
using Trace.Server.Web.Console.Brand;
using Trace.Server.Web.Console.Factory;
using Trace.Server.Web.Console.Map;
using Trace.Server.Web.Console.Precision;
using Trace.Server.Web.Console.Reports;
using Trace.Server.Web.Console.Search;

namespace Trace.Server.Web.Console;

/// <summary>The console of a brand's people: one Blazor app on <c>/console</c>, live over a circuit.</summary>
public static class ConsolePages
{
    /// <summary>Scripts, styles and connections of our own address; components write style attributes, and no style element.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>A browser that lost its connection finds its page as it was for so long; then it loads the page anew.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(3);

    private const int MostRetained = 50;

    public static void AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            options.DisconnectedCircuitRetentionPeriod = Retention;
            options.DisconnectedCircuitMaxRetained = MostRetained;
            options.PersistedCircuitInMemoryMaxRetained = MostRetained;
            options.PersistedCircuitInMemoryRetentionPeriod = Retention;
        });
        services.AddMudServices();
        services.AddScoped<ConsoleNotes>();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, ConsoleAuthentication>();
        services.AddScoped<ConsoleSession>();
        services.AddScoped<AnomalyWork>();
        services.AddSingleton<PrintJobs>();
        services.AddSingleton<Markets>();
        services.AddSingleton<AnySearch>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ConsoleAccess>();
    }

    public static void MapConsole(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<ConsoleApp>().WithStaticAssets()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization(Policies.Person)
            .Add(Restrict);
        app.MapGet(ProductsCsv.Path, ProductsCsv.WriteAsync).AsFileFor(Policies.ReadingProducts);
        app.MapGet(AccessCsv.Keys, AccessCsv.WriteKeysAsync).AsFileFor(Policies.BrandAdmin);
        app.MapGet(AccessCsv.ApiKeys, AccessCsv.WriteApiKeysAsync).AsFileFor(Policies.BrandAdmin);
        app.MapGet(AccessCsv.People, AccessCsv.WritePeopleAsync).AsFileFor(Policies.BrandAdmin);
        app.MapGet(WebhooksCsv.Path, WebhooksCsv.WriteAsync).AsFileFor(Policies.BrandAdmin);
        app.MapGet(WebhooksCsv.Deliveries, WebhooksCsv.WriteDeliveriesAsync).AsFileFor(Policies.BrandAdmin);
        app.MapGet(AuditCsv.Path, AuditCsv.WriteAsync).AsFileFor(Policies.BrandAdmin);
        app.MapGet(PrecisionCsv.Path, PrecisionCsv.WriteAsync).AsFileFor(Policies.PersonReadingScans);
        app.MapGet(QueueCsv.Path, QueueCsv.WriteAsync).AsFileFor(Policies.PersonReadingScans);
        app.MapGet(ReportsCsv.Path, ReportsCsv.WriteAsync).AsFileFor(Policies.PersonReadingScans);
        app.MapGet(SearchCsv.Path, SearchCsv.WriteAsync).AsFileFor(Policies.PersonReadingScans);
        app.MapGet(MapAddress.CsvPath, Markets.WriteCsvAsync).AsFileFor(Policies.PersonReadingScans);
        app.MapGet(FactoryFiles.ListPath, FactoryFiles.WriteListAsync).AsFileFor(Policies.PersonIssuing);
        app.MapGet(FactoryFiles.CodesPath, FactoryFiles.CodesAsync).AsFileFor(Policies.PersonIssuing);
#pragma warning disable RDG002 // As said there.
        app.MapGet(FactoryFiles.LabelsPath, FactoryFiles.Labels).AsFileFor(Policies.PersonIssuing).RequireRateLimiting(RateLimitPolicies.Labels);
#pragma warning restore RDG002
        app.MapGet(BatchCsv.ListPath, BatchCsv.WriteListAsync).AsFileFor(Policies.PersonOfBrand);
        app.MapGet(BatchCsv.RangesPath, BatchCsv.WriteRangesAsync).AsFileFor(Policies.PersonOfBrand);
        app.MapGet(BatchCsv.ScansPath, BatchCsv.WriteScansAsync).AsFileFor(Policies.PersonReadingScans);
    }

    /// <summary>A list as a file: for people with the right to the list.</summary>
    private static RouteHandlerBuilder AsFileFor(this RouteHandlerBuilder route, string policy) =>
        route.RequireAuthorization(Policies.Person, policy).ExcludeFromDescription().WithoutRequestTimeout();

    /// <summary>Pages are asked for and take no forms, which circuits do for them; a circuit's connection lasts as long as its page.</summary>
    private static void Restrict(EndpointBuilder route)
    {
        if (!route.Metadata.OfType<ComponentTypeMetadata>().Any())
            route.Metadata.Add(new DisableRequestTimeoutAttribute());
        else
            route.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get]));
    }

    /// <summary>Before the first byte: pages of the console say what they may load.</summary>
    public static void SetHeaders(HttpContext context) => context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
}
