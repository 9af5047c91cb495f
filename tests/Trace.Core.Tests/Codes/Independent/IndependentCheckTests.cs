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
        var result = await RunWithAsync(file, content => content["cases"]![0]![member] = value);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{file} 0 ", result.Text, StringComparison.Ordinal);
    }

    /// <summary>It knows AIs from the published table alone, and the vectors notice a line that is wrong.</summary>
    [Theory]
    [InlineData("15-17", "value", "N6")]
    [InlineData("240-241", "value", "X..20")]
    [InlineData("240-241", "value", "X..31")]
    [InlineData("8010", "value", "X..30")]
    [InlineData("8030", "value", "X..90")]
    [InlineData("423", "value", "N3 [N..3] [N3] [N3] [N3]")]
    [InlineData("235", "attribute", true)]
    [InlineData("3100-3105", "ai", "3100-3106")]
    [InlineData("3940-3943", "ai", "3940-3942")]
    public async Task It_notices_a_wrong_line_in_the_table_of_application_identifiers(string ai, string member, object value)
    {
        var result = await RunWithAsync("application-identifiers.json", content =>
            content["identifiers"]!.AsArray().Single(line => (string)line!["ai"]! == ai)![member] = JsonValue.Create(value));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("disagreements", result.Text, StringComparison.Ordinal);
    }

    /// <summary>A vector that claims, or does not claim, to need what a small verifier leaves out.</summary>
    [Theory]
    [InlineData("query: unknown numeric key", null)]
    [InlineData("query: unknown numeric key", "element-strings")]
    [InlineData("unsigned: typed GTIN-13", null)]
    [InlineData("lot", "dictionary")]
    public async Task It_notices_a_wrong_mark(string name, string? needs)
    {
        var result = await RunWithAsync("hostile-codes.json", content => content["cases"]!.AsArray().Single(vector => (string)vector!["name"]! == name)!["needs"] = needs);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"({name})", result.Text, StringComparison.Ordinal);
    }

    private static async Task<ToolResult> RunWithAsync(string file, Action<JsonNode> change)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in Files.Append("application-identifiers.json"))
            File.Copy(Repository.File("api-specs", "vectors", name), folder.File(name));
        var content = Load(file);
        change(content);
        await File.WriteAllTextAsync(folder.File(file), content.ToJsonString(), TestContext.Current.CancellationToken);
        return await RunAsync(folder.Path);
    }

    private static JsonNode Load(string file) => JsonNode.Parse(File.ReadAllText(Repository.File("api-specs", "vectors", file)))!;

    private static Task<ToolResult> RunAsync(string vectors) => Tool.RunAsync(
        "node",
        [Repository.File("tests", "Trace.Core.Tests", "Codes", "Independent", "check.mjs"), vectors],
        accept: static code => code is 0 or 1);
}
