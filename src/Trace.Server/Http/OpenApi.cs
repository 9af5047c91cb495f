using Microsoft.OpenApi;
using Trace.Core.Codes;

namespace Trace.Server.Http;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c> and the explorer at <c>/swagger</c>.</summary>
/// <remarks>
/// What is said where: names, summaries, media types and <c>WithProblems</c> in the route tables; descriptions in the XML comments of the contracts; limits of
/// members in <see cref="OpenApiRules"/>; examples in the slices' <c>Examples</c> folders. <c>api-specs/openapi.json</c> is the reviewed copy.
/// </remarks>
public static class OpenApi
{
    public const string SecurityScheme = "apiKey";

    private const string Route = "openapi/{documentName}.json";

    private const string About =
        """
        Codes for products: issue them, print them, check them.

        * Machine calls carry `Authorization: Bearer {api key}`. Checking a code needs no key.
        * Bodies are JSON in UTF-8. Members and words are case-sensitive; unknown and repeated members are refused. A member without a value is left out, not null.
        * Times are RFC 3339 in UTC. Numbers are numbers, never strings.
        * Failures are problem documents (RFC 9457): `code` is a stable word, `type` an address that explains it. Besides the codes listed with each operation, every address may
          answer 405 `method_not_allowed`, and 415 to a body in an unknown character set; a request line or headers larger than the server takes are answered 414 or 431 without a document.
        * A verdict is an answer, not a failure: a text that is no code of ours is 200 with `not_issued`.
        * POSTs that create something take `Idempotency-Key`, so that they can be repeated.
        * How often you may ask is limited. `RateLimit` and `RateLimit-Policy` of every answer say where you stand; a 429 says in `Retry-After` when to come again. A code whose
          signature or check characters hold is always answered.
        * Lists come in pages: `limit` items, and `next` as the `cursor` of the page behind.

        The format of the codes, and how to check them without this server, is in `api-specs/code-format.md`.
        """;

    private static readonly (string Name, string Description)[] Tags =
    [
        ("Accounts", "API keys of machines and services."),
        ("Anomalies", "What people should look at: codes that look copied or diverted, labels that were stolen, guessed serials; and what people made of it."),
        ("Audit", "Who did what to what, when, and from where."),
        ("Brands", "Brands and their products."),
        ("Cases", "Cases against offers: what is claimed, what is missing for it, letters and notices, answers, and every step."),
        ("Dossiers", "Evidence packs of cases: made, listed; their files are kept files."),
        ("Claims", "Covered codes, which first buyers enter."),
        ("Codes", "Batches of codes, lists of codes, what happened to their units, and the public keys to check them with."),
        ("Files", "Evidence files, kept byte for byte as they arrived."),
        ("Labels", "Printable labels, and the stock they fit on."),
        ("Listings", "Offers that were seen, and captures of them."),
        ("Purchases", "Test purchases, and who had the parcel since."),
        ("Reports", "What people reported of products whose codes they checked."),
        ("Rights", "Trade marks, designs, patents and copyrights that a brand rests claims on, and what the law asks."),
        ("Log", "The transparency log: what was issued, changed and decided, so that nobody can say otherwise later. Its files are at /log/, see transparency-log.md."),
        ("Sellers", "Whom a brand authorized to sell what, where and until when; and the check of it that is open to everybody."),
        ("Verification", "Checking codes, open to everybody, and the story of a unit for its brand."),
        ("Webhooks", "Events of a brand sent to it, signed as Standard Webhooks says."),
        ("Problems", "What the codes of problem documents mean."),
        ("Storage", "What the deployment's secrets are sealed under."),
        ("Health", "For supervisors, load balancers and Prometheus."),
    ];

    public static void AddOpenApi(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddOutputCache();
        services.AddSingleton<OpenApiExamples>();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "Trace",
                Version = "v1",
                Summary = "Anti-counterfeit traceability",
                Description = About.ReplaceLineEndings("\n"),
                License = new OpenApiLicense { Name = "All rights reserved; third-party licences are listed in the README" },
            });
            options.AddServer(new OpenApiServer { Url = "/", Description = "The deployment that serves this document" });
            options.AddSecurityDefinition(SecurityScheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "trace_ and 58 characters",
                Description = "An API key, as `Authorization: Bearer trace_…`. Keys are shown once, when they are created.",
            });
            options.IncludeXmlComments(typeof(TraceServer).Assembly);
            options.IncludeXmlComments(typeof(ReadCode).Assembly);
            options.SupportNonNullableReferenceTypes();
            options.SchemaFilter<OpenApiSchemas>();
            options.OperationFilter<OpenApiOperations>();
            options.OperationFilter<OpenApiProblems>();
            options.OperationFilter<OpenApiExampleFilter>();
            options.DocumentFilter<OpenApiTags>();
        });
    }

    public static void MapOpenApi(this WebApplication app)
    {
        // Making it costs as much as a thousand scans, and it is open to everybody.
        app.MapSwagger(Route, options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1)
            .CacheOutput(policy => policy.Expire(TimeSpan.FromDays(1)).SetVaryByQuery([]).SetVaryByHost(enabled: false));
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "swagger";
            options.SwaggerEndpoint("/openapi/v1.json", "Trace v1");
            // Two hundred operations open at once keep a browser busy for many seconds.
            options.DocExpansion(Swashbuckle.AspNetCore.SwaggerUI.DocExpansion.None);
        });
    }

    private sealed class OpenApiTags : Swashbuckle.AspNetCore.SwaggerGen.IDocumentFilter
    {
        public void Apply(OpenApiDocument swaggerDoc, Swashbuckle.AspNetCore.SwaggerGen.DocumentFilterContext context)
        {
            var used = swaggerDoc.Paths.Values.SelectMany(path => path.Operations?.Values.SelectMany(operation => operation.Tags ?? new HashSet<OpenApiTagReference>()) ?? [])
                .Select(tag => tag.Name).ToHashSet(StringComparer.Ordinal);
            swaggerDoc.Tags = Tags.Where(tag => used.Contains(tag.Name)).Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        }
    }
}
