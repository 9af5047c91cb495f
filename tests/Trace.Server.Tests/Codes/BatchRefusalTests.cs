using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>Orders that are refused, each with the word for what is wrong, and without a trace in the database.</summary>
public sealed class BatchRefusalTests
{
    private const string G = $"\"gtin\":\"{TestBrand.DefaultGtin}\"";
    private const string GQ = $"{G},\"quantity\":5";

    private static readonly (string Body, int Status, string Code)[] Cases =
    [
        // Quantities.
        ($"{{{G}}}", 422, "invalid_quantity"),
        ($"{{{G},\"quantity\":null}}", 422, "invalid_quantity"),
        ($"{{{G},\"quantity\":0}}", 422, "invalid_quantity"),
        ($"{{{G},\"quantity\":-1}}", 422, "invalid_quantity"),
        ($"{{{G},\"quantity\":-9223372036854775808}}", 422, "invalid_quantity"),
        ($"{{{G},\"quantity\":4294967296}}", 422, "invalid_quantity"),
        ($"{{{G},\"quantity\":9223372036854775807}}", 422, "invalid_quantity"),
        ($"{{{G},\"quantity\":9223372036854775808}}", 400, "invalid_json"),
        ($"{{{G},\"quantity\":1.5}}", 400, "invalid_json"),
        ($"{{{G},\"quantity\":1e3000}}", 400, "invalid_json"),
        ($"{{{G},\"quantity\":\"5\"}}", 400, "invalid_json"),
        ($"{{{G},\"quantity\":true}}", 400, "invalid_json"),
        ($"{{{G},\"quantity\":[5]}}", 400, "invalid_json"),
        ($"{{{G},\"quantity\":4294967295,\"overrunPercent\":1}}", 422, "invalid_quantity"),
        ($"{{{G},\"quantity\":4294967295,\"samplePercent\":0.0000001}}", 422, "invalid_quantity"),
        ($"{{{GQ},\"overrunPercent\":-1}}", 422, "invalid_batch"),
        ($"{{{GQ},\"overrunPercent\":100.01}}", 422, "invalid_batch"),
        ($"{{{GQ},\"samplePercent\":101}}", 422, "invalid_batch"),
        ($"{{{GQ},\"samplePercent\":1e40}}", 400, "invalid_json"),

        // Products.
        ("{\"quantity\":5}", 422, "invalid_gtin"),
        ("{\"gtin\":null,\"quantity\":5}", 422, "invalid_gtin"),
        ("{\"gtin\":\"9506000134353\",\"quantity\":5}", 422, "invalid_gtin"),
        ("{\"gtin\":\"\",\"quantity\":5}", 422, "invalid_gtin"),
        ("{\"gtin\":9506000134352,\"quantity\":5}", 400, "invalid_json"),
        ("{\"gtin\":\"4006381333931\",\"quantity\":5}", 422, "unknown_gtin"),

        // Dates.
        ($"{{{GQ},\"expiry\":\"2026-02-31\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":\"2027-02-29\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":\"2027-13\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":\"2027-00\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":\"2027-1-1\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":\"2027\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":\"271231\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":\"31.12.2027\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":\"2027-12-31T00:00:00Z\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":\"\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":\"2076-01-01\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":\"1976-12-31\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":\"9999-12\"}}", 422, "invalid_date"),
        ($"{{{GQ},\"expiry\":20271231}}", 400, "invalid_json"),

        // Lots, markets, profile, what is in the code.
        ($"{{{GQ},\"lot\":\"\"}}", 422, "invalid_batch"),
        ($"{{{GQ},\"lot\":\"123456789012345678901\"}}", 422, "invalid_batch"),
        ($"{{{GQ},\"lot\":\"L 1\"}}", 422, "invalid_batch"),
        ($"{{{GQ},\"lot\":\"L#1\"}}", 422, "invalid_batch"),
        ($"{{{GQ},\"lot\":\"Lü\"}}", 422, "invalid_batch"),
        ($"{{{GQ},\"lot\":\"L\\u0000\"}}", 422, "invalid_batch"),
        ($"{{{GQ},\"market\":[\"de\"]}}", 422, "invalid_batch"),
        ($"{{{GQ},\"market\":[\"DEU\"]}}", 422, "invalid_batch"),
        ($"{{{GQ},\"market\":[\"XX\"]}}", 422, "invalid_batch"),
        ($"{{{GQ},\"market\":[\"\"]}}", 422, "invalid_batch"),
        ($"{{{GQ},\"market\":[null]}}", 422, "invalid_batch"),
        ($"{{{GQ},\"market\":[\"DE\",null]}}", 422, "invalid_batch"),
        ($"{{{GQ},\"market\":[\"DE,AT\"]}}", 422, "invalid_batch"),
        ($"{{{GQ},\"market\":\"DE\"}}", 400, "invalid_json"),
        ($"{{{GQ},\"profile\":\"Signed\"}}", 422, "invalid_batch"),
        ($"{{{GQ},\"profile\":\"\"}}", 422, "invalid_batch"),
        ($"{{{GQ},\"profile\":0}}", 400, "invalid_json"),
        ($"{{{GQ},\"inCode\":[\"serial\"],\"lot\":\"L1\"}}", 422, "invalid_batch"),
        ($"{{{GQ},\"inCode\":[null]}}", 422, "invalid_batch"),
        ($"{{{GQ},\"inCode\":[\"lot\"]}}", 422, "invalid_batch"),
        ($"{{{GQ},\"inCode\":[\"expiry\"]}}", 422, "invalid_batch"),
        ($"{{{GQ},\"inCode\":[\"lot\",\"expiry\"],\"lot\":\"L1\"}}", 422, "invalid_batch"),
        ($"{{{GQ},\"inCode\":[\"lot\"],\"lot\":\"L1\",\"profile\":\"compact\"}}", 422, "invalid_batch"),
        ($"{{{GQ},\"inCode\":[\"expiry\"],\"expiry\":\"2027-12\",\"profile\":\"compact\"}}", 422, "invalid_batch"),
        ($"{{{GQ},\"inCode\":\"lot\",\"lot\":\"L1\"}}", 400, "invalid_json"),
        ($"{{{GQ},\"activate\":\"yes\"}}", 400, "invalid_json"),
        ($"{{{GQ},\"specimen\":1}}", 400, "invalid_json"),
    ];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_wrong_order_is_refused_with_its_word_and_changes_nothing(Engine engine)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 9, 30, 0, TimeSpan.Zero));
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var before = await server.DumpAsync();
        var wrong = new List<string>();

        foreach (var (body, status, code) in Cases)
        {
            var answer = await brand.Admin.PostTextAsync("/api/v1/batches", body, idempotencyKey: "kept for the good one".Replace(' ', '-'));
            if (answer.Status == status)
                answer.AssertProblem(status, code);
            else
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{body}: expected {status} {code}, got {answer}"));
        }

        Assert.Empty(wrong);
        Assert.Equal(before, await server.DumpAsync());
        // The order all of them spoil is a good one, and its Idempotency-Key is still free.
        (await brand.Admin.PostTextAsync("/api/v1/batches", $"{{{GQ}}}", idempotencyKey: "kept-for-the-good-one")).AssertStatus(201);
    }
}
