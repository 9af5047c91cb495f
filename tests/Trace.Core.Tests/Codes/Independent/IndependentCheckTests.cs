using System.Text.Json.Nodes;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Codes.Independent;

/// <summary>An implementation in JavaScript, written from <c>api-specs/code-format.md</c> with none of our code, against our vectors.</summary>
public sealed class IndependentCheckTests
{
    private static readonly string[] Files =
        ["signed-codes.json", "hostile-codes.json", "digits.json", "serials-ff1.json", "compact-codes.json", "key-documents.json"];

    [Fact]
    public async Task It_agrees_with_every_published_vector()
    {
        var result = await RunAsync(Repository.File("api-specs", "vectors"));
        Assert.True(result.ExitCode == 0, result.Text + result.Error);
        Assert.Contains("agrees with every vector", result.Text, StringComparison.Ordinal);
        // Every file was really read, and with all of its cases.
        Assert.All(Files, file => Assert.Contains($"{file}: {Load(file)["cases"]!.AsArray().Count} cases", result.Text, StringComparison.Ordinal));
    }

    /// <summary>The negative control: one wrong word in any file is noticed.</summary>
    [Theory]
    [InlineData("signed-codes.json", "outcome", "invalid")]
    [InlineData("signed-codes.json", "tail", "/01/09506000134352/21/7K3M9QX2TV4C")]
    [InlineData("signed-codes.json", "digits", "000")]
    [InlineData("hostile-codes.json", "reason", "signature_valid")]
    [InlineData("digits.json", "bytesHex", "00")]
    [InlineData("serials-ff1.json", "serial", "RN962QM2E546")]
    [InlineData("compact-codes.json", "blake2bHex", "00")]
    [InlineData("key-documents.json", "text", "{}")]
    public async Task It_notices_a_wrong_vector(string file, string member, string value)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in Files)
            File.Copy(Repository.File("api-specs", "vectors", name), folder.File(name));
        var content = Load(file);
        content["cases"]![0]![member] = value;
        await File.WriteAllTextAsync(folder.File(file), content.ToJsonString(), TestContext.Current.CancellationToken);

        var result = await RunAsync(folder.Path);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{file} 0 ", result.Text, StringComparison.Ordinal);
    }

    private static JsonNode Load(string file) => JsonNode.Parse(File.ReadAllText(Repository.File("api-specs", "vectors", file)))!;

    private static Task<ToolResult> RunAsync(string vectors) => Tool.RunAsync(
        "node",
        [
            Repository.File("tests", "Trace.Core.Tests", "Codes", "Independent", "check.mjs"),
            vectors,
            Repository.File("src", "Trace.Core", "Codes", "gs1-syntax-dictionary.txt"),
        ],
        accept: static code => code is 0 or 1);
}
