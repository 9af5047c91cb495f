using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Trace.Server.Anomalies;
using Trace.Server.Webhooks;

namespace Trace.Server.Http;

/// <summary>The kinds of limits that <see cref="OpenApiRules"/> sets on schemas.</summary>
internal static class OpenApiLimits
{
    public static void Text(OpenApiSchema schema, int least, int most, string? pattern = null)
    {
        schema.MinLength = least;
        schema.MaxLength = most;
        schema.Pattern = pattern;
    }

    public static void Range(OpenApiSchema schema, double least, double most)
    {
        schema.Minimum = least.ToString(System.Globalization.CultureInfo.InvariantCulture);
        schema.Maximum = most.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    public static void Words(OpenApiSchema schema, params string[] words) => schema.Enum = [.. words.Select(word => (JsonNode)word)];

    public static void WebhookAddress(OpenApiSchema schema) => Text(schema, 1, 2000, "^https?://");

    public static void WebhookKey(OpenApiSchema schema) => schema.Pattern = "^whpk_[A-Za-z0-9+/]{43}=$";

    public static void EventTypes(OpenApiSchema schema) => Items(schema, words: [.. WebhookEvents.Types]);

    public static void AnomalyKind(OpenApiSchema schema) => Words(schema, [.. AnomalyKinds.Words]);

    public static void AnomalyFilterStatus(OpenApiSchema schema) => Words(schema, [.. AnomalyRow.Filters]);

    public static void AnomalyStatus(OpenApiSchema schema) => Words(schema, [.. AnomalyRow.Statuses]);

    public static void AnyRole(OpenApiSchema schema) => Words(schema, [Roles.Owner, .. Roles.OfBrands]);

    public static void Items(OpenApiSchema schema, string? pattern = null, int? most = null, string[]? words = null)
    {
        schema.MaxItems = most;
        if (schema.Items is not OpenApiSchema items)
            return;
        items.Pattern = pattern;
        if (words != null)
            Words(items, words);
    }
}
