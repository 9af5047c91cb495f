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
    [InlineData("labels print X --printer 127.0.0.1:1 --server SERVER --api-key-file KEY")]
    [InlineData("labels print X --printer 127.0.0.1:1 --template avery-l7160 --server SERVER --api-key-file KEY")]
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

    [Theory]
    [InlineData("labels print X --printer 127.0.0.1:1 --server SERVER --api-key-file KEY", "Say which labels are in the printer, such as --template roll-50x30")]
    [InlineData("labels print X --printer 127.0.0.1:1 --template avery-l7160 --server SERVER --api-key-file KEY", "avery-l7160 is a sheet.")]
    [InlineData("batch create --gtin 1 --quantity 1,000", "as a whole number, digits alone.")]
    [InlineData("codes X --out f --format doc", "Must be one of: 'csv' 'ndjson'")]
    [InlineData("batch import /no/such/file.csv", "There is no file /no/such/file.csv.")]
    [InlineData("batch create --gtin 1 --quantity 1 --server http://127.0.0.1:1 --api-key-file KEY", "Connection refused.\n")]
    public async Task The_sentence_says_what_to_do_in_plain_words(string line, string sentence)
    {
        var result = await CliProgram.RunAsync(
            [.. line.Split(' ').Select(word => word switch { "SERVER" => server.Address.ToString(), "KEY" => server.ApiKeyFile, _ => word })]);

        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\uFFFD", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("may exist", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_is_json_too_when_json_was_asked_for()
    {
        var result = await CliProgram.RunAsync("batch", "show", "--json");

        Assert.Equal((2, "usage"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("batch list --json=true")]
    [InlineData("nonsense --json")]
    [InlineData("batch list --limit x --json")]
    public async Task However_json_was_asked_for_errors_are_json(string line)
    {
        var result = await CliProgram.RunAsync([.. line.Split(' '), "--server", "nonsense"]);

        Assert.Equal((2, "usage"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("batch list --server http://user:SECRET@127.0.0.1:1/")]
    [InlineData("batch list --server ftp://user:SECRET@127.0.0.1:1/")]
    [InlineData("verify x --keys http://user:SECRET@127.0.0.1:1/keys.json")]
    [InlineData("batch list --api-key-file trace_SECRET")]
    public async Task A_secret_on_the_command_line_is_refused_and_not_repeated(string line)
    {
        var result = await CliProgram.RunAsync(line.Split(' '), "", new Dictionary<string, string?> { ["TRACE_API_KEY"] = "x" });

        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        Assert.DoesNotContain("SECRET", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_are_the_same_where_a_comma_begins_decimals()
    {
        var german = new Dictionary<string, string?> { ["LC_ALL"] = "de_DE.UTF-8" };

        var result = await CliProgram.RunAsync(
            ["batch", "create", "--gtin", CliServer.Gtin, "--quantity", "1000", "--overrun", "2.5", "--server", server.Address.ToString(), "--api-key-file", server.ApiKeyFile], "", german);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1,025 (1,000 ordered, 25 overrun, 0 samples)", result.Text, StringComparison.Ordinal);
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
