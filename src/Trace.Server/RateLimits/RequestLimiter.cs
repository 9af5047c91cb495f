using System.Threading.RateLimiting;
using Trace.Server.Http;

namespace Trace.Server.RateLimits;

/// <summary>A check that is past a general limit: whether it is answered depends on the code.</summary>
public sealed record PastLimit(int RetryAfterSeconds);

/// <summary>Which limits a request is under: the caller's or the address's, and those its route names.</summary>
/// <remarks>
/// The framework's own partitions grow with every address and know no fake clock, so this keeps the counting to <see cref="KeyedLimits"/> and
/// leaves to the middleware what it does well: asking first, holding the lease for as long as the request runs, its metrics.
/// </remarks>
public sealed class RequestLimiter(KeyedLimits limits) : PartitionedRateLimiter<HttpContext>
{
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        var caller = Caller.From(resource.User);
        var address = ClientKey.Of(resource.Connection.RemoteIpAddress);
        var policies = resource.GetEndpoint()?.Metadata.GetOrderedMetadata<RateLimitPolicy>() ?? [];
        if (policies.FirstOrDefault(policy => policy.IsAlone) is { } alone)
            return Acquire(resource, alone, address);
        var general = caller == null ? RateLimitPolicies.Address : RateLimitPolicies.Caller;
        var state = limits.Take(general, caller == null ? address : new UInt128((ulong)caller.Kind, (ulong)caller.Id));
        limits.Show(resource.Response, general, state);
        if (!state.Allowed)
        {
            if (!policies.Contains(RateLimitPolicies.Verify))
                return Refuse(resource, KeyedLimits.TooMany(state.ResetSeconds));
            resource.Features.Set(new PastLimit(state.ResetSeconds));
        }

        foreach (var policy in policies)
        {
            if (policy.Scope != RateLimitScope.Key)
                return Acquire(resource, policy, policy.Scope == RateLimitScope.Address ? address : (UInt128)(ulong)(caller?.BrandId ?? 0));
        }

        return Lease.Free;
    }

    /// <summary>Nothing waits here: the middleware asks this where the attempt failed, and gets the same answer.</summary>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
        new(resource.Features.Get<Lease>() ?? AttemptAcquireCore(resource, permitCount));

    private Lease Acquire(HttpContext context, RateLimitPolicy policy, UInt128 key)
    {
        var running = policy.AtOnce == null ? null : limits.Running(policy);
        if (running?.TryEnter(key, out var isFull) == false)
        {
            return Refuse(context, isFull
                ? new Failure("overloaded", "All that can be done of this at once is being done.") { RetryAfterSeconds = 5 }
                : new Failure("rate_limited", "As many requests of this kind as a brand may have are running already.") { RetryAfterSeconds = 5 });
        }

        var lease = new Lease(running, key);
        if (policy.Quota == null)
            return lease;
        var state = limits.Take(policy, key);
        limits.Show(context.Response, policy, state);
        if (state.Allowed)
            return lease;
        lease.Dispose();
        return Refuse(context, KeyedLimits.TooMany(state.ResetSeconds));
    }

    private static Lease Refuse(HttpContext context, Failure failure)
    {
        var lease = new Lease(failure);
        context.Features.Set(lease);
        return lease;
    }

    /// <summary>Held while the request runs.</summary>
    internal sealed class Lease : RateLimitLease
    {
        public static readonly Lease Free = new(running: null, key: 0);

        private readonly UInt128 _key;
        private RunningCounters? _running;

        public Lease(RunningCounters? running, UInt128 key) => (_running, _key) = (running, key);

        public Lease(Failure refusal) => Refusal = refusal;

        public Failure? Refusal { get; }

        public override bool IsAcquired => Refusal == null;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            Interlocked.Exchange(ref _running, null)?.Leave(_key);
            base.Dispose(disposing);
        }
    }
}
