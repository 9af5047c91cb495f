using System.Globalization;
using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>Uploads that are refused: whole, with the lines that are wrong, and without a trace.</summary>
public sealed class ImportRefusalTests
{
    private const string Query = $"?gtin={TestBrand.DefaultGtin}";

    /// <summary>Lines count as an editor counts them; a number is missing where the upload as a whole is meant.</summary>
    private static readonly (string Query, string Csv, string Code, string Lines)[] Cases =
    [
        // Serials.
        (Query, "serial\nA1\nA 2\nA#3\nÄ4\nA5\n", "invalid_lines", "3 invalid_serial, 4 invalid_serial, 5 invalid_serial"),
        (Query, "serial\nA1\n123456789012345678901\n\"\"\n A4\n", "invalid_lines", "3 invalid_serial, 4 invalid_serial, 5 invalid_serial"),
        (Query, "serial\nA1\nA2\nA1\nA1\n", "invalid_lines", "4 duplicate_serial, 5 duplicate_serial"),
        (Query, "serial\nA1\n\n\nA1\n", "invalid_lines", "5 duplicate_serial"),
        (Query, "serial,note\nA1,\"two\nlines\"\nA1,x\n", "invalid_lines", "4 duplicate_serial"),
        (Query, "note,serial\nx,A1\ny\n", "invalid_lines", "3 invalid_serial"),
        (Query, "serial\n\"A\n1\"\n", "invalid_lines", "3 invalid_serial"),
        (Query, "serial\nA\u00001\n", "invalid_lines", "2 invalid_serial"),

        // The file.
        (Query, "", "invalid_lines", ""),
        (Query, "\n\n", "invalid_lines", ""),
        (Query, "A1\nA2\n", "invalid_lines", ""),
        (Query, "serial;note\nA1;x\n", "invalid_lines", ""),
        (Query, "{serial: [A1]}", "invalid_lines", ""),
        (Query, "serial\n", "invalid_quantity", ""),
        (Query, "serial", "invalid_quantity", ""),
        (Query, "serial\nA\"1\n", "invalid_lines", "2 invalid_csv"),
        (Query, "serial\n\"A\"1\n", "invalid_lines", "2 invalid_csv"),
        (Query, "serial,note\nA1,\"never closed\nA2,x\nA3,y\n", "invalid_lines", "5 invalid_csv"),
        (Query, $"serial,note\nA1,\"{new string('x', 5000)}\"\n", "invalid_lines", "2 invalid_csv"),
        (Query, "serial,Serial\nA1,A2\n", "invalid_lines", ""),
        (Query, "serial,exp\nA1,2027-01\n", "invalid_lines", ""),

        // One upload is one batch.
        ("", "serial\nA1\n", "invalid_gtin", ""),
        ("?gtin=9506000134353", "serial\nA1\n", "invalid_gtin", ""),
        ("?gtin=4006381333931", "serial\nA1\n", "unknown_gtin", ""),
        (Query, "serial,gtin\nA1,4006381333931\n", "invalid_lines", "2 different_batch"),
        ("", $"serial,gtin\nA1,{TestBrand.DefaultGtin}\nA2,4006381333931\n", "invalid_lines", "3 different_batch"),
        (Query, "serial,lot\nA1,L1\nA2,L2\n", "invalid_lines", "3 different_batch"),
        ($"{Query}&expiry=2030-12", "serial,expiry\nA1,2030-12-31\n", "invalid_lines", "2 different_batch"),
        (Query, "serial,lot\nA1,L 1\n", "invalid_batch", ""),
        (Query, "serial,expiry\nA1,2027-02-30\n", "invalid_date", ""),
        ($"{Query}&lot=L%201", "serial\nA1\n", "invalid_batch", ""),
        ($"{Query}&expiry=2027-13", "serial\nA1\n", "invalid_date", ""),
        ($"{Query}&market=XX", "serial\nA1\n", "invalid_batch", ""),
        ($"{Query}&inCode=lot", "serial\nA1\n", "invalid_batch", ""),
        ($"{Query}&inCode=serial", "serial\nA1\n", "invalid_batch", ""),
        ($"{Query}&activate=perhaps", "serial\nA1\n", "invalid_request", ""),
    ];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_wrong_upload_names_its_lines_and_changes_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var before = await server.DumpAsync();
        var wrong = new List<string>();

