using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Trace.Server.Http;

/// <summary>Which members must be there, in what limits, and the words of enumerations.</summary>
/// <remarks>
/// A member that is null is left out of answers, so no member is ever <c>null</c> in the document. Answers may gain members; requests are refused for members
/// that nobody knows.
/// </remarks>
public sealed class OpenApiSchemas : ISchemaFilter
{
    private readonly NullabilityInfoContext _nullability = new();

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema target || context.Type.Assembly.GetName().Name?.StartsWith("Trace.", StringComparison.Ordinal) != true)
            return;
        if (context.Type.IsEnum)
        {
            target.Type = JsonSchemaType.String;
            target.Format = null;
            target.Enum = [.. Enum.GetNames(context.Type).Select(name => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(name))];
        }
        else if (target.Properties is { Count: > 0 } members)
            Complete(target, members, context.Type);
    }

    private void Complete(OpenApiSchema target, IDictionary<string, IOpenApiSchema> members, Type type)
    {
        var isInput = OpenApiRules.IsInput(type);
        target.AdditionalPropertiesAllowed = !isInput;
        target.Required = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in type.GetProperties())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (!members.TryGetValue(name, out var member))
                continue;
            if (member is OpenApiSchema inPlace)
            {
                inPlace.Type &= ~JsonSchemaType.Null;
                OpenApiRules.Limit(inPlace, type, name);
            }

            if (OpenApiRules.IsRequired(type, name) || (!isInput && !IsNullable(property)))
                target.Required.Add(name);
        }
    }

    private bool IsNullable(PropertyInfo property) => _nullability.Create(property).ReadState == NullabilityState.Nullable;
}
