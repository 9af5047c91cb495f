using System.Globalization;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary><c>trace keys list|rotate|retire|revoke</c>, and what a verifier without the server says of each key's codes.</summary>
public sealed class SigningKeysTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;
    private TestBrand _brand = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _brand = await _server.CreateBrandAsync();
        await File.WriteAllTextAsync(_folder.File("key.txt"), _brand.Admin.DefaultRequestHeaders.Authorization!.Parameter);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Codes_of_a_rotated_key_stay_valid_and_those_of_a_revoked_key_say_check_online()
    {
        var (first, ofFirst) = (await KeyIdAsync(), await CodeAsync());

        var rotated = await KeysAsync("rotate");
        Assert.Equal((0, ""), (rotated.ExitCode, rotated.Error));
        var second = await KeyIdAsync();
        Assert.Equal($"Key {second} signs new batches from now on. Codes of earlier keys stay valid.\n", rotated.Text);
        var ofSecond = await CodeAsync();
        Assert.Equal((0, 0), (await VerifyAsync(ofFirst), await VerifyAsync(ofSecond)));

        var revoked = await KeysAsync("revoke", second, "--reason", "A laptop was stolen");
        Assert.Equal((0, ""), (revoked.ExitCode, revoked.Error));
        var third = await KeyIdAsync();
        Assert.Matches($"^Key {second} is revoked since [0-9-]+ [0-9:]+Z\\. [^\n]+\nKey {third} signs new batches in its place\\.\n$", revoked.Text);
        Assert.Equal((0, 4, 0), (await VerifyAsync(ofFirst), await VerifyAsync(ofSecond), await VerifyAsync(await CodeAsync())));
        // The label was printed before: the server still stands by it.
        Assert.Equal("issued", (await _server.Public.VerifyAsync(ofSecond)).Text("verdict"));

        var list = await KeysAsync("list", "--json");
        Assert.Equal(
            [(third, "active", true), (second, "revoked", false), (first, "retired", false)],
            list.Json.GetProperty("items").EnumerateArray().Select(key => (Id(key), key.Text("status"), key.GetProperty("signsNewBatches").GetBoolean())));
        var table = await KeysAsync("list");
        Assert.Equal(4, table.Lines.Count);
        Assert.Contains("revoked", table.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retired_key_signs_no_more_and_its_codes_stay_valid()
    {
        var (first, code) = (await KeyIdAsync(), await CodeAsync());

        var retired = await KeysAsync("retire", first, "--json");

        Assert.Equal((0, "retired"), (retired.ExitCode, retired.Json.GetProperty("key").Text("status")));
        Assert.Equal(0, await VerifyAsync(code));
        Assert.NotEqual(first, await KeyIdAsync());
    }

    [Theory]
    [InlineData(5, "retire", "65535")]
    [InlineData(2, "retire", "65536")]
    [InlineData(2, "retire", "-1")]
    [InlineData(2, "revoke", "1")]
    [InlineData(2, "revoke", "1", "--reason", "x", "--at", "yesterday")]
    [InlineData(2, "revoke", "1", "--reason", "x", "--at", "2026-11-24T10:00:00")]
    public async Task What_cannot_be_done_ends_with_an_error_and_changes_nothing(int exitCode, params string[] arguments)
    {
        var before = await KeysAsync("list", "--json");

        var result = await KeysAsync(arguments);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Text));
        Assert.NotEqual("", result.Error);
        Assert.Equal(before.Text, (await KeysAsync("list", "--json")).Text);
    }

    [Theory]
    [InlineData("../../brands")]
    [InlineData("")]
    [InlineData("a b")]
    public async Task A_brand_id_that_is_none_never_becomes_a_path(string brand)
    {
        var result = await RunAsync("keys", "rotate", "--brand", brand);

        Assert.Equal((2, ""), (result.ExitCode, result.Text));
    }

    private static string Id(System.Text.Json.JsonElement key) => key.GetProperty("keyId").GetInt32().ToString(CultureInfo.InvariantCulture);

    private Task<CliResult> KeysAsync(params string[] arguments) => RunAsync(["keys", .. arguments, "--brand", _brand.Id]);

    private Task<CliResult> RunAsync(params string[] arguments) =>
        CliProgram.RunAsync([.. arguments, "--server", _server.Address, "--api-key-file", _folder.File("key.txt")]);

    private async Task<string> CodeAsync() => (await _brand.UrisAsync(await _brand.CreateBatchAsync(1), 0, 1))[0];

    /// <summary>The key that signs new batches.</summary>
    private async Task<string> KeyIdAsync() =>
        Id((await KeysAsync("list", "--json")).Json.GetProperty("items").EnumerateArray().Single(key => key.GetProperty("signsNewBatches").GetBoolean()));

    /// <summary>Checks a code with the keys as they are published now, and no server.</summary>
    private async Task<int> VerifyAsync(string code)
    {
        Assert.Equal(0, (await CliProgram.RunAsync("keys", "fetch", "--server", _server.Address, "--out", _folder.File("keys.json"))).ExitCode);
        return (await CliProgram.RunAsync("verify", code, "--keys", _folder.File("keys.json"))).ExitCode;
    }
}
