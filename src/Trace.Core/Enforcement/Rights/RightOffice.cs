namespace Trace.Core.Enforcement;

/// <summary>Who registers rights, and for where.</summary>
/// <param name="Code">As people write it.</param>
/// <param name="Kinds">What it registers.</param>
/// <param name="Territory">Where its registrations hold; empty if each names its own (designations).</param>
public sealed record RightOffice(string Code, string Name, IReadOnlyList<RightKind> Kinds, IReadOnlyList<string> Territory)
{
    /// <summary>The ones known here. A right of another office is entered with <see cref="Other"/> and its own territory.</summary>
    public static IReadOnlyList<RightOffice> All { get; } =
    [
        new("EUIPO", "European Union Intellectual Property Office", [RightKind.TradeMark, RightKind.Design], ["EU"]),
        new("EPO", "European Patent Office", [RightKind.Patent], []),
        new("WIPO", "World Intellectual Property Organization", [RightKind.TradeMark, RightKind.Design], []),
        new("BOIP", "Benelux Office for Intellectual Property", [RightKind.TradeMark, RightKind.Design], ["BX"]),
        new("DPMA", "Deutsches Patent- und Markenamt", [RightKind.TradeMark, RightKind.Design, RightKind.Patent], ["DE"]),
        new("UKIPO", "Intellectual Property Office of the United Kingdom", [RightKind.TradeMark, RightKind.Design, RightKind.Patent], ["GB"]),
        new("USPTO", "United States Patent and Trademark Office", [RightKind.TradeMark, RightKind.Design, RightKind.Patent], ["US"]),
        new("USCO", "United States Copyright Office", [RightKind.Copyright], ["US"]),
        new("CNIPA", "China National Intellectual Property Administration", [RightKind.TradeMark, RightKind.Design, RightKind.Patent], ["CN"]),
        new("NCAC", "National Copyright Administration of China", [RightKind.Copyright], ["CN"]),
        new("JPO", "Japan Patent Office", [RightKind.TradeMark, RightKind.Design, RightKind.Patent], ["JP"]),
    ];

    /// <summary>An office that is not in the list.</summary>
    public const string Other = "other";

    /// <summary>A copyright that is registered nowhere, as most are.</summary>
    public const string None = "none";

    public static RightOffice? Find(string code) => All.FirstOrDefault(office => office.Code == code);
}
