using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

public sealed class BatchTests(CliServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_a_batch_can_be_told_reaches_the_server()
    {
        var result = await server.RunAsync(
            "batch", "create", "--gtin", CliServer.Gtin, "--quantity", "100", "--lot", "A/1", "--expiry", "2031-02", "--market", "DE,FR", "--market", "IT",
            "--profile", "signed", "--in-code", "lot,expiry", "--activate", "--specimen", "--overrun", "2.5", "--sample", "1", "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var batch = result.Json;
        Assert.Equal((104, 100, 3, 1), (Number("quantity"), Number("ordered"), Number("overrun"), Number("samples")));
        Assert.Equal(("A/1", "2031-02", "signed"), (Text("lot"), Text("expiry"), Text("profile")));
        Assert.Equal("[\"DE\",\"FR\",\"IT\"]", batch.GetProperty("market").GetRawText());
        Assert.Equal("[\"lot\",\"expiry\"]", batch.GetProperty("inCode").GetRawText());
        Assert.True(batch.GetProperty("activate").GetBoolean());
        Assert.True(batch.GetProperty("specimen").GetBoolean());

        int Number(string member) => batch.GetProperty(member).GetInt32();
        string? Text(string member) => batch.GetProperty(member).GetString();
    }

    [Fact]
    public async Task The_same_idempotency_key_makes_one_batch()
    {
        var first = await server.CreateBatchAsync("--quantity", "5", "--idempotency-key", "order-4711");
        var second = await server.CreateBatchAsync("--quantity", "5", "--idempotency-key", "order-4711");

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_batch_shows_how_many_units_have_each_status()
    {
        var id = await server.CreateBatchAsync("--quantity", "100");
        var range = await server.RunAsync("batch", "status", id, "--status", "spoiled", "--from", "10", "--to", "14", "--json");

        var shown = await server.RunAsync("batch", "show", id);
        var json = await server.RunAsync("batch", "show", id, "--json");

        Assert.Equal(5, range.Json.GetProperty("units").GetInt32());
        Assert.Contains("spoiled  5      5 %", shown.Text, StringComparison.Ordinal);
        Assert.Equal(95, json.Json.GetProperty("statuses").GetProperty("created").GetInt32());
    }

    [Fact]
    public async Task Units_are_reported_by_their_codes_and_serials_from_a_file_or_standard_input()
    {
        var id = await server.CreateBatchAsync("--quantity", "10");
        var codes = await server.CodesAsync(id);
        var serial = codes[3].Split("/21/")[1][..12];
        await File.WriteAllLinesAsync(_folder.File("codes.txt"), [codes[0], "", codes[1], serial], TestContext.Current.CancellationToken);

        var fromFile = await server.RunAsync("batch", "status", id, "--status", "lost", "--codes", _folder.File("codes.txt"));
        var fromInput = await CliProgram.RunAsync(
            ["batch", "status", id, "--status", "stolen", "--codes", "-", "--at", "2026-01-02T03:04:05Z", "--json", "--server", server.Address.ToString(), "--api-key-file", server.ApiKeyFile],
            codes[9] + "\n");

        Assert.Equal((0, $"3 units of batch {id} recorded as lost.\n"), (fromFile.ExitCode, fromFile.Text));
        Assert.Equal("2026-01-02T03:04:05.000Z", fromInput.Json.GetProperty("entries")[0].GetProperty("at").GetString());
    }

    [Fact]
    public async Task A_report_takes_the_code_list_that_the_program_itself_made_and_an_id_in_small_letters()
    {
        var id = await server.CreateBatchAsync("--quantity", "4");
        await server.RunAsync("codes", id, "--out", _folder.File("codes.csv"));

#pragma warning disable CA1308 // As a person types.
        var report = await server.RunAsync("batch", "status", id.ToLowerInvariant(), "--status", "lost", "--codes", _folder.File("codes.csv"));
#pragma warning restore CA1308

        Assert.Equal((0, $"4 units of batch {id} recorded as lost.\n"), (report.ExitCode, report.Text));
    }

    [Fact]
    public async Task Who_orders_again_with_the_same_key_or_with_a_past_expiry_is_told()
    {
        string[] order = ["batch", "create", "--gtin", CliServer.Gtin, "--quantity", "1", "--expiry", "2020-01", "--idempotency-key", "ordered-again"];

        var first = await server.RunAsync(order);
        var second = await server.RunAsync(order);

        Assert.Equal("Note: the expiry 2020-01 has passed; every check of these units will say so.\n", first.Error);
        Assert.StartsWith("Note: this batch existed already", second.Error, StringComparison.Ordinal);
        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task Lines_of_a_report_may_be_text_strings_or_objects()
    {
        await File.WriteAllTextAsync(_folder.File("serials.csv"), "serial\n\"\"\"IN-QUOTES\"\n\"A\"\"B\"\nPLAIN\n", TestContext.Current.CancellationToken);
        var import = await server.RunAsync("batch", "import", _folder.File("serials.csv"), "--gtin", CliServer.OtherGtin, "--json");
        var imported = import.Json.GetProperty("id").GetString()!;
        var derived = await server.CreateBatchAsync("--quantity", "4");
        var codes = await server.CodesAsync(derived);
        await File.WriteAllTextAsync(
            _folder.File("derived.txt"), $"\uFEFF\"{codes[0]}\"\r\n  {codes[1]}\t\r\n\r\n{{\"code\":\"{codes[2]}\",\"status\":\"spoiled\"}}", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder.File("imported.txt"), "\"IN-QUOTES\n\"A\\\"B\"\n", TestContext.Current.CancellationToken);

        var first = await server.RunAsync("batch", "status", derived, "--status", "lost", "--codes", _folder.File("derived.txt"));
        var second = await server.RunAsync("batch", "status", imported, "--status", "lost", "--codes", _folder.File("imported.txt"));
        var shown = await server.RunAsync("batch", "show", derived, "--json");

        Assert.Equal((0, $"3 units of batch {derived} recorded as lost.\n"), (first.ExitCode, first.Text));
        Assert.Equal((0, $"2 units of batch {imported} recorded as lost.\n"), (second.ExitCode, second.Text));
        var statuses = shown.Json.GetProperty("statuses");
        Assert.Equal((2, 1, 1), (statuses.GetProperty("lost").GetInt32(), statuses.GetProperty("spoiled").GetInt32(), statuses.GetProperty("created").GetInt32()));
    }

    [Theory]
    [InlineData("2026-01-02T02:00:00Z", "2026-01-02T02:00:00.000Z")]
    [InlineData("2026-01-02T02:00:00-05:00", "2026-01-02T07:00:00.000Z")]
    [InlineData("2026-01-02T02:00:00.25+02:00", "2026-01-02T00:00:00.250Z")]
    public async Task A_time_is_recorded_as_it_was_given(string given, string recorded)
    {
        var id = await server.CreateBatchAsync("--quantity", "10");
        var code = (await server.CodesAsync(id))[9];

        var range = await RunInNewYorkAsync("", "batch", "status", id, "--status", "lost", "--from", "1", "--to", "2", "--at", given, "--json");
        var codes = await RunInNewYorkAsync(code, "batch", "status", id, "--status", "lost", "--codes", "-", "--at", given, "--json");

        Assert.All([range, codes], result => Assert.Equal(recorded, result.Json.GetProperty("entries")[0].GetProperty("at").GetString()));
    }

    [Theory]
    [InlineData("2026-01-02T02:00:00")]
    [InlineData("2026-01-02")]
    [InlineData("3/4/2026")]
    [InlineData("02:00")]
    [InlineData("yesterday")]
    [InlineData("")]
    [InlineData("2026-01-02T02:00:00Z\"")]
    public async Task A_time_that_leaves_something_to_guess_is_wrong_usage(string given)
    {
        var id = await server.CreateBatchAsync("--quantity", "10");

        var range = await RunInNewYorkAsync("", "batch", "status", id, "--status", "lost", "--from", "1", "--to", "2", "--at", given, "--json");
        var codes = await RunInNewYorkAsync("x", "batch", "status", id, "--status", "lost", "--codes", "-", "--at", given, "--json");

        Assert.All([range, codes], result =>
        {
            Assert.Equal((2, "usage"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
            Assert.Contains("--at", result.JsonError.GetProperty("detail").GetString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_report_with_a_wrong_line_is_refused_with_the_number_of_the_line()
    {
        var id = await server.CreateBatchAsync("--quantity", "10");
        var codes = await server.CodesAsync(id);
        await File.WriteAllLinesAsync(_folder.File("codes.txt"), [codes[0], "", "nonsense"], TestContext.Current.CancellationToken);

        var human = await server.RunAsync("batch", "status", id, "--status", "lost", "--codes", _folder.File("codes.txt"));
        var json = await server.RunAsync("batch", "status", id, "--status", "lost", "--codes", _folder.File("codes.txt"), "--json");

        Assert.Equal((5, 5), (human.ExitCode, json.ExitCode));
        Assert.Contains("line 3: unknown_serial", human.Error, StringComparison.Ordinal);
        Assert.Equal(3, json.JsonError.GetProperty("lines")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task Own_serials_are_imported_and_verify_offline()
    {
        await File.WriteAllTextAsync(_folder.File("serials.csv"), "serial\nERP-0001\nERP-0002\n\"ERP,\"\"3\"\"\"\n", TestContext.Current.CancellationToken);

        var imported = await server.RunAsync(
            "batch", "import", _folder.File("serials.csv"), "--gtin", CliServer.OtherGtin, "--lot", "E1", "--in-code", "lot", "--market", "DE,AT", "--activate", "--json");
        var id = imported.Json.GetProperty("id").GetString()!;
        var codes = _folder.File("codes.csv");
        var download = await server.RunAsync("codes", id, "--out", codes, "--json");
        var check = await CliProgram.RunAsync("codes", "--check", codes, "--keys", server.Address.ToString(), "--json");

        Assert.Equal((0, "imported", 3), (imported.ExitCode, imported.Json.GetProperty("kind").GetString(), imported.Json.GetProperty("quantity").GetInt32()));
        Assert.Equal(("ERP-0001", "ERP,\"3\""), (download.Json.GetProperty("firstSerial").GetString(), download.Json.GetProperty("lastSerial").GetString()));
        Assert.Equal((0, 3), (check.ExitCode, check.Json.GetProperty("signatures").GetProperty("valid").GetInt32()));
    }

    [Fact]
    public async Task Serials_are_not_taken_from_a_pipe_whose_end_may_be_missing()
    {
        var result = await CliProgram.RunAsync(
            ["batch", "import", "/dev/stdin", "--gtin", CliServer.OtherGtin, "--json", "--server", server.Address.ToString(), "--api-key-file", server.ApiKeyFile], "serial\nPIPE-1\n");

        Assert.Equal((2, "usage"), (result.ExitCode, result.JsonError.GetProperty("code").GetString()));
        Assert.False(result.JsonError.TryGetProperty("idempotencyKey", out _));
    }

    [Fact]
    public async Task A_refused_import_names_its_lines()
    {
        await File.WriteAllTextAsync(_folder.File("serials.csv"), "serial\nOK-1\nOK-1\n", TestContext.Current.CancellationToken);

        var result = await server.RunAsync("batch", "import", _folder.File("serials.csv"), "--gtin", CliServer.OtherGtin);

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("duplicate_serial", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_are_listed_newest_first_across_pages()
    {
        var older = await server.CreateBatchAsync("--quantity", "1");
        var newer = await server.CreateBatchAsync("--quantity", "1");

        var one = await server.RunAsync("batch", "list", "--limit", "1", "--json");
        var all = await server.RunAsync("batch", "list", "--all", "--gtin", CliServer.Gtin, "--json");
        var table = await server.RunAsync("batch", "list", "--all");

        Assert.Single(one.Json.GetProperty("items").EnumerateArray());
        Assert.True(one.Json.TryGetProperty("next", out _));
        var ids = all.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()).ToList();
        Assert.True(ids.IndexOf(newer) < ids.IndexOf(older));
        Assert.False(all.Json.TryGetProperty("next", out _));
        Assert.StartsWith("Batch   GTIN", table.Lines[0], StringComparison.Ordinal);
        Assert.Contains(older, table.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_of_a_product_are_found_by_its_number_as_the_bar_code_shows_it()
    {
        var id = await server.CreateBatchAsync("--quantity", "1");

        var result = await server.RunAsync("batch", "list", "--gtin", CliServer.Gtin.TrimStart('0'), "--all", "--json");

        Assert.Equal((0, 13), (result.ExitCode, CliServer.Gtin.TrimStart('0').Length));
        Assert.Contains(id, result.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
    }

    private Task<CliResult> RunInNewYorkAsync(string input, params string[] arguments) => CliProgram.RunAsync(
        [.. arguments, "--server", server.Address.ToString(), "--api-key-file", server.ApiKeyFile], input, new Dictionary<string, string?> { ["TZ"] = "America/New_York" });
}
