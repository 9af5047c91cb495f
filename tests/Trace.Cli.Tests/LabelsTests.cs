using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

public sealed class LabelsTests(CliServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pdf", "application/pdf", "%PDF-")]
    [InlineData("svg", "application/zip", "PK")]
    [InlineData("zpl", "text/plain", "^XA")]
    public async Task Labels_arrive_in_the_format_that_was_asked_for(string format, string mediaType, string beginning)
    {
        var id = await server.CreateBatchAsync("--quantity", "30");
        var path = _folder.File("labels." + format);

        var result = await server.RunAsync("labels", id, "--out", path, "--format", format, "--template", format == "zpl" ? "roll-50x30" : "avery-l7160", "--count", "30", "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(mediaType, result.Json.GetProperty("mediaType").GetString());
        var content = await File.ReadAllTextAsync(path, Encoding.Latin1, TestContext.Current.CancellationToken);
        Assert.Contains(beginning, content[..64], StringComparison.Ordinal);
        Assert.Equal(new FileInfo(path).Length, result.Json.GetProperty("sizeBytes").GetInt64());
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("30", "", 21)]
    [InlineData("30", "--start 20", 2)]
    [InlineData("5", "--from 2", 3)]
    [InlineData("30", "--count 1", 1)]
    [InlineData("30", "--template roll-50x30", 1, "roll-50x30")]
    public async Task A_sheet_is_filled_unless_a_number_is_given(string quantity, string options, int labels, string template = "avery-l7160")
    {
        var id = await server.CreateBatchAsync("--quantity", quantity);

        var result = await server.RunAsync(["labels", id, "--out", _folder.File("sheet.pdf"), .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var pages = await PdfTools.RasteriseAsync(_folder.File("sheet.pdf"), _folder.Path);
        var places = pages.SelectMany(page => LabelSheet.CutOut(page, template, dpi: 300));
        Assert.Equal(labels, (await BarcodeDecoder.ReadQrAsync([.. places])).Sum(place => place.Count));
    }

    [Fact]
    public async Task Every_option_reaches_the_server()
    {
        var id = await server.CreateBatchAsync("--quantity", "30");
        var plain = await server.RunAsync("labels", id, "--out", "-", "--format", "zpl", "--template", "roll-50x30");
        foreach (string[] option in new string[][] { ["--dpi", "600"], ["--offset-x", "1.5"], ["--offset-y", "-1"], ["--from", "7"], ["--per-roll", "10"], ["--zpl", "bq"], ["--query", "symbol=datamatrix"] })
        {
            var changed = await server.RunAsync(["labels", id, "--out", "-", "--format", "zpl", "--template", "roll-50x30", .. option]);

            Assert.Equal((0, ""), (changed.ExitCode, changed.Error));
            Assert.NotEqual(plain.Text, changed.Text);
        }

        var refused = await server.RunAsync("labels", id, "--out", "-", "--start", "22", "--json", "--quiet");
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal(5, (await server.RunAsync("labels", id, "--out", _folder.File("x.pdf"), "--start", "22")).ExitCode);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Templates_are_listed()
    {
        var table = await server.RunAsync("labels", "templates");
        var json = await server.RunAsync("labels", "templates", "--json");

        Assert.Equal((0, 0), (table.ExitCode, json.ExitCode));
        Assert.Contains(table.Lines, line => line.StartsWith("avery-l7160 ", StringComparison.Ordinal) && line.EndsWith("21", StringComparison.Ordinal));
        Assert.Contains(json.Json.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetString() == "avery-l7160");
    }

    [Fact]
    public async Task A_printer_receives_the_zpl_of_the_labels()
    {
        var id = await server.CreateBatchAsync("--quantity", "3");
        using var printer = new TcpListener(IPAddress.Loopback, 0);
        printer.Start();
        var received = ReceiveAsync(printer);
        string[] options = [id, "--template", "roll-50x30", "--count", "3", "--dpi", "300"];

        var result = await server.RunAsync(["labels", "print", .. options, "--printer", printer.LocalEndpoint.ToString()!, "--json"]);
        var file = await server.RunAsync(["labels", .. options, "--out", "-", "--format", "zpl"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(printer.LocalEndpoint.ToString(), result.Json.GetProperty("printer").GetString());
        Assert.Equal(file.Text, await received);
        Assert.Equal(file.Text.Length, result.Json.GetProperty("sizeBytes").GetInt32());
    }

    [Fact]
    public async Task A_printer_that_is_not_there_ends_with_6()
    {
        var id = await server.CreateBatchAsync("--quantity", "1");

        var result = await server.RunAsync("labels", "print", id, "--template", "roll-50x30", "--printer", $"127.0.0.1:{FreePort.Find()}", "--json");

        Assert.Equal((6, "printer_not_reachable"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("labels X --out FILE")]
    [InlineData("labels X --out FILE --format svg")]
    [InlineData("labels X --out - --format zpl")]
    [InlineData("labels print X --printer PRINTER --template roll-50x30")]
    public async Task A_page_of_something_in_between_is_neither_saved_nor_printed_as_labels(string line)
    {
        await using var page = await OtherServer.AnsweringAsync(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("Please sign in");
        });
        using var printer = new TcpListener(IPAddress.Loopback, 0);
        printer.Start();
        var arguments = line.Split(' ').Select(word => word switch
        {
            "FILE" => _folder.File("labels"),
            "PRINTER" => printer.LocalEndpoint.ToString()!,
            _ => word,
        });

        var result = await CliProgram.RunAsync([.. arguments, "--server", page.Address, "--api-key-file", server.ApiKeyFile]);

        Assert.Equal((1, ""), (result.ExitCode, result.Text));
        Assert.StartsWith("trace: unexpected_answer: ", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
        Assert.False(printer.Pending());
    }

    [Fact]
    public async Task Who_interrupts_printing_is_told_that_some_labels_may_be_out()
    {
        var id = await server.CreateBatchAsync("--quantity", "2000");
        using var printer = new TcpListener(IPAddress.Loopback, 0);
        printer.Start();
        using var program = new StartedProgram(
            "labels", "print", id, "--template", "roll-50x30", "--count", "2000", "--printer", printer.LocalEndpoint.ToString()!, "--server", server.Address.ToString(), "--api-key-file", server.ApiKeyFile);
        using var connection = await printer.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        // Out of paper: the printer took some and reads no more.
        await connection.GetStream().ReadExactlyAsync(new byte[1000], TestContext.Current.CancellationToken);

        var result = await program.SignalAsync("INT");

        Assert.Equal((130, ""), (result.ExitCode, result.Text));
        Assert.Contains("some labels may have been printed", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("host:0")]
    [InlineData("host:port")]
    [InlineData("host:70000")]
    [InlineData("http://host/")]
    public async Task What_is_no_address_of_a_printer_ends_with_2(string address)
    {
        var result = await server.RunAsync("labels", "print", "ABCDEF", "--printer", address);

        Assert.Equal(2, result.ExitCode);
    }

    private static async Task<string> ReceiveAsync(TcpListener printer)
    {
        using var client = await printer.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
