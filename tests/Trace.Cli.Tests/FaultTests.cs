using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary>Servers that refuse, are not there, break off or answer something else.</summary>
public sealed class FaultTests(CliServer server) : IDisposable
{
    private const string Batch =
        """{"id":"ABCDEF","number":1,"gtin":"09506000134352","kind":"derived","profile":"signed","quantity":1000,"ordered":1000,"overrun":0,"samples":0,"market":[],"inCode":[],"activate":false,"specimen":false,"keyId":1,"host":"id.example.com","createdAt":"2026-11-24T00:00:00.000Z"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_refusal_ends_with_5_and_gives_code_and_sentence()
    {
        var human = await server.RunAsync("batch", "create", "--gtin", "09506000134353", "--quantity", "1");
        var json = await server.RunAsync("batch", "show", "000000", "--json");

        Assert.Equal((5, 5), (human.ExitCode, json.ExitCode));
        Assert.StartsWith("trace: invalid_gtin: ", human.Error, StringComparison.Ordinal);
        Assert.Equal("not_found", json.JsonError.GetProperty("code").GetString());
        Assert.Equal("", json.Text);
    }

    [Fact]
    public async Task A_wrong_api_key_is_a_refusal()
    {
        await File.WriteAllTextAsync(_folder.File("key"), "wrong", TestContext.Current.CancellationToken);

        var result = await CliProgram.RunAsync("batch", "list", "--server", server.Address.ToString(), "--api-key-file", _folder.File("key"), "--json");

        Assert.Equal((5, "unauthenticated"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Where_no_server_is_it_ends_with_6_and_a_creation_can_be_repeated_safely()
    {
        var nowhere = $"http://127.0.0.1:{FreePort.Find()}";

        var keys = await CliProgram.RunAsync("keys", "list", "--server", nowhere);
        var create = await CliProgram.RunAsync("batch", "create", "--gtin", CliServer.Gtin, "--quantity", "1", "--server", nowhere, "--api-key-file", server.ApiKeyFile, "--json");

        Assert.Equal((6, 6), (keys.ExitCode, create.ExitCode));
        Assert.Equal("not_reachable", create.JsonError.GetProperty("code").GetString());
        Assert.Contains("--idempotency-key ", create.JsonError.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_kind_of_server_ends_with_a_sentence()
    {
        await using var page = await StartAsync(app => app.MapGet("/{**path}", () => Results.Content("<html>", "text/html")));
        await using var moved = await StartAsync(app => app.MapGet("/{**path}", () => Results.Redirect("https://elsewhere.example.com/")));
        await using var failing = await StartAsync(app => app.MapGet("/{**path}", () => Results.Text("down", statusCode: 502)));

        Assert.Equal((1, "unexpected_answer"), await ListBatchesAsync(page));
        Assert.Equal((5, "http_302"), await ListBatchesAsync(moved));
        Assert.Equal((5, "http_502"), await ListBatchesAsync(failing));
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_no_file_and_an_older_one_untouched()
    {
        await using var broken = await StartAsync(app => MapCodes(app, lines: 400, async context =>
        {
            await WaitForPartAsync();
            context.Abort();
        }));
        var path = _folder.File("codes.csv");
        await File.WriteAllTextAsync(path, "older", TestContext.Current.CancellationToken);

        var result = await RunAsync(broken, "codes", "ABCDEF", "--out", path, "--json");

        Assert.Equal((6, "connection_lost"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        Assert.Equal("older", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_list_that_ends_too_early_or_too_late_leaves_no_file()
    {
        foreach (var lines in new[] { 0, 999, 1001 })
        {
            await using var wrong = await StartAsync(app => MapCodes(app, lines, _ => Task.CompletedTask));

            var result = await RunAsync(wrong, "codes", "ABCDEF", "--out", _folder.File("codes.csv"), "--json");

            Assert.Equal((1, "incomplete"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
            Assert.Empty(Directory.GetFiles(_folder.Path));
        }
    }

    [Fact]
    public async Task Labels_that_break_off_leave_no_file()
    {
        await using var broken = await StartAsync(app => app.MapGet("/api/v1/batches/{id}/labels", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("%PDF-1.7");
            await context.Response.Body.FlushAsync();
            await Task.Delay(200);
            context.Abort();
        }));

        var result = await RunAsync(broken, "labels", "ABCDEF", "--out", _folder.File("labels.pdf"));

        Assert.Equal(6, result.ExitCode);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Ctrl_C_ends_with_130_and_leaves_no_file()
    {
        await using var slow = await StartAsync(app => MapCodes(app, lines: 400, context => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        var start = new ProcessStartInfo(
            CliProgram.Path, ["codes", "ABCDEF", "--out", _folder.File("codes.csv"), "--server", slow.Urls.First(), "--api-key-file", server.ApiKeyFile])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await WaitForPartAsync();

        await Tool.RunAsync("/bin/kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((130, ""), (process.ExitCode, await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    /// <summary>Until the program has written the beginning of a list.</summary>
    private async Task WaitForPartAsync()
    {
        var part = new FileInfo(_folder.File("codes.csv.part"));
        for (var tries = 0; !part.Exists || part.Length == 0; tries++)
        {
            Assert.True(tries < 600, "no part of a file after 30 seconds");
            await Task.Delay(50, TestContext.Current.CancellationToken);
            part.Refresh();
        }
    }

    private static void MapCodes(WebApplication app, int lines, Func<HttpContext, Task> end)
    {
        app.MapGet("/api/v1/batches/{id}", () => Results.Content(Batch, "application/json"));
        app.MapGet("/api/v1/batches/{id}/codes", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("index,gtin,serial,uri\n");
            for (var i = 0; i < lines; i++)
                await context.Response.WriteAsync($"{i},09506000134352,SERIAL{i},HTTPS://ID.EXAMPLE.COM/01/09506000134352/21/SERIAL{i}\n");
            await context.Response.Body.FlushAsync();
            await end(context);
        });
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return app;
    }

    private Task<CliResult> RunAsync(WebApplication other, params string[] arguments) =>
        CliProgram.RunAsync([.. arguments, "--server", other.Urls.First(), "--api-key-file", server.ApiKeyFile]);

    private async Task<(int ExitCode, string? Code)> ListBatchesAsync(WebApplication other)
    {
        var result = await RunAsync(other, "batch", "list", "--json");
        return (result.ExitCode, result.JsonError.GetProperty("code").GetString());
    }
}
