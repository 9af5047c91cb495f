using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Trace.Server.Http;

/// <summary>Who may call an operation, its parameters, and the media types that are not JSON.</summary>
public sealed class OpenApiOperations(IOptions<AuthorizationOptions> authorization) : IOperationFilter
{
    /// <summary>Extension of a media type: the schema of each line of NDJSON.</summary>
    public const string LineExtension = "x-ndjson-line";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        Authorize(operation, context);
        CompleteParameters(operation, context.ApiDescription);
        DescribeBody(operation, context);
        DescribeAnswers(operation, context);
    }

    /// <summary>The roles that may call it; null when everybody may.</summary>
    public static IReadOnlyList<string>? Roles(ApiDescription api, AuthorizationOptions options)
    {
        var metadata = api.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAllowAnonymous>().Any())
            return null;
        var policies = metadata.OfType<IAuthorizeData>().Select(data => data.Policy).OfType<string>().ToList();
        return policies.Count == 0
            ? null
            : [.. policies.SelectMany(name => options.GetPolicy(name)!.Requirements).OfType<RolesAuthorizationRequirement>().SelectMany(roles => roles.AllowedRoles)];
    }

    public static bool Creates(OpenApiOperation operation, ApiDescription api) =>
        api.HttpMethod == HttpMethods.Post && operation.Responses?.ContainsKey("201") == true;

    private void Authorize(OpenApiOperation operation, OperationFilterContext context)
    {
        var roles = Roles(context.ApiDescription, authorization.Value);
        var who = roles == null ? "Open to everybody." : $"Roles: {string.Join(", ", roles)}.";
        operation.Description = string.IsNullOrEmpty(operation.Description) ? who : $"{operation.Description.Trim()}\n\n{who}";
        if (roles != null)
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(OpenApi.SecurityScheme, context.Document)] = [] }];
    }

    private static void CompleteParameters(OpenApiOperation operation, ApiDescription api)
    {
        var known = (operation.Parameters ?? []).OfType<OpenApiParameter>().ToList();
        foreach (var parameter in known)
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);

        // Handlers that read the raw request do not name the parts of their own route.
        foreach (var name in api.RelativePath!.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')))
            AddMissing(known, name, ParameterLocation.Path);
        foreach (var name in api.ActionDescriptor.EndpointMetadata.OfType<QueryKeys>().SelectMany(keys => keys.Names))
            AddMissing(known, name, ParameterLocation.Query);
        if (Creates(operation, api))
            AddMissing(known, Idempotency.Header, ParameterLocation.Header);

        foreach (var parameter in known)
            OpenApiRules.Complete(parameter, operation.OperationId ?? "");
        operation.Parameters = [.. known];
    }

    private static void AddMissing(List<OpenApiParameter> known, string name, ParameterLocation location)
    {
        if (!known.Exists(parameter => parameter.Name == name && parameter.In == location))
            known.Add(new OpenApiParameter { Name = name, In = location, Required = location == ParameterLocation.Path, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
    }

    private static void DescribeBody(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.RequestBody is not OpenApiRequestBody body)
            return;
        body.Required = true;
        body.Description ??= string.Join(" or ", body.Content?.Keys ?? []);
        DescribeContent(body.Content, LineOf(context), context);
    }

    private static void DescribeAnswers(OpenApiOperation operation, OperationFilterContext context)
    {
        var line = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<NdjsonAnswerLine>().FirstOrDefault()?.Type ?? LineOf(context);
        foreach (var (status, answer) in operation.Responses ?? [])
        {
            if (answer is not OpenApiResponse response)
                continue;
            DescribeContent(response.Content, line, context);
            if (status != "201")
                continue;
            response.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
            {
                ["Location"] = Header("The address of what was created, if it has one.", JsonSchemaType.String, "uri-reference"),
                ["Idempotent-Replayed"] = Header("true when this is the answer to an earlier request with the same Idempotency-Key.", JsonSchemaType.String, format: null),
            };
        }
    }

    private static OpenApiHeader Header(string description, JsonSchemaType type, string? format) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = type, Format = format } };

    private static Type? LineOf(OperationFilterContext context) => context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<NdjsonLine>().FirstOrDefault()?.Type;

    private static void DescribeContent(IDictionary<string, IOpenApiMediaType>? content, Type? line, OperationFilterContext context)
    {
        foreach (var (type, value) in content ?? new Dictionary<string, IOpenApiMediaType>())
        {
            if (value is not OpenApiMediaType media || type is MediaTypes.Json or MediaTypes.Form)
                continue;
            var isText = type.StartsWith("text/", StringComparison.Ordinal) || type == MediaTypes.Ndjson;
            media.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = isText ? null : "binary" };
            if (type == MediaTypes.Ndjson && line != null)
            {
                context.SchemaGenerator.GenerateSchema(line, context.SchemaRepository);
                media.Schema.AsSchema().Description = $"Lines of JSON, each a {line.Name}.";
                media.Extensions = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal)
                {
                    [LineExtension] = new JsonNodeExtension(JsonValue.Create($"#/components/schemas/{line.Name}")),
                };
            }
        }
    }
}

internal static class OpenApiSchemaExtensions
{
    /// <summary>A schema that stands in its place, not a reference to one.</summary>
    public static OpenApiSchema AsSchema(this IOpenApiSchema schema) => (OpenApiSchema)schema;
}
