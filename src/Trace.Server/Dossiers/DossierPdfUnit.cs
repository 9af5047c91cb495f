using System.Globalization;
using Trace.Core.Detection;
using Trace.Core.Documents;
using static Trace.Server.Dossiers.DossierWords;

namespace Trace.Server.Dossiers;

/// <summary>The part of a dossier on the unit that was bought: its scan, its history, how that was judged, and how often such a judgement is wrong.</summary>
internal static class DossierPdfUnit
{
    public static void Write(FlowingDocument document, DossierContent content)
    {
        document.Heading("6  The unit and its code");
        if (content.Unit is not { } unit)
        {
            document.Paragraph("No unit was scanned for this case.");
            return;
        }

        document.Fields(
        [
            ("Code as read", unit.Code), ("GTIN", unit.Gtin), ("Serial number", unit.Serial), ("Batch", unit.Batch), ("Lot", unit.Lot), ("Scanned at", Time(unit.ScannedAt)), ("Scanned by", unit.ScannedBy),
            ("Scanned in", unit.Place), ("Answer of the check", Verdict(unit.Verdict)), ("With these reasons", string.Join(", ", unit.Reasons.Select(Plain))),
            ("Batch was issued for", unit.Markets.Count > 0 ? string.Join(", ", unit.Markets) : unit.Gtin is null ? null : "not recorded"),
        ]);
        document.Paragraph("The market of a batch is what the brand recorded when it issued the batch. It says where the goods were meant to be sold first, not that they were.", DocumentStyle.Note);
        if (unit.Scans == 0)
            return;
        History(document, unit);
        Method(document, unit);
    }

    private static void History(FlowingDocument document, DossierUnit unit)
    {
        document.Subheading("Scans of this code, by anybody");
        document.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{unit.Scans} scans; shown are {unit.History.Count}, the oldest first. Times are rounded down to the hour and places to the country, because they are of people who bought or looked at a product and are not part of this case."));
        document.Space(4);
        document.Table(
            [new("Hour", 2.4f), new("Country", 1.4f), new("Answer of the check", 3), new("", 2.2f)],
            unit.History.Select(scan => (IReadOnlyList<string>)
                [scan.Hour.UtcDateTime.ToString("yyyy-MM-dd HH':00 UTC'", CultureInfo.InvariantCulture), scan.Country ?? "not known", Plain(scan.Verdict), scan.IsOfThePurchase ? "this test purchase" : ""]));
    }

    private static void Method(FlowingDocument document, DossierUnit unit)
    {
        var figures = PublishedFigures.Current;
        document.Subheading("How the history is judged");
        document.Paragraph(string.Create(CultureInfo.InvariantCulture,
            $"A statistical model compares how likely this history is if one object bears the code, and if two or more do. The result is the natural logarithm of that ratio. It looks at the order and times of scans, the places they seem to come from (with how wrong such places often are), and how devices come and go; it knows no person. From {figures.CopiedFrom} on the brand is told that the code may be on more than one object; from {figures.WarnedFrom} on people who scan are warned, unless the brand moved these."));
        document.Space(4);
        if (unit.Score is { } score)
            document.Fields([("Score of this unit", score.ToString("0.00", CultureInfo.InvariantCulture))]);
        document.Table(
            [new("Sign", 5), new("Adds", 1), new("Scans that showed it", 2)],
            unit.Signs.Select(sign => (IReadOnlyList<string>)[Sign(sign.Kind), sign.Weight.ToString("0.00", CultureInfo.InvariantCulture), sign.Scans.ToString(CultureInfo.InvariantCulture)]));

        document.Subheading("How often that is wrong: measured error rates");
        document.Paragraph(string.Create(CultureInfo.InvariantCulture,
            $"Measured on {figures.MeasuredOn} on simulated goods and people whose true identity was known, in worlds the model was not fitted on (figures, version {figures.Version}). Anybody can measure them again: {figures.Command}"));
        document.Space(4);
        document.Table(
            [new("World (share of units scanned)", 4.4f), new("Genuine units called copied by mistake, of all (95 % interval)", 3.6f), new("False warnings in 10,000 honest checks", 2.2f)],
            figures.FalseAlarms.Select(world => (IReadOnlyList<string>)[$"{world.World} ({world.Scanned})", $"{world.Rate} ({world.Low} to {world.High})", world.FalseCautions]));
        document.Table(
            [new("Copied codes in the usual world", 4.4f), new("Found", 2), new("Scans, days until known (medians)", 3.4f)],
            figures.Found.Select(copier => (IReadOnlyList<string>)[copier.Copier, copier.Found, copier.ScansDays]));
        document.Subheading("Its limits");
        document.List(
        [
            "The figures are from simulations. How often the judgement is wrong for real goods has not been measured independently.",
            "A score says that a history is likelier if more than one object bears the code. It does not say which object the brand made, nor that this unit is or is not one of them.",
            "Goods that were diverted, passed on, or shown in a picture online make histories that look alike in part. A picture of a code posted online is counted as copied in some cases.",
            "Places come mostly from networks and are often wrong by a city, with mobile networks by more.",
            "Few copies are mostly not found: that nothing was found does not say that there is one object.",
        ]);
    }
}
