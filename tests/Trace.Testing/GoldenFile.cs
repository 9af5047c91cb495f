using System.Text;
using Xunit;

namespace Trace.Testing;

/// <summary>A reviewed file in the repository that a test makes again and compares byte for byte.</summary>
/// <remarks><c>TRACE_UPDATE_GOLDEN=1</c> writes it instead; the change then shows in the diff, where a person looks at it.</remarks>
public static class GoldenFile
{
    public static bool IsUpdated { get; } = Environment.GetEnvironmentVariable("TRACE_UPDATE_GOLDEN") == "1";

    /// <param name="actual">The whole content as it should be.</param>
    /// <param name="parts">The path below the root of the repository.</param>
    public static void AssertEqual(string actual, params string[] parts)
    {
        ArgumentNullException.ThrowIfNull(actual);
        var path = Repository.File(parts);
        if (IsUpdated)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return;
        }

        var name = string.Join('/', parts);
        Assert.True(File.Exists(path), $"{name} does not exist; TRACE_UPDATE_GOLDEN=1 writes it.");
        var expected = File.ReadAllText(path);
        if (expected == actual)
            return;
        var line = expected.Split('\n').Zip(actual.Split('\n')).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail(
            $"{name} differs from line {line + 1} on.\n  file: {LineOf(expected, line)}\n  now:  {LineOf(actual, line)}\nIf the change is meant, TRACE_UPDATE_GOLDEN=1 writes the file again.");
    }

    private static string LineOf(string text, int line)
    {
        var found = text.Split('\n').ElementAtOrDefault(line) ?? "(end)";
        return found.Length <= 200 ? found : string.Concat(found.AsSpan(0, 200), "…");
    }
}
