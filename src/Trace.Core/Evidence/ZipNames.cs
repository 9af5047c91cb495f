using System.Buffers;

namespace Trace.Core.Evidence;

/// <summary>The names of one ZIP, in their order: each fits every file system, and none meets another.</summary>
/// <remarks>
/// Small ASCII letters, digits, point, dash and underscore: so no name differs from another only in case or in its Unicode form, reads other than it is, or leads out of the
/// folder it is unpacked in. Names of Windows' devices are refused too: unpacking them fails there.
/// </remarks>
public sealed class ZipNames
{
    public const int MaxLength = 200;

    private static readonly SearchValues<char> FirstOfPart = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");
    private static readonly HashSet<string> Devices = new(StringComparer.Ordinal)
    {
        "aux", "con", "nul", "prn",
        "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
        "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    };

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private string _last = "";

    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxLength && name.Split('/').All(IsPart);
    }

    /// <summary>Takes the next name, or says why it cannot be the next.</summary>
    public bool TryAdd(string name, out string problem)
    {
        problem = !IsName(name) ? "The name is not one a pack may have."
            : string.CompareOrdinal(name, _last) <= 0 ? $"The name does not come behind {_last}."
            : Folders(name).Any(_names.Contains) ? "A folder of the name is a file as well."
            : "";
        if (problem.Length > 0)
            return false;
        _names.Add(name);
        _last = name;
        return true;
    }

    private static bool IsPart(string part) =>
        part.Length > 0 && FirstOfPart.Contains(part[0]) && !part.AsSpan().ContainsAnyExcept(Allowed) && part[^1] != '.' && !Devices.Contains(part.Split('.')[0]);

    private static IEnumerable<string> Folders(string name)
    {
        for (var slash = name.IndexOf('/'); slash > 0; slash = name.IndexOf('/', slash + 1))
            yield return name[..slash];
    }
}