        foreach (var (query, csv, code, lines) in Cases)
        {
            var answer = await brand.Admin.ImportAsync(query, csv);
            var expected = $"{code} {lines}";
            var seen = answer.MediaType == "application/problem+json" ? $"{answer.Json.Text("code")} {Lines(answer.AssertProblem(code == "invalid_request" ? 400 : 422, answer.Json.Text("code")))}" : answer.ToString();
            if (expected != seen)
                wrong.Add($"{query} {JsonSerializer.Serialize(csv.Length > 100 ? csv[..100] : csv)}: expected {expected}, got {seen}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await server.DumpAsync());
        // Nothing of them is left that a good upload, with the same serials, could meet.
        (await brand.Admin.ImportAsync(Query, "serial\nA1\nA2\nA3\nA4\nA5\n")).AssertStatus(201);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_no_csv_or_no_utf8_is_refused(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var before = await server.DumpAsync();
        var path = $"/api/v1/batches/import{Query}";

        foreach (var type in new[] { null, "application/json", "text/plain", "application/csv", "multipart/form-data; boundary=x" })
            (await brand.Admin.PostBytesAsync(path, "serial\nA1\n"u8.ToArray(), type)).AssertProblem(415, "unsupported_media_type");
        Assert.Equal("3 invalid_serial", Lines((await brand.Admin.PostBytesAsync(path, [.. "serial\nA1\nA"u8, 0xFF, .. "\n"u8], "text/csv")).AssertProblem(422, "invalid_lines")));
        Assert.Equal("3 invalid_serial", Lines((await brand.Admin.PostBytesAsync(path, [.. "serial\nA1\n"u8, 0xC3, 0x28, .. "\n"u8], "text/csv")).AssertProblem(422, "invalid_lines")));
        (await brand.Admin.PostBytesAsync(path, [0x00, 0x01, 0x02, 0x03], "text/csv")).AssertProblem(422, "invalid_lines");

        Assert.Equal(before, await server.DumpAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_serial_that_exists_already_refuses_the_upload_with_its_line(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        (await brand.Admin.ImportAsync(Query, "serial\nA1\nA2\nA3\n")).AssertStatus(201);
        var signed = await SerialsAsync(brand, await brand.CreateBatchAsync(3));
        var compact = await SerialsAsync(brand, await brand.CreateBatchAsync(3, "compact"));
        var before = await server.DumpAsync();

        foreach (var (csv, lines) in new[]
        {
            ("serial\nB1\nA2\nB2\nA3\n", "3 serial_taken, 5 serial_taken"),
            ($"serial\nB1\n{signed[1]}\nB2\n", "3 serial_taken"),
            ($"serial\nB1\n{compact[2]}\n", "3 serial_taken"),
            // The first 12 characters alone are what a compact code's unit is found by.
            ($"serial\nB1\n{compact[2][..12]}\n", "3 serial_taken"),
            ($"serial\nB1\n{compact[2][..12]}ABCDEFGH\n", "3 serial_taken"),
            ($"serial,note\nB1,\"two\nlines\"\n\n{signed[0]},x\n", "5 serial_taken"),
            ("serial,note\nB1,\"two\nlines\"\n\nA1,x\n", "5 serial_taken"),
        })
        {
            var problem = (await brand.Admin.ImportAsync(Query, csv)).AssertProblem(422, "invalid_lines");
            Assert.Equal((csv, lines), (csv, Lines(problem)));
        }

        Assert.Equal(before, await server.DumpAsync());
        Assert.Equal("not_issued", await server.VerdictAsync($"{brand.Gtin} B1"));
        // A serial of another length than ours, or in lower case, is another serial.
        (await brand.Admin.ImportAsync(Query, $"serial\n{signed[1]}A\n{signed[1][1..]}\na1\n")).AssertStatus(201);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_two_uploads_of_the_same_serials_at_once_one_is_imported(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var csv = string.Join('\n', Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"S{i}")).Prepend("serial"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => brand.Admin.ImportAsync($"{Query}&activate=true", csv)));

        var good = answers.Where(answer => answer.Status == 201).ToList();
        Assert.All(answers.Except(good), answer => answer.AssertProblem(422, "invalid_lines"));
        // Two that hinder each other may both be refused; a retry then succeeds.
        Assert.InRange(good.Count, 0, 1);
        if (good.Count == 0)
            (await brand.Admin.ImportAsync($"{Query}&activate=true", csv)).AssertStatus(201);
        Assert.Equal((1, 300), ((int)await server.FindAsync<long>("SELECT COUNT(*) FROM batch;"), (int)await server.FindAsync<long>("SELECT COUNT(*) FROM imported_serial;")));
        Assert.Equal("issued", await server.VerdictAsync($"{brand.Gtin} S299"));
    }

    /// <summary>No upload is ever held as one line, so one without an end cannot fill the memory.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_line_without_an_end_is_refused_in_every_upload(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(1);
        var before = await server.DumpAsync();
        var endless = new string('x', 3_000_000);

        foreach (var csv in new[] { endless, $"serial\nA1\n{endless}", $"serial,note\nA1,\"{endless}\"\nA2,\n" })
        {
            var answer = await brand.Admin.ImportAsync(Query, csv);
            answer.AssertProblem(answer.Status, answer.Status == 400 ? "invalid_request" : "invalid_lines");
            Assert.True(answer.Body.Length < 5000, "The answer repeats the line.");
        }

        foreach (var lines in new[] { endless, $"\"A1\"\n\"{endless}\"\n" })
            (await brand.Admin.ReportLinesAsync(batch, lines, "?status=lost")).AssertProblem(400, "invalid_request");
        Assert.Equal(before, await server.DumpAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_many_wrong_lines_the_first_thousand_are_named(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var csv = string.Join('\n', Enumerable.Range(0, 1500).Select(i => string.Create(CultureInfo.InvariantCulture, $"bad serial {i}")).Prepend("serial"));

        var problem = (await brand.Admin.ImportAsync(Query, csv)).AssertProblem(422, "invalid_lines");

        Assert.Equal(Enumerable.Range(2, 1000), problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("line").GetInt32()));
    }

    private static string Lines(JsonElement problem) => problem.TryGetProperty("errors", out var errors)
        ? string.Join(", ", errors.EnumerateArray().Select(error => string.Create(CultureInfo.InvariantCulture, $"{error.GetProperty("line").GetInt32()} {error.Text("code")}")))
        : "";

    private static async Task<List<string>> SerialsAsync(TestBrand brand, string batch) =>
        (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/codes?format=ndjson")).Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Text("serial")).ToList();
}
