namespace Trace.Core.Enforcement;

/// <summary>What goes out.</summary>
public enum OutgoingKind
{
    /// <summary>A complaint to a platform.</summary>
    Notice,

    /// <summary>A letter to a seller.</summary>
    Letter,
}

/// <summary>One thing the law asks of what goes out, or one limit on what it may say.</summary>
public sealed record LegalLine
{
    public required string Id { get; init; }

    /// <summary>A country or union whose law it is.</summary>
    public required string Jurisdiction { get; init; }

    public required IReadOnlyList<OutgoingKind> Documents { get; init; }

    public required IReadOnlyList<ClaimKind> Claims { get; init; }

    public required IReadOnlyList<RightKind> Rights { get; init; }

    /// <summary>One of these has to be stated; empty if the line is only to be read.</summary>
    public required IReadOnlyList<string> States { get; init; }

    /// <summary>Where a first sale with the owner's consent ends the right to oppose resale; empty if the line is not about that.</summary>
    public required IReadOnlyList<string> ExhaustedIn { get; init; }

    /// <summary>In our words.</summary>
    public required string Says { get; init; }

    public required string Law { get; init; }

    public required string Article { get; init; }

    public required Uri Url { get; init; }

    /// <summary>Nobody has compared it with the source yet; whoever relies on it reads the source first.</summary>
    public required bool Unverified { get; init; }

    public bool Applies(string country, ClaimKind claim, RightKind right, OutgoingKind document) =>
        Documents.Contains(document) && Claims.Contains(claim) && Rights.Contains(right) && Territory.Holds([Jurisdiction], country);
}
