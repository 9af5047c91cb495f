using System.Text.Json;
using System.Text.Json.Serialization;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Audit;

/// <summary>One change for the trail.</summary>
/// <param name="Action">What was done: thing and verb, such as <c>api_key.create</c>.</param>
/// <param name="Target">To what: its public id, number or GTIN.</param>
/// <param name="Old">How it was, as JSON; null for a creation.</param>
/// <param name="New">How it is, as JSON; null for a removal.</param>
/// <remarks>Never a secret, and of people only their ids: an entry cannot be erased.</remarks>
public sealed record AuditedChange(string Action, string Target, object? Old = null, object? New = null);

/// <summary>Who did what to what, when, and from where. Written in the transaction of the change itself, so neither exists without the other.</summary>
public sealed class AuditTrail(TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <param name="session">The transaction of the change.</param>
    /// <param name="caller">Who did it.</param>
    /// <param name="brandId">Whose trail it goes to; 0 for the deployment's.</param>
    /// <param name="change">What was done.</param>
    public Task AddAsync(Session session, Caller caller, long brandId, AuditedChange change) => AuditStore.AddAsync(session, new AuditRow(
        brandId,
        clock.GetUtcNow().ToUnixTimeMilliseconds(),
        PublicId.Create(),
        caller.Kind.ToString(),
        caller.Id,
        caller.Network,
        change.Action,
        change.Target,
        ToJson(change.Old),
        ToJson(change.New)));

    /// <summary>The same in the trail of the caller's own brand.</summary>
    public Task AddAsync(Session session, Caller caller, AuditedChange change) => AddAsync(session, caller, caller.BrandId, change);

    private static string? ToJson(object? value) => value == null ? null : JsonSerializer.Serialize(value, Json);
}
