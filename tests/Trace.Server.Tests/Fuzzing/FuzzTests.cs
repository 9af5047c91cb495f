using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.OpenApi;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Fuzzing;

/// <summary>Thousands of hostile requests over every operation of the document, as nobody, as every role, and from another brand.</summary>
/// <remarks>The seed is in each failure and in the output; <c>TRACE_FUZZ_SEED</c> repeats a run.</remarks>
public sealed class FuzzTests(ITestOutputHelper output)
{
    /// <summary>Written behind, by a clock and not by a request.</summary>
    private const string WrittenBehind = "refused_try";

    private const int DumpEvery = 40;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Hostile_requests_get_an_honest_answer_change_nothing_unsaid_and_learn_no_secret(Engine engine)
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("TRACE_FUZZ_SEED"), CultureInfo.InvariantCulture, out var given) ? given : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        output.WriteLine($"seed {seed}");
        var log = new CollectedLog();
        await using var server = await RunningServer.StartAsync(
            engine, builder => builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log), "--RateLimits:Enabled=false");
        var world = await AccessWorld.CreateAsync(server);
        var callers = world.Callers.Concat(world.Strangers).Select(caller => caller.Client).ToList();
        var secrets = await KnownSecrets.OfAsync(server, callers);
        var operations = (await OpenApiDocument.GetAsync(server)).Operations;
        var run = new FuzzRun(server, operations, secrets);
        var dice = new Dice(seed);
        var count = TestScale.Count(reduced: 1500, full: 10_000);

        // Each operation in turn, so that none is missed, then by chance.
        for (var i = 0; i < count; i++)
        {
            var request = HostileRequest.Make(dice, i < 3 * operations.Count ? operations[i % operations.Count] : dice.Pick(operations), world.Own);
            var client = dice.Pick(callers);
            await run.SendAsync(request, client, client == server.Public && dice.OneIn(2) ? dice.Pick(HostileValues.Authorizations) : null, withDump: i % DumpEvery == 0);
        }

        output.WriteLine(run.Summary);
        if (secrets.FindIn(log.Text) is { } secret)
            run.Wrong.Add($"the log holds {secret[..6]}…");
        if (KnownSecrets.HoldsApiKey(log.Text))
            run.Wrong.Add("the log holds an API key");
        if (log.Text.Contains("Unhandled", StringComparison.Ordinal))
            run.Wrong.Add($"unhandled: {log.Text[Math.Max(0, log.Text.IndexOf("Unhandled", StringComparison.Ordinal) - 50)..][..Math.Min(1500, log.Text.Length - Math.Max(0, log.Text.IndexOf("Unhandled", StringComparison.Ordinal) - 50))]}");
        Assert.True(run.Wrong.Count == 0, $"seed {seed}, {run.Wrong.Count} wrong:\n{string.Join("\n\n", run.Wrong.Take(15))}");
        // Neither all refused nor all taken: the requests reach what is behind the first check.
        Assert.True(run.Taken > count / 50 && run.Refused > count / 4, run.Summary);
    }

    /// <summary>The control: what the fuzzer looks for is found where it is.</summary>
    [Fact]
    public async Task Each_of_these_wrongs_would_be_noticed()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var secrets = await KnownSecrets.OfAsync(server, [brand.Admin]);
        var key = brand.Admin.DefaultRequestHeaders.Authorization!.Parameter!;
        Assert.Equal(key, secrets.FindIn($"x{key}y"));
        Assert.NotNull(secrets.FindIn((await File.ReadAllTextAsync(Path.Combine(server.DataFolder, "master.key"), TestContext.Current.CancellationToken)).Trim()));
        Assert.True(KnownSecrets.HoldsApiKey($"x{key}y"));
        Assert.Null(secrets.FindIn("nothing of it"));
        var before = await FuzzRun.CountAsync(server);
        await brand.CreateBatchAsync(1);
        Assert.NotEqual(before, await FuzzRun.CountAsync(server));
        Assert.Equal(new Dice(7).Throw(1000), new Dice(7).Throw(1000));
        Assert.DoesNotContain(WrittenBehind, before, StringComparison.Ordinal);
    }
}
