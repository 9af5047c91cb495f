using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Trace.Core.TransparencyLog;

/// <summary>What a log commits to: how many entries it has, and the root of the tree of all of them.</summary>
/// <remarks>C2SP tlog-checkpoint, "Note text": a line each for origin, size and root, then lines of extensions. Our logs write none.</remarks>
/// <param name="Origin">The log's name: its address without <c>https://</c>, such as <c>trace.example.com/log</c>.</param>
/// <param name="Extensions">Lines as they stand, none of them empty.</param>
public sealed record Checkpoint(string Origin, long Size, MerkleHash Root, IReadOnlyList<string> Extensions)
{
    /// <summary>The file's name below the log's address.</summary>
    public const string Path = "checkpoint";

    public Checkpoint(string origin, long size, MerkleHash root)
        : this(origin, size, root, [])
    {
    }

    /// <summary>Reads the text of a note; hostile text gives false and a sentence on what was wrong.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (checkpoint, problem) = (null, "");
        var lines = text.Split('\n');
        // What follows the last line feed is empty, and nothing else is.
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[..^1].Any(line => line.Length == 0 || line.Any(char.IsControl)))
            problem = "A checkpoint has at least three lines, none of them empty.";
        else if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || lines[1] != size.ToString(CultureInfo.InvariantCulture))
            problem = "The size is not a decimal number without leading zeros.";
        else if (!MerkleHash.TryParseBase64(lines[2], out var root))
            problem = "The root is not 32 bytes of base64.";
        else if (size == 0 && root != MerkleHash.Empty)
            problem = "The root is not that of an empty tree.";
        else
            checkpoint = new Checkpoint(lines[0], size, root, lines[3..^1]);
        return checkpoint is not null;
    }

    /// <summary>The text to be signed.</summary>
    public string ToText()
    {
        var text = new StringBuilder().Append(Origin).Append('\n').Append(Size.ToString(CultureInfo.InvariantCulture)).Append('\n').Append(Root).Append('\n');
        foreach (var line in Extensions)
            text.Append(line).Append('\n');
        return TryParse(text.ToString(), out _, out var problem) ? text.ToString() : throw new InvalidOperationException(problem);
    }
}
