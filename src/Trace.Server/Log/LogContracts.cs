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

/// <summary>The log that is written, and how far it is.</summary>
/// <param name="Origin">Its name: its address without https://.</param>
/// <param name="Key">The verifier key of what it signs; empty if the one in the database was altered.</param>
/// <param name="State">signing; or why this server does not: behind, inconsistent, unknown_log, nothing_known, key_broken.</param>
/// <param name="Size">Entries that are published.</param>
/// <param name="PublishedAt">When it grew last.</param>
/// <param name="Waiting">Records that wait for their place.</param>
/// <param name="OldestWaitingAt">When the first of them was entered.</param>
/// <param name="Checkpoint">What is published, with all signatures.</param>
/// <param name="Witnesses">What each witness cosigned last.</param>
public sealed record LogResponse(
    string Origin,
    string Key,
    string State,
    long Size,
    DateTimeOffset PublishedAt,
    long Waiting,
    DateTimeOffset? OldestWaitingAt,
    string Checkpoint,
    IReadOnlyList<LogWitnessInfo> Witnesses);

/// <summary>What a witness cosigned last.</summary>
/// <param name="Key">The witness's verifier key.</param>
/// <param name="Size">Entries of the log.</param>
/// <param name="CosignedAt">When.</param>
public sealed record LogWitnessInfo(string Key, long Size, DateTimeOffset CosignedAt);

/// <summary>What the owner knows of a log from outside.</summary>
/// <param name="Checkpoint">The latest one published, with its signatures, as it was served or as a witness or an auditor kept it.</param>
public sealed record ResumeLogRequest(string? Checkpoint);

/// <summary>A log ends and another begins.</summary>
/// <param name="Ends">The origin of the one that ends.</param>
public sealed record RestartLogRequest(string? Ends);
