using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Verification;
using Trace.Server.Web.Console.Factory;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Console;

/// <summary>The factory desk without a browser: orders that come twice, files of people who signed in.</summary>
public sealed class FactoryTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_form_that_is_sent_twice_at_once_orders_one_batch(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var caller = Caller.System((await server.BatchOf(await brand.CreateBatchAsync(1))).BrandId);
        var orders = server.Services.GetRequiredService<BatchOrders>();
        var request = new CreateBatchRequest(brand.Gtin, 100, Lot: "L1");

        var placed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => orders.PlaceOnceAsync(caller, request, "form-1")));

        var ids = placed.Select(outcome => outcome.TryGet(out var batch, out var failure) ? batch.Id : failure.Code).Distinct();
        Assert.Equal(100, (await server.BatchOf(Assert.Single(ids))).Quantity);
        // Another form is another order; the same one with something else in it is none.
        Assert.True((await orders.PlaceOnceAsync(caller, request, "form-2")).TryGet(out var other, out _));
        Assert.DoesNotContain(other.Id, ids);
        Assert.False((await orders.PlaceOnceAsync(caller, request with { Quantity = 101 }, "form-1")).TryGet(out _, out var reused));
        Assert.Equal("idempotency_key_reused", reused.Code);
        Assert.Equal("invalid_quantity", (await orders.PlaceOnceAsync(caller, request with { Quantity = 0 }, "form-3")).TryGet(out _, out var zero) ? "" : zero.Code);
    }

    [Fact]
    public async Task Whoever_signed_in_gets_codes_and_labels_with_a_progress_and_a_record_of_it()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(300);
        using var factory = await Person.SignedInAsync(server, brand, "factory");
        using var viewer = await Person.SignedInAsync(server, brand, "brand_viewer", "viewer@acme.example");
        var jobs = server.Services.GetRequiredService<PrintJobs>();
        var job = jobs.Begin(AccountOf(factory), 300);
        var (codes, labels) = ($"/console/factory/{batch}/codes?format=csv&job={job.Id}", $"/console/factory/{batch}/labels?format=pdf&from=0&count=300");

        var lines = (await GetAsync(factory, codes)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((301, true, true), (lines.Length, job.IsWhole, job.IsOver));
        Assert.StartsWith("%PDF", await GetAsync(factory, labels), StringComparison.Ordinal);
        Assert.StartsWith("^XA", (await GetAsync(factory, $"/console/factory/{batch}/labels?format=zpl&template=roll-50x30&from=7&count=2")).TrimStart(), StringComparison.Ordinal);
        // The picture of the preview is the API's own, and so is who may have it.
        Assert.Contains("<svg", await GetAsync(factory, $"/api/v1/batches/{batch}/labels?format=svg&from=7"), StringComparison.Ordinal);
        foreach (var path in new[] { codes, labels })
        {
            using var refused = await viewer.Browser.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(403, (int)refused.StatusCode);
        }

        // Nobody else's page is shown it.
        Assert.Null(jobs.Find(AccountOf(viewer), job.Id));
        var trail = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit")).Json.GetProperty("items").EnumerateArray();
        Assert.Equal(3, trail.Count(entry => entry.Text("action") == "batch.print_labels"));

        Assert.Contains(batch, await GetAsync(factory, "/console/factory.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1000", 1000L)]
    [InlineData(" 1,000 ", 1000L)]
    [InlineData("4,294,967,294", 4_294_967_294L)]
    [InlineData("1,5", null)]
    [InlineData("1.000", null)]
    [InlineData("-1", null)]
    [InlineData("", null)]
    [InlineData(",000", null)]
    public void A_number_is_taken_as_it_is_meant_or_not_at_all(string text, long? number) =>
        Assert.Equal(number, Server.Web.Console.WholeNumber.TryParse(text, out var taken) ? taken : null);

    private static Caller AccountOf(Person person) => Caller.System(0) with { Id = Server.Storage.PublicId.TryParse(person.Id, out var id) ? id : 0 };

    private static Task<string> GetAsync(Person person, string path) => person.Browser.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
