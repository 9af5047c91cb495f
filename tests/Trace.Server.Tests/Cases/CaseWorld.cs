using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Rights;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Cases;

/// <summary>A brand with people, a right and an offer that was seen, and the steps that they take.</summary>
internal sealed partial class CaseWorld : IAsyncDisposable
{
    public const string PublicUrl = "https://trace.example";

    private CaseWorld(RunningServer server, FakeTimeProvider clock, TestBrand brand, Person kim, Person ines)
    {
        Server = server;
        Clock = clock;
        Brand = brand;
        Kim = kim;
        Ines = ines;
    }

    public RunningServer Server { get; }

    public FakeTimeProvider Clock { get; }

    public TestBrand Brand { get; }

    /// <summary>A brand_admin who signed in.</summary>
    public Person Kim { get; }

    /// <summary>An inspector who signed in.</summary>
    public Person Ines { get; }

    public string Right { get; private set; } = "";

    public string Listing { get; private set; } = "";

    public static async Task<CaseWorld> StartAsync(Engine engine, params string[] arguments)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow()) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock), [$"--PublicUrl={PublicUrl}", .. arguments]);
        var brand = await server.CreateBrandAsync();
        var kim = await Person.SignedInAsync(server, brand, "brand_admin", "kim@acme.example");
        var ines = await Person.SignedInAsync(server, brand, "inspector", "ines@acme.example");
        var world = new CaseWorld(server, clock, brand, kim, ines);
        world.Right = (await brand.Admin.PostAsync("/api/v1/rights", TestRights.Mark)).Text("id");
        world.Listing = await world.SeeAsync();
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        Kim.Dispose();
        Ines.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>An offer with a capture of it.</summary>
    public async Task<string> SeeAsync(string seller = "oelhandel24", bool withCapture = true)
    {
        var id = (await Brand.Admin.PostAsync("/api/v1/listings", new { url = $"https://ebay.example/itm/{seller}", platform = "ebay", sellerHandle = seller, country = "DE", gtin = Brand.Gtin })).Text("id");
        if (withCapture)
            (await Brand.Admin.SendAnswerAsync(HttpMethod.Post, $"/api/v1/listings/{id}/captures", FormOf("offer.txt", "An offer of olive oil."))).AssertStatus(201);
        return id;
    }

    public async Task<string> OpenAsync(string claim = "unauthorized", string? listing = null, string[]? grounds = null, string[]? rights = null, string? purchase = null) => (await Kim.Browser.PostAnswerAsync(
        "/api/v1/cases",
        new { claim, listings = new[] { listing ?? Listing }, rights = rights ?? [Right], grounds = grounds ?? ["first_sale_outside"], purchase, seller = new { name = "Ölhandel 24", email = "shop@oelhandel24.example" } })).AssertStatus(201).Json.Text("id");

    public async Task<JsonElement> FindAsync(string id) => (await Kim.Browser.GetAnswerAsync($"/api/v1/cases/{id}")).AssertStatus(200).Json;

    public async Task<string> StateAsync(string id) => (await FindAsync(id)).GetProperty("case").Text("state");

    public async Task<string> LetterAsync(string id, string kind, object? values = null) =>
        (await Kim.Browser.PostAnswerAsync($"/api/v1/cases/{id}/letters", new { kind, values })).AssertStatus(201).Json.GetProperty("text").Text("id");

    public async Task<string> NoticeAsync(string id, string form = "dsa-notice", object? values = null) => (await Kim.Browser.PostAnswerAsync(
        $"/api/v1/cases/{id}/notices", new { form, right = Right, values = values ?? new { explanation = "The goods were first sold in Brazil.", good_faith = "true" } })).AssertStatus(201).Json.GetProperty("text").Text("id");

    /// <summary>A unit is bought there, received, scanned and examined: somebody else made it.</summary>
    /// <param name="code">What it bears; null for none.</param>
    public async Task<string> BuyAsync(string? code)
    {
        var day = Clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var id = (await Kim.Browser.PostAnswerAsync("/api/v1/purchases", new { orderNumber = "11-2", platform = "ebay", listing = Listing, country = "DE", orderedOn = day, receivedOn = day })).AssertStatus(201).Json.Text("id");
        (await Kim.Browser.PostAnswerAsync($"/api/v1/purchases/{id}/hand-overs", new { from = "Parcel service", to = "Kim" })).AssertStatus(201);
        (await Kim.Browser.PostAnswerAsync($"/api/v1/purchases/{id}/scans", code == null ? (object)new { bearsNoCode = true } : new { code })).AssertStatus(201);
        var finding = FormOf("report.txt", "It was filled elsewhere.");
        finding.Add(new StringContent("Dr. Rossi"), "examiner");
        finding.Add(new StringContent("not_of_the_brand"), "result");
        (await Kim.Browser.SendAnswerAsync(HttpMethod.Post, $"/api/v1/purchases/{id}/findings", finding)).AssertStatus(201);
        return id;
    }

    /// <summary>Somebody moves a case from where it stands.</summary>
    public async Task<Answer> MoveAsync(string id, string move, string[]? texts = null, string? answer = null, string? reason = null, Person? by = null, string? from = null, string? password = Person.Password) =>
        await (by ?? Kim).Browser.PostAnswerAsync(
            $"/api/v1/cases/{id}/moves", new { move, from = from ?? await StateAsync(id), texts = texts ?? [], answer, reason, confirm = true, password });

    public async Task<string> AnswerAsync(string id, string sender = "seller", string message = "No.") =>
        (await Kim.Browser.PostAnswerAsync($"/api/v1/cases/{id}/answers", new { sender, message })).AssertStatus(201).Json.Text("id");

    /// <summary>The first letter goes out; returns the link in it.</summary>
    public async Task<string> ContactAsync(string id)
    {
        (await MoveAsync(id, "contact_seller", [await LetterAsync(id, "first_letter")])).AssertStatus(200);
        return await LinkAsync(id);
    }

    public async Task RequestAsync(string id) =>
        (await MoveAsync(id, "request_proof", [await LetterAsync(id, "reminder", new { what_is_open = "We have no answer from you." })])).AssertStatus(200);

    public async Task RefuseAsync(string id)
    {
        await ContactAsync(id);
        (await MoveAsync(id, "record_refusal", answer: await AnswerAsync(id))).AssertStatus(200);
    }

    public async Task ComplainAsync(string id)
    {
        await RefuseAsync(id);
        (await MoveAsync(id, "complain", [await NoticeAsync(id)])).AssertStatus(200);
    }

    /// <summary>The path of the link of the newest letter.</summary>
    public async Task<string> LinkAsync(string id)
    {
        var text = (await FindAsync(id)).GetProperty("texts").EnumerateArray().Last(text => text.Text("status") == "sent" && text.Text("kind") is "first_letter" or "reminder").Text("id");
        var body = (await Kim.Browser.GetAnswerAsync($"/api/v1/cases/{id}/texts/{text}")).AssertStatus(200).Json.Text("body");
        return ReplyLink().Match(body).Groups["path"].Value;
    }

    /// <summary>Time goes on, and people sign in again.</summary>
    public async Task WaitAsync(int days)
    {
        Clock.Advance(TimeSpan.FromDays(days));
        (await Kim.SignInAsync()).AssertStatus(200);
        (await Ines.SignInAsync()).AssertStatus(200);
    }

    public async Task<IReadOnlyList<string>> AuditAsync() =>
        [.. (await Brand.Admin.GetAnswerAsync($"/api/v1/brands/{Brand.Id}/audit?limit=200")).Json.GetProperty("items").EnumerateArray().Select(entry => entry.Text("action"))];

    /// <summary>What the transparency log was told, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> RecordsAsync(string type) => [.. (await Server.Database().ReadAsync(
        session => session.ListAsync<byte[]>("SELECT content FROM log_record WHERE type = @Type AND content IS NOT NULL ORDER BY entered_at, record_id;", new { Type = type }),
        TestContext.Current.CancellationToken)).Select(Encoding.UTF8.GetString)];

    public Task<long> CountAsync(string table, string where = "1 = 1") => Server.Database().ReadAsync(session => session.FindAsync<long>($"SELECT COUNT(*) FROM {table} WHERE {where};"), TestContext.Current.CancellationToken);

    public static MultipartFormDataContent FormOf(string name, string content, string part = "file")
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return new MultipartFormDataContent { { file, part, name } };
    }

    /// <summary>A seller sends an answer by the link.</summary>
    public Task<Answer> ReplyAsync(string path, string kind = "authorization", string message = "Here it is.", params (string Name, string Content)[] files)
    {
        var form = new MultipartFormDataContent { { new StringContent(kind), "kind" }, { new StringContent(message), "message" } };
        foreach (var (name, content) in files)
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "files", name);
        return Server.Public.SendAnswerAsync(HttpMethod.Post, path, form);
    }

    public static IEnumerable<string> CodesIn(Answer refused) => refused.Json.GetProperty("missing").EnumerateArray().Select(gap => gap.Text("code"));

    [GeneratedRegex("https://trace\\.example(?<path>/reply/[A-Za-z0-9_-]{43})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReplyLink();
}
