using System.Text.Json;

namespace Trace.Server.Audit;

/// <summary>One thing that was done.</summary>
/// <param name="Id">The entry's place in the trail, also its cursor.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Action">What was done: thing and verb, such as <c>api_key.create</c>.</param>
/// <param name="Target">To what: its id, number or GTIN.</param>
/// <param name="Old">How it was before.</param>
/// <param name="New">How it was afterwards.</param>
public sealed record AuditEntry(
    string Id, DateTimeOffset At, AuditActor Actor, string Action, string Target, JsonElement? Old, JsonElement? New);

/// <summary>Who did something.</summary>
/// <param name="Kind">account (a person), api_key (a machine) or system (the server itself).</param>
/// <param name="Id">The account or API key.</param>
/// <param name="Network">The /24 (IPv4) or /48 (IPv6) network the request came from.</param>
public sealed record AuditActor(string Kind, string? Id, string? Network);
