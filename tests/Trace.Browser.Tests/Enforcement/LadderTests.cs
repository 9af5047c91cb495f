using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Browser.Tests.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Enforcement;

/// <summary>From what a person reports of a product to a case that is settled, or goes to a lawyer: with browsers alone where people have browsers.</summary>
public sealed partial class LadderTests : IAsyncLifetime
{
    private const string Email = "kim@casa.example";
    private const string Password = "blaue Giraffe kauft Kreide";
    private const string Live = ".shell[data-live]";

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow()) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
    private readonly TemporaryFolder _folder = new();
    private string _proof = "";
    private RunningServer _server = null!;
    private TestBrand _brand = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _proof = Path.Combine(_folder.Path, "contract.txt");
        await File.WriteAllTextAsync(_proof, "Contract: may sell olive oil in Germany.", Cancellation);
        _server = await RunningServer.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(_clock), arguments: "--PublicUrl=https://trace.example");
        _brand = await _server.CreateBrandAsync("casa", "id.casa.example");
        var invited = await _server.Owner.PostAsync($"/api/v1/brands/{_brand.Id}/accounts", new { email = Email, name = "Kim", role = "brand_admin" });
        using var set = await _server.Public.PostAsJsonAsync(new Uri("/api/v1/passwords", UriKind.Relative), new { token = invited.GetProperty("link").Text("url").Split('#')[1], password = Password }, Cancellation);
        Assert.True(set.IsSuccessStatusCode);
        await _brand.Admin.PostAsync("/api/v1/rights", new { kind = "trade_mark", office = "EUIPO", number = "018765432", title = "CASA OLIO", territory = new[] { "EU" }, classes = new[] { 29 }, from = "2021-03-01" });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_reported_offer_is_asked_about_its_first_proof_rejected_and_the_second_accepted()
    {
        var listing = await ReportAndSeeAsync();
        var id = await OpenAsync(listing, "ladder");

        await ContactAsync(id);
        await ReplyAsync(await LinkAsync(id), "I found this.", "reply");
        // What came is not enough: a letter asks for more, with another link.
        await VisitAsync(
            $"/console/cases/{id}",
            "case-answered",
            PageStep.WaitFor("[data-answer]"), PageStep.Click("[data-write=reminder]"), PageStep.WaitFor("#values"), PageStep.Fill("#value-what_is_open", "The contract names another shop."), PageStep.Click("#save"),
            PageStep.WaitFor("#preview"), PageStep.Click("[data-send=reject_proof]"), PageStep.Fill("#move-reason", "It names another shop."), PageStep.Click("#move-confirm"),
            PageStep.Fill("#move-password", Password), PageStep.Screenshot(PageLook.Picture("case-move")), PageStep.Click("#move-do"), PageStep.WaitFor("#state[data-state=proof_requested]"));
        await ReplyAsync(await LinkAsync(id), "This is the one for my shop.", "reply-again");
        var page = await VisitAsync(
            $"/console/cases/{id}",
            "case-closed",
            PageStep.Click("[data-move=accept_proof] button"), PageStep.WaitFor("#move-confirm"), PageStep.Click("#move-confirm"), PageStep.Fill("#move-password", Password), PageStep.Click("#move-do"),
            PageStep.WaitFor("#state[data-state=closed]"), PageStep.WaitFor("[data-step='3']"));

        Assert.Contains("Closed: authorized", page.Text, StringComparison.Ordinal);
        var detail = await FindAsync(id);
        Assert.Equal(["contact_seller", "reject_proof", "accept_proof"], detail.GetProperty("steps").EnumerateArray().Select(step => step.Text("move")));
        Assert.Equal(["rejected", "accepted"], detail.GetProperty("answers").EnumerateArray().Select(answer => answer.Text("decision")));
    }

    [Fact]
    public async Task Without_an_answer_it_goes_to_the_platform_and_where_that_refuses_to_a_lawyer()
    {
        var id = await OpenAsync(await ReportAndSeeAsync(), "branch");
        await ContactAsync(id);
        await VisitAsync(
            $"/console/cases/{id}",
            "case-reminder",
            PageStep.Click("[data-write=reminder]"), PageStep.WaitFor("#values"), PageStep.Fill("#value-what_is_open", "We have no answer from you."), PageStep.Click("#save"), PageStep.WaitFor("#preview"),
            PageStep.Click("[data-send=request_proof]"), PageStep.Click("#move-confirm"), PageStep.Fill("#move-password", Password), PageStep.Click("#move-do"), PageStep.WaitFor("#state[data-state=proof_requested]"));
        _clock.Advance(TimeSpan.FromDays(15));

        await VisitAsync(
            $"/console/cases/{id}",
            "case-overdue",
            PageStep.Click("[data-move=record_no_answer] button"), PageStep.WaitFor("#move-do"), PageStep.Click("#move-do"), PageStep.WaitFor("#state[data-state=no_answer]"),
            PageStep.Click("[data-write=notice]"), PageStep.WaitFor("#notice-right"), PageStep.Select("#notice-form", "dsa-notice"), PageStep.Click("#notice-begin"), PageStep.WaitFor("#value-explanation"),
            PageStep.WaitFor("[data-gap=field_missing]"), PageStep.Fill("#value-explanation", "The goods were first put on the market in Brazil."), PageStep.Click("#value-good_faith"), PageStep.Click("#save"),
            PageStep.WaitFor("#json"), PageStep.Screenshot(PageLook.Picture("case-notice")), PageStep.Click("[data-send=complain]"), PageStep.Click("#move-confirm"), PageStep.Fill("#move-password", Password),
            PageStep.Click("#move-do"), PageStep.WaitFor("#state[data-state=platform_complaint]"));
        await VisitAsync(
            $"/console/cases/{id}",
            "case-refused",
            PageStep.Click("#record-answer"), PageStep.WaitFor("#answer-sender"), PageStep.Select("#answer-sender", "platform"), PageStep.Fill("#answer-message", "We do not see an infringement."), PageStep.Click("#answer-save"),
            PageStep.WaitFor("text=We do not see an infringement."), PageStep.Click("[data-move=record_platform_refusal] button"), PageStep.WaitFor("#move-answer"), PageStep.Click("#move-do"),
            PageStep.WaitFor("#state[data-state=refused_by_platform]"), PageStep.WaitFor("#second"));

        // A lawyer gets a dossier or nothing.
        var legal = await VisitAsync($"/console/cases/{id}", "case-legal", PageStep.Click("[data-move=go_legal] summary"), PageStep.WaitFor("[data-move=go_legal] [data-gap=dossier_missing]"));
        Assert.Contains("Hand over to a lawyer", legal.Text, StringComparison.Ordinal);
        Assert.Equal(["contact_seller", "request_proof", "record_no_answer", "complain", "record_platform_refusal"], (await FindAsync(id)).GetProperty("steps").EnumerateArray().Select(step => step.Text("move")));
        await VisitAsync("/console/cases", "cases-board", PageStep.WaitFor(".board [data-row]"));
    }

    /// <summary>Somebody checks a label, reports what it is on, and the brand keeps the offer with a capture.</summary>
    private async Task<string> ReportAndSeeAsync()
    {
        var code = (await _brand.UrisAsync(await _brand.CreateBatchAsync(1), 0, 1))[0];
        var sent = await Chromium.VisitAsync(new PageVisit(_server.Address + code[code.IndexOf("/01/", StringComparison.Ordinal)..])
        {
            Locale = "en-GB",
            JavaScript = false,
            Steps =
            [
                PageStep.Click("role=button[name=\"Report this product\"]"), PageStep.Fill("label=What looks wrong?", "Bought online; the shop is not named anywhere."), PageStep.Fill("label=Link to the offer", "https://shop.example/oil"),
                PageStep.Click("role=button[name=\"Send the report\"]"), PageStep.WaitFor("text=Your report was received."), PageStep.Evaluate("document.querySelector('.count bdi').textContent"),
            ],
        });
        var listing = (await _brand.Admin.PostAsync("/api/v1/listings", new { report = sent.Values[0].GetString(), platform = "shop.example", sellerHandle = "oelhandel24", country = "DE", gtin = _brand.Gtin })).Text("id");
        using var form = new MultipartFormDataContent { { new ByteArrayContent("An offer of olive oil, 500 ml, 4.50 EUR."u8.ToArray()), "file", "offer.txt" } };
        using var kept = await _brand.Admin.PostAsync(new Uri($"/api/v1/listings/{listing}/captures", UriKind.Relative), form, Cancellation);
        Assert.True(kept.IsSuccessStatusCode, await kept.Content.ReadAsStringAsync(Cancellation));
        return listing;
    }

    /// <summary>A case is opened from the listing, in the console.</summary>
    private async Task<string> OpenAsync(string listing, string name)
    {
        var page = await VisitAsync(
            $"/console/cases/new?listing={listing}",
            $"case-new-{name}",
            PageStep.WaitFor("[data-right]"), PageStep.Fill("#seller-name", "Ölhandel 24"), PageStep.Fill("#seller-email", "shop@oelhandel24.example"), PageStep.Click("[data-right]"), PageStep.Click("[data-ground=first_sale_outside]"),
            PageStep.Click("#save"), PageStep.WaitFor("#state[data-state=draft]"), PageStep.Screenshot(PageLook.Picture($"case-draft-{name}")), PageStep.Evaluate("location.pathname.split('/').pop()"));
        return page.Values[^1].GetString()!;
    }

    private Task<PageResult> ContactAsync(string id) => VisitAsync(
        $"/console/cases/{id}",
        "case-contacted",
        PageStep.Click("[data-write=first_letter]"), PageStep.WaitFor("#preview"), PageStep.Screenshot(PageLook.Picture("case-letter")), PageStep.Click("[data-send=contact_seller]"), PageStep.WaitFor("#move-confirm"),
        PageStep.Click("#move-confirm"), PageStep.Fill("#move-password", Password), PageStep.Click("#move-do"), PageStep.WaitFor("#state[data-state=seller_contacted]"));

    /// <summary>The seller opens the link and sends a file, without script.</summary>
    private async Task ReplyAsync(string path, string message, string name)
    {
        var page = await Chromium.VisitAsync(new PageVisit(_server.Address + path)
        {
            Locale = "de-DE",
            JavaScript = false,
            Axe = true,
            Screenshot = PageLook.Picture($"{name}-sent"),
            Steps =
            [
                PageStep.WaitFor("#files"), PageStep.Screenshot(PageLook.Picture(name)), PageStep.Upload("#files", _proof), PageStep.Fill("#message", message), PageStep.Click("main form[method=post] button"),
                PageStep.WaitFor("text=Ihre Antwort ist angekommen."), PageStep.Go(_server.Address + path), PageStep.WaitFor("text=Sie haben schon geantwortet."),
            ],
        });
        Assert.Empty(page.Violations);
        Assert.Contains(message, page.Text, StringComparison.Ordinal);
        Assert.True(page.ScrollWidth <= 390);
    }

    private async Task<string> LinkAsync(string id)
    {
        var text = (await FindAsync(id)).GetProperty("texts").EnumerateArray().Last(text => text.Text("status") == "sent").Text("id");
        var body = JsonDocument.Parse(await _brand.Admin.GetStringAsync(new Uri($"/api/v1/cases/{id}/texts/{text}", UriKind.Relative), Cancellation)).RootElement.Text("body");
        return ReplyLink().Match(body).Groups["path"].Value;
    }

    private async Task<JsonElement> FindAsync(string id) => JsonDocument.Parse(await _brand.Admin.GetStringAsync(new Uri($"/api/v1/cases/{id}", UriKind.Relative), Cancellation)).RootElement;

    /// <summary>Kim signs in and works on a page of the console.</summary>
    private async Task<PageResult> VisitAsync(string path, string name, params PageStep[] steps)
    {
        var page = await Chromium.VisitAsync(new PageVisit(_server.Address + path)
        {
            Locale = "en-GB",
            Width = 1440,
            Height = 900,
            ColorScheme = name.Length % 2 == 0 ? "dark" : "light",
            Axe = true,
            Screenshot = PageLook.Picture(name),
            Steps = [PageStep.Fill("#email", Email), PageStep.Fill("#password", Password), PageStep.Click("main button"), PageStep.WaitFor(Live), .. steps],
        });
        Assert.Empty(page.Violations);
        Assert.True(page.ScrollWidth <= 1440, $"{name} is {page.ScrollWidth} px wide");
        return page;
    }

    [GeneratedRegex("https://trace\\.example(?<path>/reply/[A-Za-z0-9_-]{43})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReplyLink();
}
