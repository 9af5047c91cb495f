using System.Globalization;

namespace Trace.Server.Web.Console;

/// <summary>A count or an index as people type it: digits, perhaps with a comma before each three of them.</summary>
/// <remarks>Stricter than the framework, which takes <c>1,5</c> for fifteen: what is meant is printed, or reported as stolen.</remarks>
public static class WholeNumber
{
    private const int GroupSize = 3;

    public static bool TryParse(string text, out long number)
    {
        number = 0;
        var groups = text.Trim().Split(',');
        return (groups.Length == 1 || (groups[0].Length is >= 1 and <= GroupSize && groups.Skip(1).All(group => group.Length == GroupSize)))
            && long.TryParse(string.Concat(groups), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
