using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Trace.Core.Enforcement;

/// <summary>The data files and letters that come with the library.</summary>
internal static class EmbeddedFile
{
    private const string Prefix = "Trace.Core.Enforcement.";

    public static byte[] Read(string name)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"The resource {Prefix}{name} is missing from the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static IEnumerable<string> Names(string ending) =>
        typeof(EmbeddedFile).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(ending, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..]).Order(StringComparer.Ordinal);

    /// <summary>Null, and the line that could not be read, if the bytes are not the JSON expected.</summary>
    public static T? Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, out string? problem)
        where T : class
    {
        problem = null;
        try
        {
            if (JsonSerializer.Deserialize(json, type) is { } file)
                return file;
            problem = "The file is null.";
        }
        catch (JsonException fault)
        {
            problem = $"Line {fault.LineNumber + 1}: not the JSON that is expected, at {fault.Path ?? "$"}.";
        }

        return null;
    }

    /// <summary>The line, counted from 1, on which each object of an array right below the root begins. The JSON was parsed before.</summary>
    public static IReadOnlyList<int> Lines(ReadOnlySpan<byte> json, string array)
    {
        var lines = new List<int>();
        var reader = new Utf8JsonReader(json);
        var inside = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                inside = reader.ValueTextEquals(array);
            else if (inside && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.Null && reader.CurrentDepth == 2)
                lines.Add(1 + json[..(int)reader.TokenStartIndex].Count((byte)'\n'));
        }

        return lines;
    }
}
