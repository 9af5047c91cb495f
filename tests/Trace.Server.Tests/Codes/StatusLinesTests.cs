using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>Reports as a scanner in the factory makes them: lines of codes or serials.</summary>
public sealed class StatusLinesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);

    /// <summary>Whatever form the scanner gives, the unit meant is the one that changes.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_form_of_line_names_its_unit(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        foreach (var profile in new[] { "signed", "compact" })
        {
            var batch = await brand.CreateBatchAsync(20, profile);
            var codes = await CodesAsync(brand, batch);
            string[] lines =
            [
                Line("spoiled", code: codes[0].Uri), Line("unused", serial: codes[1].Serial), JsonSerializer.Serialize(codes[2].Uri), JsonSerializer.Serialize(codes[3].Serial),
                "", Line("lost", code: $"(01){brand.Gtin}(21){codes[4].Serial}"), Line("stolen", code: codes[5].Serial), Line("recalled", serial: codes[6].Serial, at: "2026-11-23T00:00:00+01:00"),
                "   ", Line("retired", code: codes[7].Uri.Replace("HTTPS://ID.ACME.EXAMPLE", "https://elsewhere.example/stem", StringComparison.Ordinal)),
            ];

            var result = (await brand.Admin.ReportLinesAsync(batch, string.Join("\r\n", lines), "?status=lost&at=2026-11-24T08:00:00Z")).AssertStatus(200).Json;

            Assert.Equal(8, result.GetProperty("units").GetInt32());
            Assert.Equal(
                ["spoiled 08:00", "unused 08:00", "lost 08:00", "lost 08:00", "lost 08:00", "stolen 08:00", "recalled 23:00", "retired 08:00", "active "],
                await StatusesAsync(brand, codes.Take(9)));
            // In lower case it is the same serial.
            (await brand.Admin.ReportLinesAsync(batch, Line("active", serial: codes[3].Serial.ToLowerInvariant()))).AssertStatus(200);
            Assert.Equal("active 09:30", Assert.Single(await StatusesAsync(brand, [codes[3]])));
        }
    }

    /// <summary>A brand's own serials may begin with what elsewhere separates a GTIN from a serial.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Serials_with_punctuation_name_themselves_and_no_other(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        string[] serials = ["A1", "/A1", ",A1", ";A1", "-A1", "A-1", "a1", "\"A1", "01", brand.Gtin, "(21)A1", "/01/1"];
        var csv = string.Join('\n', serials.Prepend("serial").Select(serial => $"\"{serial.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        var batch = (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}&activate=true", csv)).AssertStatus(201).Json.Text("id");

        for (var i = 0; i < serials.Length; i++)
        {
            var result = (await brand.Admin.ReportLinesAsync(batch, Line("lost", serial: serials[i]))).AssertStatus(200).Json;
            var entry = Assert.Single(result.GetProperty("entries").EnumerateArray().ToList());
            Assert.True((i, i) == (entry.GetProperty("from").GetInt32(), entry.GetProperty("to").GetInt32()), $"{serials[i]} became unit {entry}");
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Neighbours_become_one_range_and_a_unit_named_twice_has_the_later_line(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(20);
        var codes = await CodesAsync(brand, batch);
        int[] order = [9, 3, 4, 5, 2, 10, 4, 15];

        var result = (await brand.Admin.ReportLinesAsync(batch, string.Join('\n', order.Select(i => Line("unused", serial: codes[i].Serial))))).AssertStatus(200).Json;
        Assert.Equal(["2-5", "9-10", "15-15"], result.GetProperty("entries").EnumerateArray().Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.GetProperty("from").GetInt32()}-{entry.GetProperty("to").GetInt32()}")));

        string[] lines = [Line("lost", serial: codes[7].Serial), Line("active", serial: codes[6].Serial), Line("active", serial: codes[7].Serial), Line("stolen", serial: codes[6].Serial)];
        (await brand.Admin.ReportLinesAsync(batch, string.Join('\n', lines))).AssertStatus(200);
        Assert.Equal(["stolen 09:30", "active 09:30"], await StatusesAsync(brand, codes.Skip(6).Take(2)));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_bad_line_refuses_the_report_and_every_bad_line_is_named(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(20);
        var other = await brand.CreateBatchAsync(20);
        var codes = await CodesAsync(brand, batch);
        var foreign = (await CodesAsync(brand, other))[0];
        var damaged = codes[1].Uri[..^1] + (codes[1].Uri[^1] == '0' ? '1' : '0');
        var before = await server.DumpAsync();
        (string Line, string? Code)[] lines =
        [
            (Line("lost", code: codes[0].Uri), null), ("{", "invalid_json"), (Line("lost", code: foreign.Uri), "unknown_serial"), ("", null), (Line("lost", serial: foreign.Serial), "unknown_serial"),
            (Line("lost", code: damaged), "unknown_serial"), (Line("lost", serial: "0123456789AB"), "unknown_serial"), (Line("lost"), "unknown_serial"), (Line("burnt", serial: codes[1].Serial), "invalid_status"),
            (Line(null, serial: codes[1].Serial), "invalid_status"), (Line("lost", serial: codes[1].Serial, at: "2027-01-01T00:00:00Z"), "invalid_status"), ("7", "invalid_json"), ("null", "invalid_status"),
            ("""{"serial":"x","color":"red"}""", "invalid_json"), ("""{"serial":"x","serial":"y"}""", "invalid_json"), ("\"\\ud800\"", "invalid_json"), ("\"\u0000\"", "invalid_json"),
            ("""{"code":{"a":1}}""", "invalid_json"), (Line("lost", serial: codes[2].Serial), null),
        ];

        var answer = await brand.Admin.ReportLinesAsync(batch, string.Join('\n', lines.Select(line => line.Line)));
        var errors = answer.AssertProblem(422, "invalid_lines").GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("line").GetInt32(), error.Text("code")));

        Assert.Equal(lines.Select((line, i) => (i + 1, line.Code)).Where(line => line.Code != null).Select(line => (line.Item1, line.Code!)), errors);
        Assert.Equal(before, await server.DumpAsync());
        foreach (var empty in new[] { "", "\n\n", "  " })
            (await brand.Admin.ReportLinesAsync(batch, empty)).AssertProblem(422, "invalid_lines");
        (await brand.Admin.ReportLinesAsync(batch, Line(null, serial: codes[0].Serial), "?at=soon&status=lost")).AssertProblem(400, "invalid_request");
        Assert.Equal(before, await server.DumpAsync());
    }

    /// <summary>The answer to a million bad lines stays small; the count is said in full.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_many_bad_lines_the_first_thousand_are_named_and_all_are_counted(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(20);

        var problem = (await brand.Admin.ReportLinesAsync(batch, string.Join('\n', Enumerable.Repeat("\"nonsense\"", 2500)), "?status=lost")).AssertProblem(422, "invalid_lines");

        Assert.Equal(1000, problem.GetProperty("errors").GetArrayLength());
        Assert.StartsWith("2500 lines", problem.Text("detail"), StringComparison.Ordinal);
    }

    private static string Line(string? status, string? code = null, string? serial = null, string? at = null) => new JsonObject(
        new (string Name, string? Value)[] { ("code", code), ("serial", serial), ("status", status), ("at", at) }
            .Where(member => member.Value != null).Select(member => KeyValuePair.Create(member.Name, (JsonNode?)JsonValue.Create(member.Value)))).ToJsonString();

    private static async Task<List<(string Serial, string Uri)>> CodesAsync(TestBrand brand, string batch) =>
        (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/codes?format=ndjson")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).Select(code => (code.Text("serial"), code.Text("uri"))).ToList();

    /// <summary>Status and time of day of its report, or of none.</summary>
    private static async Task<List<string>> StatusesAsync(TestBrand brand, IEnumerable<(string Serial, string Uri)> codes)
    {
        var statuses = new List<string>();
        foreach (var (serial, _) in codes)
        {
            var unit = (await brand.Admin.GetAnswerAsync($"/api/v1/units/{brand.Gtin}/{serial}")).AssertStatus(200).Json;
            statuses.Add(string.Create(CultureInfo.InvariantCulture, $"{unit.Text("status")} {(unit.TryGetProperty("statusAt", out var at) ? at.GetDateTimeOffset().ToString("HH:mm", CultureInfo.InvariantCulture) : "")}"));
        }

        return statuses;
    }

    private static Task<RunningServer> StartAsync(Engine engine) =>
        RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now)));
}
