using Xunit;

namespace Trace.Core.Tests;

public sealed class OrderedParallelTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Results_come_in_the_order_of_the_source_whatever_finishes_first(int degree)
    {
        var results = await CollectAsync(OrderedParallel.SelectAsync(Enumerable.Range(0, 500), Slow, degree, Cancellation));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => i * 3), results);

        static int Slow(int i)
        {
            // Early items of each window take longest.
            Thread.SpinWait(i % 7 == 0 ? 20_000 : 10);
            return i * 3;
        }
    }

    [Fact]
    public async Task An_empty_source_gives_nothing() =>
        Assert.Empty(await CollectAsync(OrderedParallel.SelectAsync(Array.Empty<int>(), i => i, 4, Cancellation)));

    /// <summary>The source is infinite, so a window without a bound would never come back.</summary>
    [Fact]
    public async Task No_more_than_twice_the_degree_is_taken_ahead_of_the_consumer()
    {
        const int Degree = 3;
        var taken = 0;
        var consumed = 0;
        await foreach (var _ in OrderedParallel.SelectAsync(Endless(), i => i, Degree, Cancellation))
        {
            consumed++;
            Assert.InRange(taken - consumed, 0, 2 * Degree - 1);
            if (consumed == 1000)
                break;
        }

        Assert.InRange(taken, 1000, 1000 + 2 * Degree);

        IEnumerable<int> Endless()
        {
            while (true)
                yield return taken++;
        }
    }

    [Fact]
    public async Task An_exception_reaches_the_consumer_behind_the_results_before_it()
    {
        var results = new List<int>();
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var result in OrderedParallel.SelectAsync(Enumerable.Range(0, 100), i => i == 10 ? throw new InvalidOperationException("ten") : i, 4, Cancellation))
                results.Add(result);
        });
        Assert.Equal("ten", exception.Message);
        Assert.Equal(Enumerable.Range(0, 10), results);
    }

    [Fact]
    public async Task Nothing_runs_on_after_the_consumer_stopped()
    {
        using var hold = new ManualResetEventSlim();
        var consuming = Task.Run(
            async () =>
            {
                await foreach (var _ in OrderedParallel.SelectAsync(Enumerable.Range(0, 1000), i => Held(i, hold), 2, Cancellation))
                    break;
            },
            Cancellation);

        await AssertWaitsAsync(consuming, hold);
        await consuming;
    }

    [Fact]
    public async Task Cancellation_stops_it_and_waits_for_what_runs()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var hold = new ManualResetEventSlim();
        using var running = new ManualResetEventSlim();
        var results = 0;
        var consuming = Task.Run(
            async () =>
            {
                await foreach (var _ in OrderedParallel.SelectAsync(Enumerable.Range(0, 100_000), HeldAndSeen, 4, source.Token))
                {
                    results++;
                    running.Wait(Cancellation);
                    await source.CancelAsync();
                }
            },
            Cancellation);

        await AssertWaitsAsync(consuming, hold);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => consuming);
        Assert.Equal(1, results);

        // What has not begun when it is cancelled never runs, and nobody waits for it: other tests may hold every core for a while.
        int HeldAndSeen(int item)
        {
            if (item > 0)
                running.Set();
            return Held(item, hold);
        }
    }

    [Fact]
    public async Task Many_sequences_together_run_no_more_than_there_are_cores()
    {
        var running = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => CollectAsync(OrderedParallel.SelectAsync(Enumerable.Range(0, 50), Track, 4, Cancellation))));
        Assert.InRange(most, 1, Environment.ProcessorCount);

        int Track(int i)
        {
            var now = Interlocked.Increment(ref running);
            for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
                Interlocked.CompareExchange(ref most, now, seen);
            Thread.SpinWait(5000);
            Interlocked.Decrement(ref running);
            return i;
        }
    }

    [Fact]
    public async Task A_degree_below_one_is_refused() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        async () => await CollectAsync(OrderedParallel.SelectAsync([1], i => i, 0, Cancellation)));

    /// <summary>The first item is done at once, the others run until they are let go.</summary>
    private static int Held(int item, ManualResetEventSlim hold)
    {
        if (item > 0)
            hold.Wait(Cancellation);
        return item;
    }

    private static async Task AssertWaitsAsync(Task consuming, ManualResetEventSlim hold)
    {
        await Assert.ThrowsAsync<TimeoutException>(() => consuming.WaitAsync(TimeSpan.FromSeconds(1), Cancellation));
        hold.Set();
    }

    private static async Task<List<T>> CollectAsync<T>(IAsyncEnumerable<T> source)
    {
        var items = new List<T>();
        await foreach (var item in source)
            items.Add(item);
        return items;
    }
}
