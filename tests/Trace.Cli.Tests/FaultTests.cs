using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
    public async Task Where_no_server_is_it_ends_with_6_and_nothing_can_have_been_made()
    {
        var nowhere = $"http://127.0.0.1:{FreePort.Find()}";

        var keys = await CliProgram.RunAsync("keys", "list", "--server", nowhere);
        var create = await CliProgram.RunAsync("batch", "create", "--gtin", CliServer.Gtin, "--quantity", "1", "--server", nowhere, "--api-key-file", server.ApiKeyFile, "--json");

        Assert.Equal((6, 6), (keys.ExitCode, create.ExitCode));
        Assert.Equal("not_reachable", create.JsonError.GetProperty("code").GetString());
        Assert.DoesNotContain("may exist", create.JsonError.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_kind_of_server_ends_with_a_sentence()
    {
        await using var page = await OtherServer.StartAsync(app => app.MapGet("/{**path}", () => Results.Content("<html>", "text/html")));
        await using var moved = await OtherServer.StartAsync(app => app.MapGet("/{**path}", () => Results.Redirect("https://elsewhere.example.com/")));
        await using var failing = await OtherServer.StartAsync(app => app.MapGet("/{**path}", () => Results.Text("down", statusCode: 502)));

        Assert.Equal((1, "unexpected_answer"), await ListBatchesAsync(page));
        Assert.Equal((5, "http_302"), await ListBatchesAsync(moved));
        Assert.Equal((5, "http_502"), await ListBatchesAsync(failing));
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_no_file_and_an_older_one_untouched()
    {
        await using var broken = await OtherServer.StartAsync(app => MapCodes(app, lines: 400, async context =>
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
            await using var wrong = await OtherServer.StartAsync(app => MapCodes(app, lines, _ => Task.CompletedTask));

            var result = await RunAsync(wrong, "codes", "ABCDEF", "--out", _folder.File("codes.csv"), "--json");

            Assert.Equal((1, "incomplete"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
            Assert.Empty(Directory.GetFiles(_folder.Path));
        }
    }

    [Fact]
    public async Task Labels_that_break_off_leave_no_file()
    {
        await using var broken = await OtherServer.StartAsync(app => app.MapGet("/api/v1/batches/{id}/labels", async (HttpContext context) =>
        {
            context.Response.ContentType = "application/pdf";
            await context.Response.WriteAsync("%PDF-1.7");
            await context.Response.Body.FlushAsync();
            await Task.Delay(200);
            context.Abort();
        }));

        var result = await RunAsync(broken, "labels", "ABCDEF", "--count", "3", "--out", _folder.File("labels.pdf"));

        Assert.Equal(6, result.ExitCode);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Ctrl_C_and_its_like_end_with_130_and_leave_no_file(string signal)
    {
        await using var slow = await OtherServer.StartAsync(app => MapCodes(app, lines: 400, context => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        using var program = new StartedProgram("codes", "ABCDEF", "--out", _folder.File("codes.csv"), "--server", slow.Address, "--api-key-file", server.ApiKeyFile);
        await WaitForPartAsync();

        var result = await program.SignalAsync(signal);

        Assert.Equal((130, ""), (result.ExitCode, result.Error));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_list_without_end_is_not_written_without_end()
    {
        await using var endless = await OtherServer.StartAsync(app => MapCodes(app, lines: 1001, context => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        await using var oneLine = await OtherServer.StartAsync(app =>
        {
            app.MapGet("/api/v1/batches/{id}", () => Results.Content(Batch, "application/json"));
            app.MapGet("/api/v1/batches/{id}/codes", async (HttpContext context) =>
            {
                while (true)
                    await context.Response.WriteAsync(new string('9', 10_000), context.RequestAborted);
            });
        });

        foreach (var other in new[] { endless, oneLine })
        {
            var result = await RunAsync(other, "codes", "ABCDEF", "--out", _folder.File("codes.csv"), "--json");

            Assert.Equal((1, "incomplete"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
            Assert.Empty(Directory.GetFiles(_folder.Path));
        }
    }

    [Fact]
    public async Task A_page_of_a_list_that_leads_to_itself_ends_the_list()
    {
        await using var circle = await OtherServer.StartAsync(app => app.MapGet("/api/v1/batches", () => Results.Content($$"""{"items":[{{Batch}}],"next":"same"}""", "application/json")));

        var result = await RunAsync(circle, "batch", "list", "--all", "--json");

        Assert.Equal((1, "unexpected_answer"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
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

    private Task<CliResult> RunAsync(OtherServer other, params string[] arguments) =>
        CliProgram.RunAsync([.. arguments, "--server", other.Address, "--api-key-file", server.ApiKeyFile]);

    private async Task<(int ExitCode, string? Code)> ListBatchesAsync(OtherServer other)
    {
        var result = await RunAsync(other, "batch", "list", "--json");
        return (result.ExitCode, result.JsonError.GetProperty("code").GetString());
    }
}
