using SkiaSharp;

namespace Trace.Core.Labels;

/// <summary>Finds a font of the system that can draw a character the bundled fonts lack.</summary>
/// <remarks>The native SkiaSharp build for servers has no font manager, so the files are looked through here: upright sans serif first,
/// in the order of their names, so that one machine always chooses the same font.</remarks>
internal sealed class ScriptFonts
{
    private static readonly string[] SystemDirectories = OperatingSystem.IsWindows()
        ? [Environment.GetFolderPath(Environment.SpecialFolder.Fonts)]
        : ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"];

    private static readonly string[] Extensions = [".ttf", ".otf", ".ttc"];

    private readonly Lock _lock = new();
    private readonly IReadOnlyList<string> _directories;
    private readonly Dictionary<int, SKTypeface?> _byCharacter = [];
    private readonly List<SKTypeface> _used = [];
    private List<string>? _files;

    public ScriptFonts(IReadOnlyList<string>? directories) => _directories = directories ?? SystemDirectories;

    /// <summary>The font for a code point, or null. A font already in use wins, so that a name keeps one face.</summary>
    public SKTypeface? Find(int codePoint)
    {
        lock (_lock)
        {
            if (_byCharacter.TryGetValue(codePoint, out var known))
                return known;
            var found = _used.Find(typeface => Covers(typeface, codePoint)) ?? Search(codePoint);
            if (found is not null && !_used.Contains(found))
                _used.Add(found);
            _byCharacter.Add(codePoint, found);
            return found;
        }
    }

    public static bool Covers(SKTypeface typeface, int codePoint)
    {
        using var font = new SKFont(typeface);
        return font.ContainsGlyph(codePoint);
    }

    private SKTypeface? Search(int codePoint)
    {
        _files ??= List();
        foreach (var file in _files)
        {
            var typeface = SKTypeface.FromFile(file);
            if (typeface is null)
                continue;
            if (Covers(typeface, codePoint))
                return typeface;
            typeface.Dispose();
        }

        return null;
    }

    private List<string> List()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 6 };
        return
        [
            .. _directories.Where(Directory.Exists)
                .SelectMany(directory => Directory.EnumerateFiles(directory, "*", options))
                .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .OrderBy(Rank)
                .ThenBy(Path.GetFileName, StringComparer.Ordinal)
                .ThenBy(file => file, StringComparer.Ordinal),
        ];
    }

    private static int Rank(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var rank = name.Contains("Sans", StringComparison.OrdinalIgnoreCase) ? 0 : 4;
        if (name.Contains("Italic", StringComparison.OrdinalIgnoreCase) || name.Contains("Oblique", StringComparison.OrdinalIgnoreCase) || name.Contains("Mono", StringComparison.OrdinalIgnoreCase))
            rank += 2;
        if (!name.Contains("Regular", StringComparison.OrdinalIgnoreCase))
            rank += 1;
        return rank;
    }
}
