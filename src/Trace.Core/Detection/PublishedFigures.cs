using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trace.Core.Detection;

/// <summary>How often the detector is wrong, as it was measured: what dossiers quote. The same figures stand in the README of this folder, which a test compares.</summary>
/// <param name="Version">Raised with every change, and quoted with the figures.</param>
/// <param name="Command">Measures them again.</param>
/// <param name="CopiedFrom">The score from which a code counts as copied.</param>
/// <param name="WarnedFrom">The score from which people who scan are warned.</param>
public sealed record PublishedFigures(
    int Version, string MeasuredOn, string Command, double CopiedFrom, double WarnedFrom, IReadOnlyList<FalseAlarms> FalseAlarms, IReadOnlyList<FoundCopies> Found)
{
    private static readonly Lazy<PublishedFigures> Loaded = new(Load);

    public static PublishedFigures Current => Loaded.Value;

    private static PublishedFigures Load()
    {
        using var stream = typeof(PublishedFigures).Assembly.GetManifestResourceStream("Trace.Core.Detection.published-figures.json")
            ?? throw new InvalidOperationException("The published figures are not in the assembly.");
        return JsonSerializer.Deserialize(stream, FiguresContext.Default.PublishedFigures) ?? throw new InvalidOperationException("The published figures are empty.");
    }
}

/// <summary>Of genuine units of a simulated world that called them copied by mistake.</summary>
/// <param name="Scanned">Share of the units that people scan, and what is special.</param>
/// <param name="Rate">Of all genuine units, with its interval of 95 % from <paramref name="Low"/> to <paramref name="High"/>.</param>
/// <param name="FalseCautions">In 10,000 honest checks.</param>
public sealed record FalseAlarms(string World, string Scanned, string Rate, string Low, string High, string FalseCautions);

/// <summary>Of copied codes, as shipped, in the usual world.</summary>
/// <param name="ScansDays">Until the brand knows, medians.</param>
public sealed record FoundCopies(string Copier, string Found, string ScansDays);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PublishedFigures))]
internal sealed partial class FiguresContext : JsonSerializerContext;
