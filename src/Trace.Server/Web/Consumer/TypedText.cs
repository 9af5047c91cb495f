using System.Text;
using Microsoft.Extensions.Primitives;

namespace Trace.Server.Web.Consumer;

/// <summary>What people type into our forms.</summary>
internal static class TypedText
{
    /// <summary>Browsers send lines with CR LF, and count them as one character. Of what is much too long only so much is kept that it still is.</summary>
    public static string Clean(StringValues value, int most, bool keepsLines)
    {
        var typed = value.ToString();
        typed = typed[..Math.Min(typed.Length, 2 * most + 2)];
        var clean = new StringBuilder();
        foreach (var rune in typed.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value == '\n' && keepsLines)
                clean.Append('\n');
            else
                clean.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return clean.ToString().Trim();
    }
}
