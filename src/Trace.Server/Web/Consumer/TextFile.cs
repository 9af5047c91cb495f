using System.Collections.Frozen;

namespace Trace.Server.Web.Consumer;

/// <summary>The texts of one language: <c>Texts/{tag}.txt</c>, a text a line, <c>key = text</c>; lines with # in front are for translators.</summary>
public static class TextFile
{
    public const string Prefix = "Texts/";

    public static FrozenDictionary<string, string> Read(string tag)
    {
        using var stream = typeof(TextFile).Assembly.GetManifestResourceStream($"{Prefix}{tag}.txt")
            ?? throw new InvalidOperationException($"There are no texts for {tag}.");
        using var reader = new StreamReader(stream);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var sign = line.IndexOf(" = ", StringComparison.Ordinal);
            if (sign <= 0 || !texts.TryAdd(line[..sign], line[(sign + 3)..]))
                throw new InvalidOperationException($"Texts of {tag}: this is no text, or its key is there twice: {line}");
        }

        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
