namespace Trace.Server.Log;

/// <summary>A record that a brand has in the log, or that waits for its place.</summary>
/// <param name="Id">Of the record; also its member <c>record</c>.</param>
/// <param name="Type">What it tells of.</param>
/// <param name="EnteredAt">When.</param>
/// <param name="Log">The origin of the log it is in; absent while it waits.</param>
/// <param name="Index">The place of its leaf there, from 0; absent while it waits.</param>
/// <param name="Leaf">The entry of the log, base64.</param>
/// <param name="Record">Canonical JSON; absent once it was erased.</param>
/// <param name="Salt">Opens the leaf together with the record, base64; absent once it was erased.</param>
public sealed record LogRecordResponse(string Id, string Type, DateTimeOffset EnteredAt, string? Log, long? Index, string Leaf, string? Record, string? Salt);
