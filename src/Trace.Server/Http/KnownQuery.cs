using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Trace.Server.Http;

/// <summary>Refuses a query parameter that a call does not have: <c>?cuont=21</c> would print one label instead of 21.</summary>
/// <remarks>What a call has is what its description says; where it has none, nothing can be misspelt. The address in a code is not one of these calls: it takes whatever a label holds.</remarks>
public sealed class KnownQuery(RequestDelegate next, IApiDescriptionGroupCollectionProvider descriptions)
{
    private readonly Lazy<FrozenDictionary<string, string[]>> _byOperation = new(() => descriptions.ApiDescriptionGroups.Items
        .SelectMany(group => group.Items)
        .Where(api => api.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().Any())
        .ToFrozenDictionary(
            api => api.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().Last().EndpointName,
            api => api.ParameterDescriptions.Where(parameter => parameter.Source == BindingSource.Query).Select(parameter => parameter.Name)
                .Concat(api.ActionDescriptor.EndpointMetadata.OfType<QueryKeys>().SelectMany(keys => keys.Names)).ToArray(),
            StringComparer.Ordinal));

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Query.Count == 0
            || !context.Request.Path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase)
            || context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is not { } operation
            || !_byOperation.Value.TryGetValue(operation, out var names)
            || names.Length == 0)
        {
            return next(context);
        }

        var unknown = context.Request.Query.Keys.FirstOrDefault(key => !names.Contains(key, StringComparer.OrdinalIgnoreCase));
        return unknown == null
            ? next(context)
            : Problems.WriteAsync(context, new Failure("invalid_request", Describe(unknown, names)));
    }

    private static string Describe(string unknown, string[] names) =>
        $"This call has no parameter `{unknown}`; it has {string.Join(", ", names.Select(JsonNamingPolicy.CamelCase.ConvertName))}.";
}
