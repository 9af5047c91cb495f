using System.Security.Cryptography;
using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

public sealed class CodesTests(CliServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task A_hundred_thousand_codes_arrive_whole_and_their_manifest_says_so(string format)
    {
        const int Count = 100_000;
        var id = await server.CreateBatchAsync("--quantity", "100000");
        var path = _folder.File("codes." + format);

        var download = await server.RunAsync("codes", id, "--out", path, "--format", format, "--json");
        var check = await CliProgram.RunAsync("codes", "--check", path, "--keys", server.KeysFile, "--json");

        Assert.Equal((0, ""), (download.ExitCode, download.Error));
        var manifest = Manifest(path);
        Assert.Equal(Count, manifest.GetProperty("count").GetInt32());
        Assert.Equal(new FileInfo(path).Length, manifest.GetProperty("sizeBytes").GetInt64());
        await using (var file = File.OpenRead(path))
            Assert.Equal(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, TestContext.Current.CancellationToken)), manifest.GetProperty("sha256").GetString());
        Assert.Equal(0, check.ExitCode);
        Assert.True(check.Json.GetProperty("matches").GetBoolean());
        Assert.Equal((Count, Count), (check.Json.GetProperty("signatures").GetProperty("checked").GetInt32(), check.Json.GetProperty("signatures").GetProperty("valid").GetInt32()));
        Assert.Equal([path, path + ".manifest.json"], Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_manifest_is_the_one_the_server_would_give()
    {
        var id = await server.CreateBatchAsync("--quantity", "700", "--lot", "L1", "--market", "DE");
        var path = _folder.File("codes.csv");

        var download = await server.RunAsync("codes", id, "--out", path, "--from", "100", "--count", "513");

        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(server.ApiKeyFile, TestContext.Current.CancellationToken)).Trim());
        var expected = await http.GetStringAsync(new Uri(server.Address, $"api/v1/batches/{id}/codes/manifest?from=100&count=513"), TestContext.Current.CancellationToken);
        Assert.Equal(0, download.ExitCode);
        Assert.Equal(expected, JsonSerializer.Serialize(Manifest(path)));
    }

    [Fact]
    public async Task Standard_output_is_the_list_itself()
    {
        var id = await server.CreateBatchAsync("--quantity", "20");

        var result = await server.RunAsync("codes", id, "--out", "-", "--from", "18");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(["index,gtin,serial,uri", "18", "19"], result.Lines.Select((line, i) => i == 0 ? line : line.Split(',')[0]));
    }

    [Theory]
    [InlineData("a character of a serial")]
    [InlineData("a line gone")]
    [InlineData("a line twice")]
    [InlineData("two lines exchanged")]
    [InlineData("the end cut off")]
    [InlineData("a line too many")]
    public async Task A_changed_file_ends_with_7(string change)
    {
        var path = await DownloadAsync(1000);
        var lines = (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken)).ToList();
        switch (change)
        {
            case "a character of a serial":
                lines[500] = lines[500].Replace("/21/", "/21/0", StringComparison.Ordinal);
                break;
            case "a line gone":
                lines.RemoveAt(500);
                break;
            case "a line twice":
                lines[500] = lines[499];
                break;
            case "two lines exchanged":
                (lines[10], lines[900]) = (lines[900], lines[10]);
                break;
            case "a line too many":
                lines.Add(lines[1]);
                break;
        }

        var text = string.Join('\n', lines) + "\n";
        await File.WriteAllTextAsync(path, change == "the end cut off" ? text[..^20] : text, TestContext.Current.CancellationToken);

        var human = await CliProgram.RunAsync("codes", "--check", path);
        var json = await CliProgram.RunAsync("codes", "--check", path, "--json", "--keys", server.KeysFile);

        Assert.Equal((7, 7), (human.ExitCode, json.ExitCode));
        Assert.Contains("does not match its manifest", human.Text, StringComparison.Ordinal);
        Assert.False(json.Json.GetProperty("matches").GetBoolean());
        Assert.Contains(json.Json.GetProperty("differences").EnumerateArray(), difference => difference.GetProperty("member").GetString() == "sha256");
        Assert.True(json.Json.GetProperty("signatures").TryGetProperty("firstProblem", out _));
    }

    [Fact]
    public async Task Who_changes_file_and_manifest_together_is_found_by_the_keys()
    {
        var path = await DownloadAsync(1000);
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var at = text.LastIndexOf("/21/", StringComparison.Ordinal) + 4;
        text = text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        var manifest = await File.ReadAllTextAsync(path + ".manifest.json", TestContext.Current.CancellationToken);
        var forged = manifest.Replace(Manifest(path).GetProperty("sha256").GetString()!, Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))), StringComparison.Ordinal);
        await File.WriteAllTextAsync(path + ".manifest.json", forged, TestContext.Current.CancellationToken);

        var without = await CliProgram.RunAsync("codes", "--check", path);
        var with = await CliProgram.RunAsync("codes", "--check", path, "--keys", server.KeysFile, "--json");

        Assert.Equal(0, without.ExitCode);
        Assert.Equal(3, with.ExitCode);
        Assert.Equal(1001, with.Json.GetProperty("signatures").GetProperty("firstProblem").GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task A_list_of_compact_codes_ends_with_4_when_checked_against_keys()
    {
        var path = await DownloadAsync(10, "--profile", "compact");

        Assert.Equal(0, (await CliProgram.RunAsync("codes", "--check", path)).ExitCode);
        Assert.Equal(4, (await CliProgram.RunAsync("codes", "--check", path, "--keys", server.KeysFile)).ExitCode);
    }

    [Fact]
    public async Task Without_a_manifest_there_is_nothing_to_check_against()
    {
        var path = await DownloadAsync(10);
        File.Delete(path + ".manifest.json");
        var missing = await CliProgram.RunAsync("codes", "--check", path);
        await File.WriteAllTextAsync(path + ".manifest.json", "{\"count\":10}", TestContext.Current.CancellationToken);
        var broken = await CliProgram.RunAsync("codes", "--check", path);

        Assert.Equal((2, 7), (missing.ExitCode, broken.ExitCode));
    }

    [Fact]
    public async Task When_the_reader_goes_away_the_download_stops()
    {
        var id = await server.CreateBatchAsync("--quantity", "4000000000");

        var result = await Tool.RunAsync(
            "/bin/bash",
            ["-c", "\"$0\" \"$@\" | head -n 3; exit ${PIPESTATUS[0]}", CliProgram.Path, "codes", id, "--out", "-", "--server", server.Address.ToString(), "--api-key-file", server.ApiKeyFile],
            accept: _ => true);

        Assert.Equal((141, 3), (result.ExitCode, result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
    }

    private async Task<string> DownloadAsync(int count, params string[] options)
    {
        var path = _folder.File("codes.csv");
        var id = await server.CreateBatchAsync(["--quantity", $"{count}", .. options]);
        Assert.Equal(0, (await server.RunAsync("codes", id, "--out", path)).ExitCode);
        return path;
    }

    private static JsonElement Manifest(string path) => JsonDocument.Parse(File.ReadAllText(path + ".manifest.json")).RootElement;
}
