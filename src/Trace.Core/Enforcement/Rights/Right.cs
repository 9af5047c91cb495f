namespace Trace.Core.Enforcement;

/// <summary>A right as the register of the brand holds it.</summary>
public sealed record Right
{
    public required RightKind Kind { get; init; }

    /// <summary>A code of <see cref="RightOffice"/>.</summary>
    public required string Office { get; init; }

    /// <summary>As the office writes it; null only for a copyright that is registered nowhere.</summary>
    public string? Number { get; init; }

    /// <summary>The mark, the title of the work, or what the design or patent is of.</summary>
    public required string Title { get; init; }

    /// <summary>Countries and unions where it holds.</summary>
    public required IReadOnlyList<string> Territory { get; init; }

    /// <summary>Nice classes of a trade mark (1 to 45), Locarno classes of a design (1 to 32); else none.</summary>
    public IReadOnlyList<int> Classes { get; init; } = [];

    /// <summary>First day in force; null while it is only applied for.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day of the present term; null if it has none to watch.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>The day it was surrendered, cancelled or declared invalid.</summary>
    public DateOnly? WithdrawnOn { get; init; }

    public RightStanding On(DateOnly day)
    {
        if (WithdrawnOn is { } withdrawn && day >= withdrawn)
            return RightStanding.Withdrawn;
        if (From is not { } from || day < from)
            return RightStanding.NotYet;
        return Until is { } until && day > until ? RightStanding.Expired : RightStanding.Registered;
    }

    public bool Holds(string country) => Enforcement.Territory.Holds(Territory, country);
}
