namespace Trace.Core.Enforcement;

/// <summary>Finds what is wrong with a right before it is registered.</summary>
public static class RightCheck
{
    private const int NiceClasses = 45;
    private const int LocarnoClasses = 32;
    private const int MostText = 200;

    public static IReadOnlyList<Gap> Problems(Right right) => [.. Fields(right), .. Office(right), .. Classes(right), .. Days(right)];

    private static IEnumerable<Gap> Fields(Right right)
    {
        if (string.IsNullOrWhiteSpace(right.Title) || right.Title.Length > MostText)
            yield return Wrong("title", $"A right has a title of 1 to {MostText} characters.");
        if (right.Number is { } number ? string.IsNullOrWhiteSpace(number) || number.Length > MostText : right.Office != RightOffice.None)
            yield return Wrong("number", "A registered right has the number its office gave it.");
        if (right.Territory.Count == 0 || right.Territory.Any(place => place == Territory.World || !Territory.IsKnown(place)))
            yield return Wrong("territory", "A right names where it holds: countries by their two letters, EU, EEA or BX.");
    }

    private static IEnumerable<Gap> Office(Right right)
    {
        if (right.Office == RightOffice.Other)
            yield break;
        if (right.Office == RightOffice.None)
        {
            if (right.Kind != RightKind.Copyright)
                yield return Wrong("office", "Only a copyright needs no office.");
        }
        else if (RightOffice.Find(right.Office) is not { } office)
        {
            yield return Wrong("office", $"The office {right.Office} is not known here; known are {string.Join(", ", RightOffice.All.Select(known => known.Code))}, or {RightOffice.Other}.");
        }
        else
        {
            if (!office.Kinds.Contains(right.Kind))
                yield return Wrong("office", $"{office.Code} registers no rights of this kind.");
            if (office.Territory.Count > 0 && !office.Territory.SequenceEqual(right.Territory, StringComparer.Ordinal))
                yield return Wrong("territory", $"Registrations of {office.Code} hold in {string.Join(", ", office.Territory)}.");
        }
    }

    private static IEnumerable<Gap> Classes(Right right)
    {
        var most = right.Kind switch { RightKind.TradeMark => NiceClasses, RightKind.Design => LocarnoClasses, _ => 0 };
        if (right.Classes.Any(number => number < 1 || number > most) || right.Classes.Distinct().Count() != right.Classes.Count)
            yield return Wrong("classes", most == 0 ? "A right of this kind has no classes." : $"Classes are different numbers from 1 to {most}.");
        else if (right.Kind == RightKind.TradeMark && right.Classes.Count == 0)
            yield return Wrong("classes", "A trade mark has at least one class.");
    }

    private static IEnumerable<Gap> Days(Right right)
    {
        if (right.From is { } from && right.Until is { } until && until < from)
            yield return Wrong("until", "A right does not end before it begins.");
    }

    private static Gap Wrong(string name, string text) => new("invalid_right", text, name);
}
