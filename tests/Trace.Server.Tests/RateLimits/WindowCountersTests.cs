using Microsoft.Extensions.Time.Testing;
using Trace.Server.RateLimits;
using Xunit;

namespace Trace.Server.Tests.RateLimits;

/// <summary>The table of counters: exact for whoever asks much, and of one size whatever comes.</summary>
public sealed class WindowCountersTests
{
    [Fact]
    public void A_window_begins_with_the_first_request_and_ends_on_time()
    {
        var clock = new FakeTimeProvider();
        var counters = new WindowCounters(new Quota(2, 60), clock);

        Assert.Equal(new LimitState(Allowed: true, 2, 60), counters.Peek(7));
        Assert.Equal(new LimitState(Allowed: true, 1, 60), counters.Take(7));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(new LimitState(Allowed: true, 0, 1), counters.Take(7));
        Assert.Equal(new LimitState(Allowed: false, 0, 1), counters.Take(7));
        Assert.Equal(new LimitState(Allowed: false, 0, 1), counters.Peek(7));
        Assert.True(counters.Take(8).Allowed);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new LimitState(Allowed: true, 1, 60), counters.Take(7));
    }

    [Fact]
    public void A_million_other_addresses_neither_free_a_guesser_nor_take_memory()
    {
        var counters = new WindowCounters(new Quota(5, 60), new FakeTimeProvider());
        var guesser = new UInt128(4, 1);
        for (var i = 0; i < 5; i++)
            counters.Take(guesser);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 1UL; i <= 1_000_000; i++)
            counters.Take(new UInt128(6, i));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.False(counters.Take(guesser).Allowed);
    }

    [Fact]
    public void Many_at_once_get_no_more_than_the_quota()
    {
        var counters = new WindowCounters(new Quota(1000, 60), new FakeTimeProvider());
        var allowed = 0;

        Parallel.For(0, 20_000, _ =>
        {
            if (counters.Take(1).Allowed)
                Interlocked.Increment(ref allowed);
        });

        Assert.Equal(1000, allowed);
    }
}
