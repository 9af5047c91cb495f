using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary>Whoever did not see a batch come to be can repeat the call without making a second.</summary>
public sealed class CreationTests(CliServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _keysSent = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(504, "text/html", "<html>", 5, "http_504")]
    [InlineData(500, "application/problem+json", """{"code":"internal_error","detail":"It failed."}""", 5, "internal_error")]
    [InlineData(503, "application/problem+json", """{"code":"storage_unavailable","detail":"Not now."}""", 5, "storage_unavailable")]
    [InlineData(408, "text/html", "", 5, "http_408")]
    [InlineData(408, "application/json", """{"code":"timeout"}""", 5, "timeout")]
    [InlineData(302, "text/html", "", 5, "http_302")]
    [InlineData(201, "application/json", "{}", 1, "unexpected_answer")]
    [InlineData(201, "application/json", "", 1, "unexpected_answer")]
    [InlineData(200, "text/html", "<html>", 1, "unexpected_answer")]
    public async Task After_an_answer_that_does_not_say_whether_the_batch_exists_the_key_is_named(
        int status, string mediaType, string body, int exitCode, string code)
    {
        await using var other = await StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = mediaType;
            await context.Response.WriteAsync(body);
        });
        await File.WriteAllTextAsync(_folder.File("serials.csv"), "serial\nA-1\n", TestContext.Current.CancellationToken);

        var human = await RunAsync(other, "batch", "create", "--gtin", CliServer.Gtin, "--quantity", "1");
        var json = await RunAsync(other, "batch", "create", "--gtin", CliServer.Gtin, "--quantity", "1", "--json");
        var import = await RunAsync(other, "batch", "import", _folder.File("serials.csv"), "--gtin", CliServer.Gtin, "--json");

        Assert.All([human, json, import], result => Assert.Equal((exitCode, ""), (result.ExitCode, result.Text)));
        var keys = _keysSent.ToList();
        Assert.Equal(3, keys.Distinct().Count());
        Assert.Contains($"--idempotency-key {keys[0]} ", human.Error, StringComparison.Ordinal);
        Assert.All([(json, keys[1]), (import, keys[2])], pair =>
        {
            Assert.Equal(code, pair.Item1.JsonError.GetProperty("code").GetString());
            Assert.Equal(pair.Item2, pair.Item1.JsonError.GetProperty("idempotencyKey").GetString());
        });
    }

    [Fact]
    public async Task When_the_server_itself_refuses_no_key_is_named()
    {
        var result = await server.RunAsync("batch", "create", "--gtin", CliServer.Gtin, "--quantity", "0", "--json");

        Assert.Equal((5, "invalid_quantity"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
        Assert.False(result.JsonError.TryGetProperty("idempotencyKey", out _));
        Assert.DoesNotContain("idempotency", result.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_proxy_that_gives_up_does_not_lead_to_a_second_batch()
    {
        using var http = new HttpClient();
        await using var proxy = await OtherServer.StartAsync(app => app.Run(async context =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(server.Address, context.Request.Path.Value!.TrimStart('/')));
            request.Content = new StreamContent(context.Request.Body);
            foreach (var header in new[] { "Authorization", "Idempotency-Key" })
                request.Headers.TryAddWithoutValidation(header, context.Request.Headers[header].ToString());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
            using var answer = await http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }));
        string[] order = ["batch", "create", "--gtin", CliServer.OtherGtin, "--quantity", "1", "--lot", "PROXY-1", "--json"];

        var first = await RunAsync(proxy, order);
        var second = await server.RunAsync([.. order, "--idempotency-key", first.JsonError.GetProperty("idempotencyKey").GetString()!]);
        var list = await server.RunAsync("batch", "list", "--gtin", CliServer.OtherGtin, "--all", "--json");

        Assert.Equal((5, 0), (first.ExitCode, second.ExitCode));
        var made = list.Json.GetProperty("items").EnumerateArray().Where(batch => batch.TryGetProperty("lot", out var lot) && lot.GetString() == "PROXY-1").Select(batch => batch.GetProperty("id").GetString());
        Assert.Equal(second.Json.GetProperty("id").GetString(), Assert.Single(made));
    }

    [Theory]
    [InlineData("INT", true)]
    [InlineData("TERM", false)]
    public async Task Who_interrupts_a_creation_is_told_its_key(string signal, bool json)
    {
        var arrived = new TaskCompletionSource();
        await using var slow = await StartAsync(async context =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var program = new StartedProgram(
            ["batch", "create", "--gtin", CliServer.Gtin, "--quantity", "1", "--server", slow.Address, "--api-key-file", server.ApiKeyFile, .. json ? ["--json"] : Array.Empty<string>()]);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var result = await program.SignalAsync(signal);

        Assert.Equal((130, ""), (result.ExitCode, result.Text));
        if (json)
            Assert.Equal(("interrupted", Assert.Single(_keysSent)), (result.JsonError.GetProperty("code").GetString(), result.JsonError.GetProperty("idempotencyKey").GetString()));
        else
            Assert.Contains($"--idempotency-key {Assert.Single(_keysSent)} ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("> /dev/full", 1, "io_failed")]
    [InlineData("| true", 141, "output_closed")]
    public async Task A_batch_that_could_not_be_printed_is_not_lost(string destination, int exitCode, string code)
    {
        var result = await Tool.RunAsync(
            "/bin/bash",
            ["-c", $"{{ sleep 0.2; \"$0\" \"$@\"; }} {destination}; exit ${{PIPESTATUS[0]}}", CliProgram.Path, "batch", "create", "--gtin", CliServer.Gtin, "--quantity", "1", "--json", "--server", server.Address.ToString(), "--api-key-file", server.ApiKeyFile],
            accept: _ => true);

        var error = new CliResult(result.ExitCode, result.Text, result.Error).JsonError;
        Assert.Equal((exitCode, code), (result.ExitCode, error.GetProperty("code").GetString()));
        Assert.Matches("^[0-9a-f]{32}$", error.GetProperty("idempotencyKey").GetString());
    }

    [Fact]
    public async Task A_small_order_is_sent_in_one_piece_without_waiting_for_leave()
    {
        (string Expect, long? SizeBytes) head = default;
        await using var other = await StartAsync(context =>
        {
            head = (context.Request.Headers.Expect.ToString(), context.Request.ContentLength);
            return Task.CompletedTask;
        });

        await RunAsync(other, "batch", "create", "--gtin", CliServer.Gtin, "--quantity", "1");

        Assert.Equal(("", """{"gtin":"09506000134352","quantity":1}""".Length), head);
    }

    private Task<OtherServer> StartAsync(RequestDelegate answer) => OtherServer.AnsweringAsync(context =>
    {
        _keysSent.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
        return answer(context);
    });

    private Task<CliResult> RunAsync(OtherServer other, params string[] arguments) =>
        CliProgram.RunAsync([.. arguments, "--server", other.Address, "--api-key-file", server.ApiKeyFile]);
}
