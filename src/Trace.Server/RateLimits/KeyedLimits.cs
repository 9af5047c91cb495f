using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Trace.Server.Http;

namespace Trace.Server.RateLimits;

/// <summary>All counters of this server. Slices ask it where the key is not the address, such as the account of a sign-in.</summary>
/// <remarks>Nothing is stored: a restart begins anew, and each of several servers counts for itself.</remarks>
public sealed class KeyedLimits
{
    private readonly RateLimitSettings _settings;
    private readonly Dictionary<RateLimitPolicy, Lazy<WindowCounters>> _windows = [];
    private readonly Dictionary<RateLimitPolicy, RunningCounters> _running = [];
    private readonly Dictionary<RateLimitPolicy, string> _policyHeaders = [];
    private readonly byte[] _hashKey = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    public KeyedLimits(RateLimitSettings settings, TimeProvider clock)
    {
        _settings = settings;
        foreach (var policy in RateLimitPolicies.All)
        {
            if (policy.Quota?.Invoke(settings) is { } quota)
            {
                _windows[policy] = new Lazy<WindowCounters>(() => new WindowCounters(quota, clock));
                _policyHeaders[policy] = string.Create(CultureInfo.InvariantCulture, $"\"{policy.Name}\";q={quota.Requests};w={quota.WindowSeconds}");
            }

            if (policy.AtOnce?.Invoke(settings) is { } atOnce)
                _running[policy] = new RunningCounters(atOnce.Each, atOnce.InAll);
        }
    }

    public bool IsEnabled => _settings.Enabled;

    public static Failure TooMany(int retryAfterSeconds) =>
        new("rate_limited", "More requests came than are answered within this time.") { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>Counts one request by a key of any text, of which only a hash is kept, and only in memory.</summary>
    public bool TryTake(RateLimitPolicy policy, string key, [NotNullWhen(false)] out Failure? refusal)
    {
        refusal = null;
        if (!IsEnabled)
            return true;
        var state = Take(policy, KeyOf(key));
        if (!state.Allowed)
            refusal = TooMany(state.ResetSeconds);
        return state.Allowed;
    }

    public LimitState Take(RateLimitPolicy policy, UInt128 key) => _windows[policy].Value.Take(key);

    public LimitState Peek(RateLimitPolicy policy, UInt128 key) => _windows[policy].Value.Peek(key);

    public RunningCounters Running(RateLimitPolicy policy) => _running[policy];

    public UInt128 KeyOf(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_hashKey, MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }

    /// <summary>Says where the client stands, as draft-ietf-httpapi-ratelimit-headers has it: a list member for each policy asked.</summary>
    public void Show(HttpResponse response, RateLimitPolicy policy, LimitState state)
    {
        if (response.HasStarted)
            return;
        response.Headers.Append("RateLimit-Policy", _policyHeaders[policy]);
        response.Headers.Append("RateLimit", string.Create(CultureInfo.InvariantCulture, $"\"{policy.Name}\";r={state.Remaining};t={state.ResetSeconds}"));
    }
}
