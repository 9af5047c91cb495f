using Trace.Server.Storage;
using Xunit;

namespace Trace.Server.Tests.Storage;

/// <summary>Another server may change a row again and again while nobody here asks for it.</summary>
public sealed class CacheTests
{
    [Fact]
    public async Task A_row_renewed_many_times_is_read_once_when_somebody_asks()
    {
        var reads = 0;
        var cache = new Cache<int, string>((_, known) => Task.FromResult<string?>($"{known}{++reads}"), capacity: 10);
        Assert.Equal("1", await cache.GetAsync(7));

        for (var i = 0; i < 100_000; i++)
            cache.Renew(7);
        Assert.Equal(1, reads);

        Assert.Equal("12", await cache.GetAsync(7));
        cache.Renew(7);
        Assert.Equal("123", await cache.GetAsync(7));
    }

    /// <summary>A change that is committed while the row is read: what was read is from before it, perhaps.</summary>
    [Fact]
    public async Task A_row_renewed_while_it_is_read_is_read_again()
    {
        var reads = 0;
        var first = new TaskCompletionSource<string?>();
        var cache = new Cache<int, string>((_, _) => reads++ == 0 ? first.Task : Task.FromResult<string?>("after"), capacity: 10);
        var early = cache.GetAsync(7).AsTask();

        cache.Renew(7);
        first.SetResult("before");

        Assert.Equal("before", await early);
        Assert.Equal("after", await cache.GetAsync(7));
    }
}
