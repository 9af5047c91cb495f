using System.Data.Common;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Trace.Core;
using Trace.Server.Accounts;
using Trace.Server.Anomalies;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Cases;
using Trace.Server.Claims;
using Trace.Server.Codes;
using Trace.Server.Demo;
using Trace.Server.Dossiers;
using Trace.Server.Export;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Http.Outbound;
using Trace.Server.Labels;
using Trace.Server.Listings;
using Trace.Server.Log;
using Trace.Server.Places;
using Trace.Server.Purchases;
using Trace.Server.RateLimits;
using Trace.Server.Reports;
using Trace.Server.Rights;
using Trace.Server.Sellers;
using Trace.Server.Storage;
using Trace.Server.Telemetry;
using Trace.Server.Verification;
using Trace.Server.Web.Accounts;
using Trace.Server.Web.Console;
using Trace.Server.Web.Consumer;
using Trace.Server.Web.Offline;
using Trace.Server.Webhooks;

namespace Trace.Server;

/// <summary>The table of contents: one AddX and one MapX line a slice.</summary>
public static class TraceServer
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (HealthCheck.TryGetUrl(args, out var url))
            return await HealthCheck.RunAsync(url);
        if (Switches.AsksForHelp(args))
        {
            Console.WriteLine(Switches.Usage);
            return 0;
        }

        try
        {
            if (Switches.Problem(args) is { } problem)
                throw new InvalidOperationException(problem);
            await using var app = await BuildAsync(args);
            await app.StartAsync();
            await Startup.AnnounceAsync(app);
            await Shutdown.WaitAsync(app);
            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or UnauthorizedAccessException or DbException or ArgumentException or FormatException or SocketException)
        {
            // What could not be reached or read is named by whoever tried; PostgreSQL's driver names an address alone.
            var who = exception is NpgsqlException ? "PostgreSQL: " : "";
            await Console.Error.WriteLineAsync($"Trace cannot start: {who}{exception.Message}");
            return 1;
        }
    }

    /// <summary>A server that is set up and migrated, but does not listen yet.</summary>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = Switches.Normalize(args),
            ApplicationName = typeof(TraceServer).Assembly.GetName().Name,
            // Beside the program, wherever it is started from.
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        var (limits, proxies) = (RateLimitSettings.From(builder.Configuration), Proxies.From(builder.Configuration));
        builder.WebHost.ConfigureKestrel(options => ServerLimits.Apply(options, limits, proxies));
        ServerLimits.KeepThreadsForScans();
        // A build that is not published finds its scripts and styles by a list of where they are, and does not look for changes of them.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseSetting("ReloadStaticAssetsAtRuntime", "false");
        builder.Logging.AddServerLogs();
        builder.Services.AddSingleton(proxies);
        builder.Services.AddRateLimits(limits);
        AddServices(builder.Services, TraceSettings.From(builder.Configuration), builder.Configuration);
        configure?.Invoke(builder);

        var app = builder.Build();
        try
        {
            await Startup.PrepareAsync(app.Services);
            Map(app);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static void AddServices(IServiceCollection services, TraceSettings settings, IConfiguration configuration)
    {
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(options => Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddAuthorization(Policies.Add);
        services.AddOutbound();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<StartupState>();
        services.AddOpenApi();
        services.AddTimeouts();

        services.AddStorage(settings);
        services.AddAudit();
        services.AddLog(configuration);
        services.AddExport();
        services.AddAccounts(configuration);
        services.AddBrands();
        services.AddCodes();
        services.AddLabels();
        services.AddPlaces(configuration);
        services.AddVerification();
        services.AddAnomalies();
        services.AddClaims();
        services.AddReports(configuration);
        services.AddRights();
        services.AddFiles();
        services.AddSellers(configuration);
        services.AddListings(configuration);
        services.AddPurchases();
        services.AddCases();
        services.AddDossiers(configuration);
        services.AddWebhooks();
        services.AddTelemetry(configuration);
        services.AddConsumerPages();
        services.AddConsole();
        services.AddOfflinePage();
        services.AddSingleton<DemoScans>();
        services.AddSingleton<DemoData>();
    }

    private static void Map(WebApplication app)
    {
        app.UseShutdown();
        app.Services.GetRequiredService<Proxies>().Use(app);
        app.UseMiddleware<ErrorHandling>();
        app.UseStatusCodePages(context => BareStatus.AnswerAsync(context.HttpContext));
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<KnownCharset>();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseOidcLimit();
        app.UseAuthentication();
        app.UseRateLimits();
        app.UseAuthorization();
        app.UseMiddleware<KnownQuery>();
        app.UseAntiforgery();
        app.UseOutputCache();

        app.MapOpenApi();
        app.MapHealth();
        app.MapMetrics();
        app.MapProblems();
        app.MapSession();
        app.MapOwnAccount();
        app.MapPasswords();
        app.MapAccounts();
        app.MapApiKeys();
        app.MapAudit();
        app.MapExport();
        app.MapLog();
        app.MapBrands();
        app.MapGtinPrefixes();
        app.MapProducts();
        app.MapAppearance();
        app.MapPictures();
        app.MapCodes();
        app.MapQuota();
        app.MapSigningKeys();
        app.MapMasterKey();
        app.MapPrivacy();
        app.MapImport();
        app.MapRecreate();
        app.MapStatus();
        app.MapLabels();
        app.MapVerification();
        app.MapAnomalies();
        app.MapDetection();
        app.MapDigests();
        app.MapClaims();
        app.MapReports();
        MapEnforcement(app);
        app.MapWebhooks();
        app.MapWebhookDeliveries();
        app.MapConsumerPages();
        app.MapOfflinePage();
        app.MapAccountPages();
        app.MapOidc();
        app.MapConsole();
    }

    /// <summary>From an unauthorized sale to evidence.</summary>
    private static void MapEnforcement(WebApplication app)
    {
        app.MapRights();
        app.MapLegalRequirements();
        app.MapFiles();
        app.MapSellers();
        app.MapSellerCheck();
        app.MapListings();
        app.MapPurchases();
        app.MapCases();
        app.MapDossiers();
        app.MapPackKey();
    }

    private static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, ServerJson.Default);
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new VerdictJson());
        options.Converters.Add(new SignatureStateJson());
        options.Converters.Add(new ClaimResultJson());
        options.Converters.Add(new UtcTimeJson());
    }
}
