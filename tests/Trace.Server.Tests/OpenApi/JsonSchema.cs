using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Trace.Server.Tests.OpenApi;

/// <summary>The part of JSON Schema that our document uses. A keyword it does not know is an error, so nothing is passed over in silence.</summary>
internal sealed class JsonSchema(JsonNode document)
{
    private static readonly HashSet<string> Annotations = ["description", "title", "default", "example", "examples"];

    /// <summary>What is wrong with a value, each with its place; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems(JsonNode schema, JsonNode? value)
    {
        var problems = new List<string>();
        Check(schema, value, "$", problems);
        return problems;
    }

    /// <summary>The node that <c>#/a/b</c> points to.</summary>
    public JsonNode Resolve(string pointer)
    {
        var node = document;
        foreach (var part in pointer.Split('/').Skip(1))
            node = node[part.Replace("~1", "/", StringComparison.Ordinal)] ?? throw new InvalidOperationException($"{pointer} points to nothing.");
        return node;
    }

    private void Check(JsonNode schema, JsonNode? value, string place, List<string> problems)
    {
        foreach (var (keyword, rule) in schema.AsObject().Where(pair => !Annotations.Contains(pair.Key)))
        {
            if (keyword == "$ref")
                Check(Resolve(rule!.GetValue<string>()), value, place, problems);
            else if (Applies(keyword, value) && Problem(schema, keyword, rule!, value, place, problems) is { } problem)
                problems.Add($"{place}: {problem}");
        }
    }

    /// <summary>Most keywords say nothing of values of another type; <c>type</c> does.</summary>
    private static bool Applies(string keyword, JsonNode? value) => keyword switch
    {
        "pattern" or "minLength" or "maxLength" => value?.GetValueKind() == JsonValueKind.String,
        "format" => value?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number,
        "minimum" or "maximum" => value?.GetValueKind() == JsonValueKind.Number,
        "items" or "maxItems" => value is JsonArray,
        "required" or "properties" or "additionalProperties" => value is JsonObject,
        _ => true,
    };

    private string? Problem(JsonNode schema, string keyword, JsonNode rule, JsonNode? value, string place, List<string> problems)
    {
        switch (keyword)
        {
            case "type":
                return IsOfType(rule.GetValue<string>(), value) ? null : $"is not of type {rule}";
            case "enum":
                return rule.AsArray().Any(word => JsonNode.DeepEquals(word, value)) ? null : $"{value?.ToJsonString()} is none of {rule.ToJsonString()}";
            case "pattern":
                return Regex.IsMatch(Text(value!), Text(rule), RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)) ? null : $"{value!.ToJsonString()} does not match {rule}";
            case "minLength":
                return Text(value!).Length >= rule.GetValue<int>() ? null : "is too short";
            case "maxLength":
                return Text(value!).Length <= rule.GetValue<int>() ? null : "is too long";
            case "minimum":
                return Number(value!) >= Number(rule) ? null : $"is below {rule}";
            case "maximum":
                return Number(value!) <= Number(rule) ? null : $"is above {rule}";
            case "maxItems":
                return value!.AsArray().Count <= rule.GetValue<int>() ? null : "has too many items";
            case "format":
                return IsOfFormat(Text(rule), value!) ? null : $"{value!.ToJsonString()} is not a {rule}";
            case "required":
                return rule.AsArray().FirstOrDefault(name => !value!.AsObject().ContainsKey(Text(name!))) is { } missing ? $"has no {missing}" : null;
            case "items":
                foreach (var (index, item) in value!.AsArray().Index())
                    Check(rule, item, $"{place}[{index}]", problems);
                return null;
            case "properties":
                foreach (var (name, member) in value!.AsObject())
                {
                    if (rule[name] is { } known)
                        Check(known, member, $"{place}.{name}", problems);
                }

                return null;
            case "additionalProperties":
                return AdditionalProblem(schema, rule, value, place, problems);
            default:
                return $"the schema has a keyword this check does not know: {keyword}";
        }
    }

    private string? AdditionalProblem(JsonNode schema, JsonNode rule, JsonNode? value, string place, List<string> problems)
    {
        var additional = value!.AsObject().Where(pair => schema["properties"]?[pair.Key] is null).ToList();
        if (rule is JsonObject)
        {
            foreach (var (name, member) in additional)
                Check(rule, member, $"{place}.{name}", problems);
            return null;
        }

        return rule.GetValue<bool>() || additional.Count == 0 ? null : $"has {additional[0].Key}, which nobody knows";
    }

    private static bool IsOfType(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && decimal.IsInteger(Number(value)),
        _ => throw new InvalidOperationException($"There is no type {type}."),
    };

    private static bool IsOfFormat(string format, JsonNode value) => format switch
    {
        "date-time" => Regex.IsMatch(Text(value), @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$", RegexOptions.ECMAScript, TimeSpan.FromSeconds(1))
            && DateTimeOffset.TryParse(Text(value), CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(Text(value), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uri" => Uri.TryCreate(Text(value), UriKind.Absolute, out _),
        "uri-reference" => Uri.TryCreate(Text(value), UriKind.RelativeOrAbsolute, out _),
        "int32" => Number(value) is >= int.MinValue and <= int.MaxValue,
        "int64" or "double" => true,
        _ => throw new InvalidOperationException($"There is no format {format}."),
    };

    private static string Text(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static decimal Number(JsonNode value) => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
