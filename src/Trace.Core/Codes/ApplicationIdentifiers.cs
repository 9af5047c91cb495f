namespace Trace.Core.Codes;

/// <summary>Every Application Identifier of the GS1 Barcode Syntax Dictionary, which is embedded in this assembly.</summary>
/// <remarks>Source: github.com/gs1/gs1-syntax-dictionary, commit ff2eb4b, Apache-2.0; see NOTICE beside this file.</remarks>
public static class ApplicationIdentifiers
{
    private const int MinLength = 2;
    private const int MaxLength = 4;
    private const string ResourceName = "Trace.Core.Codes.gs1-syntax-dictionary.txt";

    private static readonly List<ApplicationIdentifier> Entries = Load();
    private static readonly ApplicationIdentifier?[] ByNumber = Index(Entries);

    /// <summary>(01), a GTIN of 14 digits.</summary>
    public static ApplicationIdentifier Gtin { get; } = Find("01")!;

    /// <summary>(10), batch or lot.</summary>
    public static ApplicationIdentifier Lot { get; } = Find("10")!;

    /// <summary>(21), serial.</summary>
    public static ApplicationIdentifier Serial { get; } = Find("21")!;

    /// <summary>(22), consumer product variant.</summary>
    public static ApplicationIdentifier ConsumerProductVariant { get; } = Find("22")!;

    /// <summary>All of them, ranges written out, in the order of the dictionary.</summary>
    public static IReadOnlyList<ApplicationIdentifier> All => Entries;

    /// <summary>The AI of exactly these digits; null when GS1 has allocated none.</summary>
    public static ApplicationIdentifier? Find(ReadOnlySpan<char> ai) => Slot(ai) is var slot and >= 0 ? ByNumber[slot] : null;

    /// <summary>The AI that raw data starts with; null when there is none. No AI is the beginning of another.</summary>
    public static ApplicationIdentifier? FindAtStart(ReadOnlySpan<char> data)
    {
        for (var length = MinLength; length <= MaxLength && length <= data.Length; length++)
        {
            if (Find(data[..length]) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>The numeric order of AIs, in which the canonical tail lists those of the query.</summary>
    internal static int Compare(string left, string right) => AsciiNumber.Of(left).CompareTo(AsciiNumber.Of(right));

    /// <summary>2, 3 and 4 digits have slots 0–99, 100–1099 and 1100–11099.</summary>
    private static int Slot(ReadOnlySpan<char> ai)
    {
        if (ai.Length is < MinLength or > MaxLength || ai.ContainsAnyExceptInRange('0', '9'))
            return -1;
        return (int)AsciiNumber.Of(ai) + (ai.Length switch { 2 => 0, 3 => 100, _ => 1100 });
    }

    private static List<ApplicationIdentifier> Load()
    {
        using var stream = typeof(ApplicationIdentifiers).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The resource {ResourceName} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return SyntaxDictionary.Parse(reader);
    }

    private static ApplicationIdentifier?[] Index(List<ApplicationIdentifier> entries)
    {
        var index = new ApplicationIdentifier?[11_100];
        foreach (var entry in entries)
            index[Slot(entry.Ai)] = entry;
        return index;
    }
}
