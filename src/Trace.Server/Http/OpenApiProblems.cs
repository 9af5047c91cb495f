using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Trace.Server.Http;

/// <summary>The failures an operation may answer: those its route table names, and those that follow from its shape.</summary>
public sealed class OpenApiProblems(IOptions<AuthorizationOptions> authorization) : IOperationFilter
{
    public const string MediaType = "application/problem+json";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var codes = CodesOf(operation, context).Distinct(StringComparer.Ordinal).ToList();
        var schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemDocument), context.SchemaRepository);
        operation.Responses ??= [];
        foreach (var group in Problems.Table.Where(entry => codes.Contains(entry.Key)).GroupBy(entry => entry.Value.Status).OrderBy(group => group.Key))
        {
            var response = new OpenApiResponse
            {
                Description = string.Join(". ", group.Select(entry => $"`{entry.Key}`: {entry.Value.Title}")) + ".",
                Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
                {
                    [MediaType] = new OpenApiMediaType
                    {
                        Schema = schema,
                        Examples = group.ToDictionary(entry => entry.Key, entry => (IOpenApiExample)Example(entry.Key, context.Document), StringComparer.Ordinal),
                    },
                },
            };
            if (group.Key is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
                response.Headers = Headers(group.Key);

            operation.Responses[group.Key.ToString(CultureInfo.InvariantCulture)] = response;
        }
    }

    private static Dictionary<string, IOpenApiHeader> Headers(int status)
    {
        var headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
        {
            ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" } },
        };
        if (status == StatusCodes.Status503ServiceUnavailable)
            return headers;
        headers["RateLimit"] = Text("What is left of each limit (r) and the seconds until it is whole again (t).", "\"address\";r=599;t=42");
        headers["RateLimit-Policy"] = Text("Each limit: so many requests (q) in so many seconds (w).", "\"address\";q=600;w=60");
        return headers;
    }

    private static OpenApiHeader Text(string description, string example) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = example };

    private IEnumerable<string> CodesOf(OpenApiOperation operation, OperationFilterContext context)
    {
        var api = context.ApiDescription;
        foreach (var code in api.ActionDescriptor.EndpointMetadata.OfType<ProblemCodes>().SelectMany(codes => codes.Codes))
            yield return code;
        if (OpenApiOperations.Roles(api, authorization.Value) != null)
        {
            yield return "unauthenticated";
            yield return "forbidden";
        }

        if (api.RelativePath!.Contains('{', StringComparison.Ordinal))
            yield return "not_found";
        if (operation.RequestBody != null || operation.Parameters?.Any(parameter => parameter.In != ParameterLocation.Path) == true)
            yield return "invalid_request";
        if (operation.RequestBody is { } body)
        {
            if (body.Content?.ContainsKey(MediaTypes.Json) == true)
                yield return "invalid_json";
            yield return "too_large";
            yield return "unsupported_media_type";
        }

        if (OpenApiOperations.Creates(operation, api))
            yield return "idempotency_key_reused";
        if (!api.ActionDescriptor.EndpointMetadata.OfType<DisableRateLimitingAttribute>().Any())
            yield return "rate_limited";
        if (!api.ActionDescriptor.EndpointMetadata.OfType<DisableRequestTimeoutAttribute>().Any())
            yield return "timed_out";
        yield return "internal_error";
    }

    /// <summary>One example a code for the whole document.</summary>
    private static OpenApiExampleReference Example(string code, OpenApiDocument document)
    {
        var (status, title) = Problems.Table[code];
        document.Components ??= new OpenApiComponents();
        document.Components.Examples ??= new SortedDictionary<string, IOpenApiExample>(StringComparer.Ordinal);
        document.Components.Examples[code] = new OpenApiExample
        {
            Summary = title,
            Value = new JsonObject { ["type"] = $"/problems/{code}", ["title"] = title, ["status"] = status, ["detail"] = $"{title}.", ["code"] = code },
        };
        return new OpenApiExampleReference(code, document);
    }
}
