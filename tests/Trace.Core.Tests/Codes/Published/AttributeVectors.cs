using System.Text.RegularExpressions;
using Trace.Core.Codes;

namespace Trace.Core.Tests.Codes.Published;

/// <summary>Codes with AIs beyond (17). All are signed: only the check of the value keeps a bad one from being valid.</summary>
internal static partial class AttributeVectors
{
    /// <summary>What a verifier lacks that keeps to (17) and answers <c>check_online</c> to the rest.</summary>
    public const string NeedsDictionary = "dictionary";

    public static IEnumerable<SignedVector> Good()
    {
        foreach (var (what, ai, good, _) in Values())
        {
            foreach (var parts in good.Select(value => SignedParts.Of(attributes: (ai, value))))
                yield return new SignedVector($"{what}: {parts.Attributes[0]}", parts, parts.Uri);
        }
    }

    public static IEnumerable<HostileVector> Bad()
    {
        foreach (var (what, ai, _, bad) in Values())
        {
            foreach (var value in bad)
                yield return Refused($"{what}: ({ai}){value}", ai, value);
        }

        foreach (var (ai, value) in NoAttributes())
            yield return Refused($"no attribute: ({ai}){value}", ai, value);
    }

    /// <summary>The file from which a verifier knows every other AI: what is checked of them, and nothing that is not.</summary>
    public static object File => new
    {
        Description =
            "GS1 Application Identifiers as section 4.5 of the page uses them. From the GS1 Barcode Syntax Dictionary, github.com/gs1/gs1-syntax-dictionary, commit ff2eb4b, " +
            "(c) 2020-2021 BWIPP project, (c) 2020-2021 Zint Project, (c) 2021-2025 GS1 AISBL, Apache License 2.0; changed: neighbours that are alike in one line, tests that need lists kept by others left out.",
        Page = "../code-format.md",
        Identifiers = Identifiers(),
    };

    /// <summary>The names of all tests in the file.</summary>
    public static IEnumerable<string> Tests { get; } =
        ApplicationIdentifiers.All.SelectMany(entry => entry.Components).SelectMany(component => component.Notation.Split(',').Skip(1)).Distinct().ToList();

    private static HostileVector Refused(string name, string ai, string value) =>
        new(name, SignedParts.Of(attributes: (ai, value)).Uri, "not_a_code", "not_a_code", ai == "17" || !Anywhere().IsMatch(value) ? null : NeedsDictionary);

    private static List<object> Identifiers()
    {
        var lines = new List<(string First, string Last, string Value, bool Attribute, bool Fixed)>();
        foreach (var entry in ApplicationIdentifiers.All)
        {
            var line = (First: entry.Ai, Last: entry.Ai, Value: string.Join(' ', entry.Components.Select(component => component.Notation)), entry.IsDigitalLinkAttribute, entry.HasPredefinedLength);
            if (lines.Count > 0 && lines[^1] is var last && last with { First = entry.Ai, Last = entry.Ai } == line && Number(entry.Ai) == Number(last.Last) + 1 && entry.Ai.Length == last.Last.Length)
                lines[^1] = last with { Last = entry.Ai };
            else
                lines.Add(line);
        }

        return [.. lines.Select(line => new { Ai = line.First == line.Last ? line.First : $"{line.First}-{line.Last}", line.Value, line.Attribute, line.Fixed })];
    }

