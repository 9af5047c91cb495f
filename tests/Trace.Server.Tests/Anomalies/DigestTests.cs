using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Anomalies;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Codes;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Anomalies;

/// <summary>What was opened comes by mail, once, to those who asked for it and as far as they may see it.</summary>
public sealed class DigestTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_chose_a_digest_gets_what_was_opened_since_the_last_one_in_groups(Engine engine)
    {
        await using var world = await DigestWorld.StartAsync(engine);
        using var kim = await world.PersonAsync("kim", every: null);
        using var lee = await world.PersonAsync("lee", "weekly", "inspector");
        using var off = await world.PersonAsync("off", "daily");
        (await DigestWorld.ChooseAsync(off, "off")).AssertStatus(200);
        Assert.Equal("""{"every":"off","mail":true}""", (await kim.Browser.GetAnswerAsync(DigestWorld.Path)).AssertStatus(200).Text);
        foreach (var wrong in new[] { null, "hourly", "Daily" })
            (await DigestWorld.ChooseAsync(kim, wrong)).AssertProblem(422, "invalid_account");
        Assert.Equal("""{"every":"daily","mail":true}""", (await DigestWorld.ChooseAsync(kim, "daily")).AssertStatus(200).Text);
        Assert.Equal("""{"every":"daily","mail":true}""", (await kim.Browser.GetAnswerAsync(DigestWorld.Path)).AssertStatus(200).Text);
        Assert.Equal("daily", (await kim.Browser.GetAnswerAsync("/api/v1/account/export")).AssertStatus(200).Json.Text("digest"));
        Assert.Contains($$"""account.set_digest","target":"{{kim.Id}}","old":{"every":"off"},"new":{"every":"daily"}""", (await world.Brand.Admin.GetAnswerAsync($"/api/v1/brands/{world.Brand.Id}/audit")).Text, StringComparison.Ordinal);

        world.Time.Advance(TimeSpan.FromHours(1));
        var (stolen, codes) = await world.StealAsync(3);
        await world.Server.Public.VerifyAsync(codes[0], "another");
        var early = await world.Brand.CreateBatchAsync(new { gtin = world.Brand.Gtin, quantity = 1 });
        await world.Server.Public.VerifyAsync((await world.Brand.UrisAsync(early, 0, 1))[0]);
        var seen = world.Time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        world.Time.Advance(TimeSpan.FromHours(22));
        Assert.Equal(0, await world.SendAsync());
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await world.SendAsync());

        var (to, mail) = world.Sink.Take();
        Assert.Equal("kim@acme.example", to);
        Assert.Contains("Subject: Trace: 4 new anomalies of Acme\n", mail, StringComparison.Ordinal);
        Assert.Contains($"Scanned after its label was reported as stolen, lost, spoiled or unused.\n  batch {stolen}, GTIN {world.Brand.Gtin}, 3 codes, 4 scans, highest score 6.7, newest {seen}\n", mail, StringComparison.Ordinal);
        Assert.Contains($"Scanned although nobody recorded it as applied to a product.\n  batch {early}, GTIN {world.Brand.Gtin}, 1 code, 1 scan, highest score 5.0, newest {seen}\n", mail, StringComparison.Ordinal);
        Assert.Contains("https://trace.acme.example/api/v1/anomalies/groups?status=open\n", mail, StringComparison.Ordinal);
        Assert.Contains("PUT https://trace.acme.example/api/v1/account/digest with {\"every\": \"off\"}", mail, StringComparison.Ordinal);
        Assert.All(codes, code => Assert.DoesNotContain(BrandBatches.SerialOf(code), mail, StringComparison.Ordinal));

        Assert.Equal(0, await world.SendAsync());
        // Nothing but what may still be on its way; the day is over all the same.
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.StealAsync();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await world.SendAsync());
        Assert.Equal(1, await world.SendAfterAsync(days: 1));
        Assert.Contains("Subject: Trace: 1 new anomaly of Acme\n", world.Sink.Take().Text, StringComparison.Ordinal);
        Assert.Equal(1, await world.SendAfterAsync(days: 4));
        (to, mail) = world.Sink.Take();
        Assert.Equal("lee@acme.example", to);
        Assert.Contains("Subject: Trace: 5 new anomalies of Acme\n", mail, StringComparison.Ordinal);

        (await world.Server.Owner.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/brands/{world.Brand.Id}/accounts/{kim.Id}")).AssertStatus(204);
        Assert.Equal(1, await world.Server.FindAsync<long>("SELECT COUNT(*) FROM anomaly_digest;"));
        await world.StealAsync();
        Assert.Equal(0, await world.SendAfterAsync(days: 1));
        Assert.Equal(0, world.Sink.Count);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_digest_from_a_score_on_leaves_out_what_is_weaker(Engine engine)
    {
        await using var world = await DigestWorld.StartAsync(engine);
        using var kim = await world.PersonAsync("kim", every: null);
        (await DigestWorld.ChooseAsync(kim, "daily", -1)).AssertProblem(422, "invalid_account");
        Assert.Equal("""{"every":"daily","mail":true,"leastScore":5.5}""", (await DigestWorld.ChooseAsync(kim, "daily", 5.5)).AssertStatus(200).Text);
        var early = await world.Brand.CreateBatchAsync(new { gtin = world.Brand.Gtin, quantity = 1 });
        await world.Server.Public.VerifyAsync((await world.Brand.UrisAsync(early, 0, 1))[0]);
        Assert.Equal(0, await world.SendAfterAsync(days: 1));
        await world.StealAsync();

        Assert.Equal(1, await world.SendAfterAsync(days: 1));
        Assert.Contains("Subject: Trace: 1 new anomaly of Acme\n", world.Sink.Take().Text, StringComparison.Ordinal);
        // Without a score again all are told; the session of the first days is over.
        (await kim.SignInAsync()).AssertStatus(200);
        (await DigestWorld.ChooseAsync(kim, "daily")).AssertStatus(200);
        Assert.Equal("""{"every":"daily","mail":true}""", (await kim.Browser.GetAnswerAsync(DigestWorld.Path)).Text);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_digest_holds_what_its_person_may_see_and_comes_only_while_the_person_may_see_it(Engine engine)
    {
        await using var world = await DigestWorld.StartAsync(engine);
        var vinegar = TestGtin.Of(1);
        await world.Brand.Admin.PostAsync("/api/v1/products", new { gtin = vinegar, name = "Vinegar" });
        var rival = await world.Server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        using var all = await world.PersonAsync("all", "daily");
        using var oil = await world.PersonAsync("oil", "daily", gtins: [world.Brand.Gtin]);
        using var porto = await world.PersonAsync("porto", "daily", "brand_admin", sites: ["Porto"]);
        using var theirs = await world.PersonAsync("theirs", "daily", "brand_admin", rival);
        using var gone = await world.PersonAsync("gone", "daily");
        using var factory = await world.PersonAsync("factory", "daily");
        using var edited = await world.PersonAsync("edited", "daily", gtins: [vinegar]);
        var accounts = $"/api/v1/brands/{world.Brand.Id}/accounts";
        (await world.Server.Owner.PatchAnswerAsync($"{accounts}/{gone.Id}", new { disabled = true })).AssertStatus(200);
        (await world.Server.Owner.PatchAnswerAsync($"{accounts}/{factory.Id}", new { role = "factory" })).AssertStatus(200);
        await world.Server.ExecuteAsync("UPDATE account SET gtins = NULL WHERE email = 'edited@acme.example';");
        var (ofVinegar, _) = await world.StealAsync(gtin: vinegar);
        var (ofPorto, _) = await world.StealAsync(site: "Porto");
        var (ofLisbon, _) = await world.StealAsync(gtin: vinegar, site: "Lisbon");

        Assert.Equal(3, await world.SendAfterAsync(days: 1));

        var mails = Enumerable.Range(0, 3).Select(_ => world.Sink.Take()).ToDictionary(mail => mail.To.Split('@')[0], mail => mail.Text);
        string[] Batches(string name) => [.. new[] { ofVinegar, ofPorto, ofLisbon }.Where(batch => mails[name].Contains($"batch {batch}", StringComparison.Ordinal))];
        Assert.Equal([ofVinegar, ofPorto, ofLisbon], Batches("all"));
        Assert.Equal([ofPorto], Batches("oil"));
        Assert.Equal([ofVinegar, ofPorto], Batches("porto"));
        Assert.Contains("Subject: Trace: 1 new anomaly of Acme\n", mails["oil"], StringComparison.Ordinal);
        // Who may see it again hears of what is opened then.
        (await world.Server.Owner.PatchAnswerAsync($"{accounts}/{gone.Id}", new { disabled = false })).AssertStatus(200);
        Assert.Equal(0, await world.SendAfterAsync(days: 1));
        Assert.Equal(0, world.Sink.Count);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_long_digest_names_twenty_groups_and_says_how_many_more_there_are(Engine engine)
    {
        await using var world = await DigestWorld.StartAsync(engine);
        using var kim = await world.PersonAsync("kim", "daily");
        for (var batch = 0; batch < DigestMail.MostGroups + 2; batch++)
            await world.StealAsync();

        Assert.Equal(1, await world.SendAfterAsync(days: 1));

        var mail = world.Sink.Take().Text;
        Assert.Contains("Subject: Trace: 22 new anomalies of Acme\n", mail, StringComparison.Ordinal);
        Assert.Equal(DigestMail.MostGroups, mail.Split("\n  batch ").Length - 1);
        Assert.Contains("And 2 more groups.\n", mail, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_digest_that_the_mail_server_refuses_is_tried_again_within_the_hour_and_tells_the_same(Engine engine)
    {
        await using var world = await DigestWorld.StartAsync(engine, ticks: true);
        using var kim = await world.PersonAsync("kim", "daily");
        await world.StealAsync();
        var (before, refused) = (await MarksAsync(), world.Sink.Refused);
        world.Sink.Refuses = true;
        world.Time.Advance(TimeSpan.FromHours(25));
        await KeyRaceTests.WaitAsync(async () => world.Sink.Refused > refused && await MarksAsync() == before);

        world.Sink.Refuses = false;
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Contains("Subject: Trace: 1 new anomaly of Acme\n", world.Sink.Take().Text, StringComparison.Ordinal);
        await KeyRaceTests.WaitAsync(async () => await MarksAsync() is var after && after.Claimed == before.Claimed + (24 * 3_600_000) && after.Covered > before.Covered);
        Assert.Equal(0, world.Sink.Count);

        async Task<(long Claimed, long Covered)> MarksAsync() => (
            await world.Server.FindAsync<long>("SELECT claimed_at FROM anomaly_digest;"), await world.Server.FindAsync<long>("SELECT covered_until FROM anomaly_digest;"));
    }

    /// <summary>Both have read that it is due before either claims it.</summary>
    [Fact]
    public async Task Of_two_servers_one_sends_a_digest()
    {
        using var folder = new TemporaryFolder();
        using var sink = new MailSink();
        var (time, database) = (DigestWorld.Now(), await Engine.Postgres.CreateDatabaseAsync());
        await using var one = await DigestWorld.StartAsync(folder.Path, database, sink.Port, time, ticks: false);
        await using var two = await DigestWorld.StartAsync(folder.Path, database, sink.Port, time, ticks: false);
        var world = new DigestWorld(one, sink, time, await one.CreateBrandAsync());
        using var kim = await world.PersonAsync("kim", "daily");
        await world.StealAsync();
        time.Advance(TimeSpan.FromDays(1));
        var isHeld = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = one.Database().WriteAsync(
            async session =>
            {
                await session.ListAsync<long>("SELECT account_id FROM anomaly_digest FOR UPDATE;");
                isHeld.SetResult();
                await go.Task;
            },
            TestContext.Current.CancellationToken);
        await isHeld.Task;

        var sent = Task.WhenAll(new[] { one, two }.Select(server => server.Services.GetRequiredService<Digests>().SendAsync(TestContext.Current.CancellationToken)));
        await KeyRaceTests.WaitAsync(async () => await one.FindAsync<long>("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock';") == 2);
        go.SetResult();
        await held;

        Assert.Equal([0, 1], (await sent).Order());
        sink.Take();
        Assert.Equal(0, sink.Count);
    }

    [Fact]
    public async Task Without_a_mail_server_the_choice_is_kept_and_nothing_is_sent()
    {
        var time = DigestWorld.Now();
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, builder => builder.Services.AddSingleton<TimeProvider>(time));
        using var kim = await Person.SignedInAsync(server, await server.CreateBrandAsync(), "brand_viewer");

        Assert.Equal("""{"every":"weekly","mail":false}""", (await DigestWorld.ChooseAsync(kim, "weekly")).AssertStatus(200).Text);

        Assert.Equal("weekly", (await kim.Browser.GetAnswerAsync(DigestWorld.Path)).AssertStatus(200).Json.Text("every"));
        var chosen = await server.FindAsync<long>("SELECT claimed_at FROM anomaly_digest;");
        time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(0, await server.Services.GetRequiredService<Digests>().SendAsync(TestContext.Current.CancellationToken));
        Assert.Equal(chosen, await server.FindAsync<long>("SELECT claimed_at FROM anomaly_digest;"));
    }
}
