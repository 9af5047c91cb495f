using System.Text.Json;
using System.Text.Json.Nodes;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

public sealed class VerifyTests(CliServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_code_of_the_brand_is_valid_and_a_copy_of_it_is_said_to_be_too()
    {
        var code = await CodeAsync("--lot", "L-42", "--expiry", "2030-06", "--in-code", "lot,expiry");

        var result = await CliProgram.RunAsync("verify", code, "--keys", server.KeysFile);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("signature valid: Example Brand issued this code. A copy of the label passes this check too.\n", result.Text, StringComparison.Ordinal);
        Assert.Contains(CliServer.Gtin, result.Text, StringComparison.Ordinal);
        Assert.Contains("L-42", result.Text, StringComparison.Ordinal);
        Assert.Contains("2030-06", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("genuine", result.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("fake", result.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task As_json_a_code_is_one_object_with_everything_in_it()
    {
        var code = await CodeAsync("--expiry", "2030-06-15", "--in-code", "expiry");

        var result = await CliProgram.RunAsync("verify", code, "--keys", server.KeysFile, "--json");

        var json = result.Json;
        Assert.Equal("valid", json.GetProperty("outcome").GetString());
        Assert.Equal("signature_valid", json.GetProperty("reason").GetString());
        Assert.Equal(CliServer.Gtin, json.GetProperty("gtin").GetString());
        Assert.Equal(12, json.GetProperty("serial").GetString()!.Length);
        Assert.Equal("2030-06-15", json.GetProperty("expiry").GetString());
        Assert.Equal("active", json.GetProperty("keyStatus").GetString());
        Assert.Equal("Example Brand", json.GetProperty("brand").GetString());
        Assert.Equal(code, json.GetProperty("code").GetString());
        Assert.True(json.GetProperty("keyId").GetInt32() >= 0);
        Assert.False(json.TryGetProperty("lot", out _));
    }

    [Fact]
    public async Task Without_a_key_file_the_keys_come_from_the_server()
    {
        var code = await CodeAsync();

        var byOption = await CliProgram.RunAsync("verify", code, "--server", server.Address.ToString());
        var byEnvironment = await CliProgram.RunAsync(["verify", code], "", new Dictionary<string, string?> { ["TRACE_SERVER"] = server.Address.ToString() });
        var byAddress = await CliProgram.RunAsync("verify", code, "--keys", server.Address.ToString());

        Assert.All([byOption, byEnvironment, byAddress], result => Assert.Equal(0, result.ExitCode));
    }

    [Fact]
    public async Task One_changed_character_anywhere_that_is_signed_ends_with_3()
    {
        var code = await CodeAsync();
        var serialAt = code.IndexOf("/21/", StringComparison.Ordinal) + 4;
        foreach (var at in new[] { serialAt, serialAt + 11, code.Length - 1, code.Length - 80 })
        {
            var changed = code[..at] + (code[at] == '1' ? '2' : '1') + code[(at + 1)..];

            var result = await CliProgram.RunAsync("verify", changed, "--keys", server.KeysFile, "--json");

            Assert.Equal(3, result.ExitCode);
            Assert.Equal("invalid", result.Json.GetProperty("outcome").GetString());
            Assert.False(result.Json.TryGetProperty("brand", out _));
        }
    }

    [Theory]
    [InlineData("hello", "not_a_code")]
    [InlineData("", "not_a_code")]
    [InlineData("@/etc/passwd", "not_a_code")]
    [InlineData("https://id.example.com/01/09506000134353/21/ABC", "not_a_code")]
    public async Task What_is_no_code_ends_with_3(string text, string outcome)
    {
        var result = await CliProgram.RunAsync("verify", "--keys", server.KeysFile, "--json", "--", text);

        Assert.Equal((3, outcome), (result.ExitCode, result.Json.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task A_key_that_is_not_in_the_file_ends_with_3()
    {
        var code = await CodeAsync();
        var keys = Keys();
        keys["keys"]!.AsArray().Clear();

        var result = await CliProgram.RunAsync("verify", code, "--keys", Save(keys));
        var json = await CliProgram.RunAsync("verify", code, "--keys", Save(keys), "--json");

        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith("unknown key: ", result.Text, StringComparison.Ordinal);
        Assert.Equal((3, "unknown_key"), (json.ExitCode, json.Json.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_key_that_does_not_sign_for_the_product_ends_with_3()
    {
        var code = await CodeAsync();
        var keys = Keys();
        foreach (var key in keys["keys"]!.AsArray())
            key!["gtins"] = new JsonArray(CliServer.OtherGtin);

        var result = await CliProgram.RunAsync("verify", code, "--keys", Save(keys), "--json");

        Assert.Equal((3, "wrong_key"), (result.ExitCode, result.Json.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_revoked_key_ends_with_4_and_a_retired_one_still_verifies()
    {
        var code = await CodeAsync();
        var revoked = await CliProgram.RunAsync("verify", code, "--keys", Save(KeysWithStatus("revoked")));
        var retired = await CliProgram.RunAsync("verify", code, "--keys", Save(KeysWithStatus("retired")));

        Assert.Equal(4, revoked.ExitCode);
        Assert.StartsWith("check online: ", revoked.Text, StringComparison.Ordinal);
        Assert.Equal(0, retired.ExitCode);
    }

    [Fact]
    public async Task A_compact_code_ends_with_4()
    {
        var result = await CliProgram.RunAsync("verify", await CodeAsync("--profile", "compact"), "--keys", server.KeysFile);

        Assert.Equal(4, result.ExitCode);
        Assert.StartsWith("check online: ", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_codes_the_worst_decides_and_is_named()
    {
        var codes = await server.CodesAsync(await server.CreateBatchAsync("--quantity", "2"));
        var compact = await CodeAsync("--profile", "compact");

        var worst3 = await CliProgram.RunAsync("verify", codes[0], compact, "nonsense", codes[1], "--keys", server.KeysFile);
        var worst4 = await CliProgram.RunAsync("verify", codes[0], compact, "--keys", server.KeysFile);

        Assert.Equal(3, worst3.ExitCode);
        Assert.Contains("4 codes: 2 signature valid, 1 check online, 1 not a code. First of the worst: code 3, not a code", worst3.Error, StringComparison.Ordinal);
        Assert.Equal(4, worst4.ExitCode);
    }

    [Fact]
    public async Task Lines_of_standard_input_are_answered_in_their_order_with_their_numbers()
    {
        var codes = await server.CodesAsync(await server.CreateBatchAsync("--quantity", "2000"));
        var lines = codes.ToList();
        lines[1500] = lines[1500].Replace("/21/", "/21/X", StringComparison.Ordinal);
        lines.Insert(10, "");
        lines.Insert(20, new string('9', 1_000_000));

        var result = await CliProgram.RunAsync(["verify", "--stdin", "--json", "--keys", server.KeysFile], string.Join("\r\n", lines));

        Assert.Equal((3, ""), (result.ExitCode, result.Error));
        var answers = result.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(2001, answers.Count);
        Assert.Equal(Enumerable.Range(1, 2002).Where(line => line != 11).Select(line => (long)line), answers.Select(answer => answer.GetProperty("line").GetInt64()));
        Assert.Equal([21L, 1503L], answers.Where(answer => answer.GetProperty("outcome").GetString() != "valid").Select(answer => answer.GetProperty("line").GetInt64()));
    }

    [Fact]
    public async Task Only_the_problems_of_a_list_can_be_shown()
    {
        var codes = await server.CodesAsync(await server.CreateBatchAsync("--quantity", "300"));

        var result = await CliProgram.RunAsync(
            ["verify", "--stdin", "--problems", "--keys", server.KeysFile], string.Join('\n', codes) + "\nnonsense\n");

        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith("301\tnot a code\t", Assert.Single(result.Lines), StringComparison.Ordinal);
        Assert.Contains("301 codes: 300 signature valid, 1 not a code.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_brand_name_cannot_control_the_terminal()
    {
        var keys = Keys();
        foreach (var key in keys["keys"]!.AsArray())
            key!["brand"] = "Evil\u001b[2J\u202e";

        var verified = await CliProgram.RunAsync("verify", await CodeAsync(), "--keys", Save(keys));
        var listed = await CliProgram.RunAsync("keys", "list", "--keys", Save(keys));

        Assert.All([verified, listed], result => Assert.DoesNotContain(result.Text, c => c is '\u001b' or '\u202e'));
    }

    private async Task<string> CodeAsync(params string[] options) =>
        (await server.CodesAsync(await server.CreateBatchAsync(["--quantity", "1", .. options])))[0];

    private JsonNode Keys() => JsonNode.Parse(File.ReadAllText(server.KeysFile))!;

    private JsonNode KeysWithStatus(string status)
    {
        var keys = Keys();
        foreach (var key in keys["keys"]!.AsArray())
        {
            key!["status"] = status;
            key["statusAt"] = "2026-01-01T00:00:00Z";
        }

        return keys;
    }

    private string Save(JsonNode keys)
    {
        var path = _folder.File("edited-keys.json");
        File.WriteAllText(path, keys.ToJsonString());
        return path;
    }
}
