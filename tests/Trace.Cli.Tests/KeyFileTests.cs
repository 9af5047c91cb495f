using System.Text.Json.Nodes;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

public sealed class KeyFileTests(CliServer server) : IDisposable
{
    private const string SomeCode = "https://id.example.com/01/09506000134352/21/7K3M9QX2TV4B";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fetched_keys_are_those_the_server_publishes()
    {
        var path = _folder.File("keys.json");

        var result = await CliProgram.RunAsync("keys", "fetch", "--server", server.Address.ToString(), "--out", path, "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(path, result.Json.GetProperty("file").GetString());
        Assert.Equal(1, result.Json.GetProperty("keys").GetInt32());
        Assert.Equal(await File.ReadAllBytesAsync(server.KeysFile, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Keys_are_listed_from_a_file_and_from_the_server()
    {
        var fromFile = await CliProgram.RunAsync("keys", "list", "--keys", server.KeysFile);
        var fromServer = await CliProgram.RunAsync("keys", "list", "--server", server.Address.ToString(), "--json");

        Assert.Equal((0, 0), (fromFile.ExitCode, fromServer.ExitCode));
        Assert.Contains("Example Brand", fromFile.Text, StringComparison.Ordinal);
        Assert.Contains("active", fromFile.Text, StringComparison.Ordinal);
        Assert.Equal("Example Brand", fromServer.Json.GetProperty("keys")[0].GetProperty("brand").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"keys\":null}")]
    [InlineData("{\"keys\":[null]}")]
    [InlineData("{\"keys\":[{}]}")]
    [InlineData("{\"keys\":[{\"keyId\":70000,\"publicKey\":\"x\"}]}")]
    [InlineData("{\"keys\":[{\"keyId\":1,\"publicKey\":\"AAAA\"}]}")]
    [InlineData("{\"keys\":{\"keyId\":1}}")]
    [InlineData("\u0000\u0001\u0002")]
    public async Task A_file_that_holds_no_keys_ends_with_2_and_a_sentence(string content)
    {
        var result = await CliProgram.RunAsync("verify", SomeCode, "--json", "--keys", Save(content));

        Assert.Equal((2, "invalid_key_file"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
        Assert.NotEqual("", result.JsonError.GetProperty("detail").GetString());
        Assert.Equal("", result.Text);
    }

    [Fact]
    public async Task Nesting_without_end_is_no_key_file()
    {
        var result = await CliProgram.RunAsync("verify", SomeCode, "--keys", Save(new string('[', 1_000_000)));

        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task A_key_id_that_appears_twice_ends_with_2()
    {
        var keys = JsonNode.Parse(await File.ReadAllTextAsync(server.KeysFile, TestContext.Current.CancellationToken))!;
        keys["keys"]!.AsArray().Add(keys["keys"]![0]!.DeepClone());

        var result = await CliProgram.RunAsync("verify", SomeCode, "--keys", Save(keys.ToJsonString()));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("appears twice", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gtins", "[null]")]
    [InlineData("prefixes", "[null]")]
    [InlineData("prefixes", "[\"\"]")]
    [InlineData("gtins", "[\"095060001343520000\"]")]
    [InlineData("prefixes", "7")]
    [InlineData("status", "\"perhaps\"")]
    [InlineData("notBefore", "\"yesterday\"")]
    public async Task A_member_that_makes_no_sense_ends_with_2(string member, string value)
    {
        var keys = JsonNode.Parse(await File.ReadAllTextAsync(server.KeysFile, TestContext.Current.CancellationToken))!;
        keys["keys"]![0]![member] = JsonNode.Parse(value);

        var result = await CliProgram.RunAsync("verify", SomeCode, "--keys", Save(keys.ToJsonString()));

        Assert.Equal(2, result.ExitCode);
    }

    /// <summary>The points of small order of edwards25519: with one of them as public key a signature over anything could be made up.</summary>
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
    public async Task A_public_key_of_small_order_makes_nothing_valid(string point)
    {
        var keys = JsonNode.Parse(await File.ReadAllTextAsync(server.KeysFile, TestContext.Current.CancellationToken))!;
        keys["keys"]![0]!["publicKey"] = System.Buffers.Text.Base64Url.EncodeToString(Convert.FromHexString(point));
        // Format 1, the key's id, R the neutral element, S zero: true for every message if A has order 1 and nobody looks.
        var keyId = keys["keys"]![0]!["keyId"]!.GetValue<int>();
        var bytes = new byte[67];
        (bytes[0], bytes[1], bytes[2], bytes[3]) = (1, (byte)(keyId >> 8), (byte)keyId, 1);
        var digits = new System.Numerics.BigInteger(bytes, isUnsigned: true, isBigEndian: true).ToString("D162", System.Globalization.CultureInfo.InvariantCulture);

        var result = await CliProgram.RunAsync("verify", $"{SomeCode}?s={digits}", "--keys", Save(keys.ToJsonString()));

        Assert.True(result.ExitCode is 2 or 3, $"exit code {result.ExitCode}");
        Assert.DoesNotContain("signature valid", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_file_ends_with_2()
    {
        var result = await CliProgram.RunAsync("verify", SomeCode, "--keys", _folder.File("nowhere.json"), "--json");

        Assert.Equal((2, "unreadable_file"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
    }

    private string Save(string content)
    {
        var path = _folder.File("keys.json");
        File.WriteAllText(path, content);
        return path;
    }
}
