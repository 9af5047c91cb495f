using System.Reflection;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

public sealed class UsageTests(CliServer server)
{
    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("verify")]
    [InlineData("verify x --stdin")]
    [InlineData("verify --kyes FILE x")]
    [InlineData("verify --stdin --keys KEYS")]
    [InlineData("keys fetch")]
    [InlineData("keys list --server ftp://example.com")]
    [InlineData("keys fetch --out /no/such/folder/keys.json --server SERVER")]
    [InlineData("batch create --gtin 1")]
    [InlineData("batch create --gtin 1 --quantity many")]
    [InlineData("batch create --gtin 1 --quantity 1 --profile secret")]
    [InlineData("batch show ../../health --server SERVER --api-key-file KEY")]
    [InlineData("batch list --limit 0")]
    [InlineData("batch status X --status gone --from 1 --to 2")]
    [InlineData("batch status X --status lost --from 1")]
    [InlineData("batch status X --status lost --from 1 --to 2 --codes -")]
    [InlineData("batch import /no/such/file.csv")]
    [InlineData("codes")]
    [InlineData("codes X")]
    [InlineData("codes X --out - --json --server SERVER --api-key-file KEY")]
    [InlineData("codes X --check file")]
    [InlineData("codes --check /no/such/file")]
    [InlineData("codes X --out f --format xml")]
    [InlineData("labels X")]
    [InlineData("labels X --out - --query nonsense --server SERVER --api-key-file KEY")]
    [InlineData("labels print X")]
    [InlineData("batch list --api-key-file /no/such/file")]
    public async Task Wrong_usage_ends_with_2_and_a_sentence(string line)
    {
        var arguments = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word switch
        {
            "SERVER" => server.Address.ToString(),
            "KEY" => server.ApiKeyFile,
            "KEYS" => server.KeysFile,
            _ => word,
        });

        var result = await CliProgram.RunAsync([.. arguments]);

        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        Assert.Matches("^(trace: |{\"error\":{)", result.Error);
    }

    [Fact]
    public async Task Wrong_usage_is_json_too_when_json_was_asked_for()
    {
        var result = await CliProgram.RunAsync("batch", "show", "--json");

        Assert.Equal((2, "usage"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Without_an_api_key_the_server_is_not_asked()
    {
        var result = await CliProgram.RunAsync(["batch", "list", "--server", server.Address.ToString()], "", new Dictionary<string, string?> { ["TRACE_API_KEY"] = null });

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("TRACE_API_KEY", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_key_may_come_from_the_environment()
    {
        var key = await File.ReadAllTextAsync(server.ApiKeyFile, TestContext.Current.CancellationToken);

        var result = await CliProgram.RunAsync(["batch", "list", "--server", server.Address.ToString()], "", new Dictionary<string, string?> { ["TRACE_API_KEY"] = key });

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Help_names_every_exit_code_and_so_does_the_readme()
    {
        var help = await CliProgram.RunAsync("--help");
        var readme = await File.ReadAllTextAsync(Repository.File("tools", "Trace.Cli", "README.md"), TestContext.Current.CancellationToken);
        var codes = typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType == typeof(int)).Select(field => (int)field.GetRawConstantValue()!).ToList();

        Assert.Equal(0, help.ExitCode);
        Assert.Equal(10, codes.Count);
        Assert.All(codes, code => Assert.Matches($@"\n +{code} +[a-z]", help.Text));
        Assert.All(codes, code => Assert.Contains($"\n| {code} |", readme, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_of_every_command_works()
    {
        foreach (var command in new[] { "verify", "keys", "keys fetch", "keys list", "batch", "batch create", "batch list", "batch show", "batch status", "batch import", "codes", "labels", "labels templates", "labels print" })
        {
            var result = await CliProgram.RunAsync([.. command.Split(' '), "--help"]);

            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.Contains("Usage:", result.Text, StringComparison.Ordinal);
        }
    }
}