    private static int Number(string ai) => int.Parse(ai, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>AIs that may not be attributes, and neighbours of AIs that GS1 has not allocated, with a value of their neighbours.</summary>
    private static (string Ai, string Value)[] NoAttributes() =>
    [
        ("03", "09506000134352"), ("235", "T"), ("254", "X"), ("7040", "1ABC"), ("8011", "12"), ("8014", "1987654Ad4X4bL5ttr2310c2K"), ("8020", "X"), ("8200", "X"),
        ("04", "09506000134352"), ("18", "271231"), ("23", "X"), ("256", "X"), ("3106", "000195"), ("394", "0001"), ("3944", "0001"), ("3999", "0001"), ("4327", "271231"), ("718", "X"), ("7229", "EUX"), ("89", "X"),
    ];

    /// <summary>A row for each test of a value, then for lengths, sets and optional components.</summary>
    private static IEnumerable<(string What, string Ai, string[] Good, string[] Bad)> Values() =>
    [
        ("csum", "415", ["1231231231232"], ["1231231231231"]),
        ("csum of the first component", "253", ["1231231231232", "1231231231232ABC"], ["1231231231231ABC"]),
        ("csumalpha", "8013", ["1987654Ad4X4bL5ttr2310c2K"], ["1987654Ad4X4bL5ttr2310c2L", "1987654ad4X4bL5ttr2310c2K", "22"]),
        ("yymmd0", "17", [], ["271301", "270001", "271232", "270229"]),
        ("yymmd0", "15", ["271200", "280229"], ["271300", "270230"]),
        ("yymmdd", "7006", ["271231", "000229"], ["271200", "270229"]),
        ("yyyymmdd", "7250", ["20280229", "20000229", "00010101"], ["20270229", "19000229", "00000101", "20271301", "20271200"]),
        ("hhmi", "7003", ["2712312359", "2712310000"], ["2712312400", "2712312360", "2712002359"]),
        ("hh", "8008", ["27123123"], ["27123124"]),
        ("mi", "8008", ["2712310059"], ["2712310060"]),
        ("ss", "8008", ["271231000059"], ["271231000060"]),
        ("zero", "8003", ["01231231231232ABC"], ["11231231231232ABC"]),
        ("nonzero", "8001", ["00010000100191"], ["00000000100191", "00010000000191", "00010000100091"]),
        ("winding", "8001", ["00010000100101", "00010000100111"], ["00010000100121"]),
        ("yesno", "4321", ["0", "1"], ["2"]),
        ("iso5218", "7252", ["0", "1", "2", "9"], ["3"]),
        ("hyphen", "4330", ["001250", "001250-"], ["001250+"]),
        ("latitude", "4309", ["18000000003600000000"], ["18000000013600000000"]),
        ("longitude", "4309", ["00000000000000000000"], ["18000000003600000001"]),
        ("pieceoftotal", "8026", ["095060001343520103", "095060001343520303"], ["095060001343520403", "095060001343520003"]),
        ("posinseqslash", "7258", ["1/2", "9/9"], ["2/1", "0/2", "1-2"]),
        ("pcenc", "4300", ["A%20B", "A+B%C3%A9"], ["A%2", "A%", "A%2G", "A%00"]),
        ("iban", "8007", ["DE89370400440532013000"], ["DE88370400440532013000", "XX00", "de89370400440532013000", "DE89370400440532O13000"]),
        ("countries are not checked", "421", ["000A"], []),
        ("currencies are not checked", "3910", ["0001"], []),
        ("set N", "30", ["1", "12345678"], ["1A", "123456789"]),
        ("set X, 90 characters", "98", [new string('x', 90)], [new string('x', 91)]),
        ("set X", "240", ["A=B?C/D", "_", new string('A', 30)], ["A B", "A~", new string('A', 31)]),
        ("set Y", "8010", ["ABC-1/"], ["abc", "ABC_1", "ABC-1#"]),
        ("set Z", "8030", ["Ab-_0="], ["Ab+0", "Ab/0"]),
        ("fixed length", "3103", ["000195"], ["00195", "0000195"]),
        ("end of a range", "3105", ["000195"], []),
        ("end of a range", "3943", ["0010"], []),
        ("end of a range", "7239", ["EUX"], []),
        ("end of a range", "91", ["X"], []),
        ("end of a range", "99", ["X"], []),
        ("two components", "7230", ["EUX"], ["EU", "E"]),
        ("optional components", "423", ["276", "276040", "276040276040276"], ["2760", "276040276040276040"]),
        ("optional components", "7011", ["271231"], ["27123100", "271231000"]),
    ];

    /// <summary>What a value may be whatever its AI: 1 to 90 characters of set 82.</summary>
    [GeneratedRegex("""^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,90}$""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Anywhere();
}
