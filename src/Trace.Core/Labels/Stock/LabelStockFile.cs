using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trace.Core.Labels;

/// <summary>Reads stock of the user's own from JSON: one object with <c>kind</c> (<c>sheet</c> or <c>roll</c>), <c>id</c>, <c>name</c> and the measures in mm.</summary>
/// <example>
/// {"kind":"sheet","id":"wine-a4","name":"Wine A4","pageWidthMm":210,"pageHeightMm":297,"labelWidthMm":60,"labelHeightMm":40,
///  "columns":3,"rows":7,"originXMm":10,"originYMm":8,"pitchXMm":64,"pitchYMm":40}
/// {"kind":"roll","id":"caps","name":"Caps","labelWidthMm":25,"labelHeightMm":25,"across":3,"gapMm":2}
/// </example>
public static class LabelStockFile
{
    private const int LargestFileBytes = 64 * 1024;

    /// <summary>Returns the stock, or every field that is wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out LabelStock? stock, out IReadOnlyList<LabelProblem> problems)
    {
        stock = null;
        if (json.Length > LargestFileBytes)
        {
            problems = [Problem($"The stock file has {json.Length} bytes; the limit is {LargestFileBytes}.")];
            return false;
        }

        try
        {
            var file = JsonSerializer.Deserialize(json, LabelStockJson.Default.LabelStockFields);
            var check = new LabelStockCheck(file ?? new LabelStockFields());
            stock = check.Read();
            problems = [.. check.Faults.Select(Problem)];
        }
        catch (JsonException fault)
        {
            problems = [Problem($"The stock file is not the JSON that is expected, at {fault.Path ?? "$"}, line {fault.LineNumber + 1}.")];
        }

        return stock is not null;
    }

    private static LabelProblem Problem(string text) => new("stock_file", text);
}

/// <summary>The fields of the file as they stand there.</summary>
internal sealed record LabelStockFields
{
    public string? Kind { get; init; }

    public string? Id { get; init; }

    public string? Name { get; init; }

    public double? LabelWidthMm { get; init; }

    public double? LabelHeightMm { get; init; }

    public double? PageWidthMm { get; init; }

    public double? PageHeightMm { get; init; }

    public int? Columns { get; init; }

    public int? Rows { get; init; }

    public double? OriginXMm { get; init; }

    public double? OriginYMm { get; init; }

    public double? PitchXMm { get; init; }

    public double? PitchYMm { get; init; }

    public int? Across { get; init; }

    public double? GapMm { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(LabelStockFields))]
internal sealed partial class LabelStockJson : JsonSerializerContext;
