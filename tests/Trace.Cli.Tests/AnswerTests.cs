using Microsoft.AspNetCore.Http;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary>What cannot be read is an error, and never printed as if it were an answer.</summary>
public sealed class AnswerTests(CliServer server)
{
    private const string WholeBatch =
        """{"id":"ABCDEF","number":1,"gtin":"09506000134352","kind":"derived","profile":"signed","quantity":10,"ordered":10,"overrun":0,"samples":0,"activate":false,"specimen":false,"keyId":1,"host":"id.example.com","createdAt":"2026-11-24T00:00:00Z"}""";

    [Theory]
    [InlineData("batch show X", "{}")]
    [InlineData("batch show X", "null")]
    [InlineData("batch show X", "[]")]
    [InlineData("batch show X", "")]
    [InlineData("batch show X", """{"id":"X","id":"Y"}""")]
    [InlineData("batch list", "{}")]
    [InlineData("batch list", """{"Items":[]}""")]
    [InlineData("batch list", """{"items":null}""")]
    [InlineData("batch list", """{"items":[null]}""")]
    [InlineData("batch list", """{"items":[{}]}""")]
    [InlineData("batch list", """{"items":{}}""")]
    [InlineData("batch status X --status lost --from 1 --to 2", "{}")]
    [InlineData("batch status X --status lost --from 1 --to 2", """{"batchId":null,"units":2}""")]
    [InlineData("labels templates", "{}")]
    [InlineData("labels templates", """{"items":[{"id":"x"}]}""")]
    [InlineData("labels templates", """{"items":[null]}""")]
    [InlineData("codes X --out codes.csv", "{}")]
    [InlineData("labels X --out labels.pdf", "{}")]
    [InlineData("labels print X --printer 127.0.0.1:1 --template roll-50x30", "{}")]
    public async Task An_answer_that_cannot_be_read_ends_with_1_and_prints_nothing(string line, string body)
    {
        await using var other = await OtherServer.AnsweringAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(body);
        });

        var result = await RunAsync(other, [.. line.Split(' '), "--json"]);

        Assert.Equal((1, "", "unexpected_answer"), (result.ExitCode, result.Text, result.JsonError.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task So_it_is_for_people()
    {
        await using var other = await OtherServer.AnsweringAsync(context => context.Response.WriteAsync("{}"));

        var shown = await RunAsync(other, "batch", "show", "X");
        var list = await RunAsync(other, "batch", "list");

        Assert.All([shown, list], result =>
        {
            Assert.Equal((1, ""), (result.ExitCode, result.Text));
            Assert.StartsWith("trace: unexpected_answer: ", result.Error, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Members_this_program_does_not_need_may_be_absent_or_new()
    {
        await using var other = await OtherServer.AnsweringAsync(context => context.Response.WriteAsync(WholeBatch.Replace("{", """{"later":[1],"lot":null,""", StringComparison.Ordinal)));

        var human = await RunAsync(other, "batch", "show", "X");
        var json = await RunAsync(other, "batch", "show", "X", "--json");

        Assert.Equal((0, 0), (human.ExitCode, json.ExitCode));
        Assert.Equal("[1]", json.Json.GetProperty("later").GetRawText());
    }

    [Theory]
    [InlineData("""{"code":"x","errors":[null]}""", "http_422")]
    [InlineData("""{"code":""}""", "http_422")]
    [InlineData("""{"code":7}""", "http_422")]
    [InlineData("[]", "http_422")]
    [InlineData("""{"code":"x"}""", "x")]
    public async Task A_refusal_that_makes_no_sense_is_still_a_refusal(string body, string code)
    {
        await using var other = await OtherServer.AnsweringAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            context.Response.ContentType = "application/problem+json";
            return context.Response.WriteAsync(body);
        });

        var result = await RunAsync(other, "batch", "list", "--json");

        Assert.Equal((5, code), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Text_of_the_server_cannot_control_the_terminal()
    {
        const string Evil = "\\u001b[2J\\u202e";
        await using var batch = await OtherServer.AnsweringAsync(context => context.Response.WriteAsync(WholeBatch.Replace("ABCDEF", "A" + Evil, StringComparison.Ordinal)));
        await using var status = await OtherServer.AnsweringAsync(context => context.Response.WriteAsync($$"""{"batchId":"{{Evil}}","units":2}"""));

        var shown = await RunAsync(batch, "batch", "show", "X");
        var reported = await RunAsync(status, "batch", "status", "X", "--status", "lost", "--from", "1", "--to", "2");

        Assert.All([shown, reported], result =>
        {
            Assert.Equal(0, result.ExitCode);
            Assert.DoesNotContain(result.Text, c => c is '\u001b' or '\u202e');
        });
    }

    private Task<CliResult> RunAsync(OtherServer other, params string[] arguments) =>
        CliProgram.RunAsync([.. arguments, "--server", other.Address, "--api-key-file", server.ApiKeyFile]);
}
