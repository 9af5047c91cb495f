using System.Globalization;
using Trace.Core.Verification;
using Trace.Server.Http;
using Trace.Server.RateLimits;

namespace Trace.Server.Verification;

/// <summary>Who asks, as far as limits need to know. Lives as long as the request; nothing of it is stored.</summary>
/// <param name="Context">The request, for what is said in headers and cookies.</param>
/// <param name="Address">See <see cref="ClientKey"/>.</param>
/// <param name="Device">What the device calls itself, if it does.</param>
/// <param name="DeviceKey">The same as a number to count by.</param>
/// <param name="IsKnown">Whether this device had a valid scan here before.</param>
/// <param name="Past">What is left to wait of a general limit, if the client is past one.</param>
public sealed record ScanClient(HttpContext Context, UInt128 Address, string? Device, UInt128 DeviceKey, bool IsKnown, PastLimit? Past);

/// <summary>What a code proved, and whose it is.</summary>
/// <param name="Signature">Valid and MacValid prove that nobody guessed it.</param>
/// <param name="BrandId">The brand of its GTIN; null if no brand has it.</param>
/// <param name="UnitId">The unit it names; null if it was not issued.</param>
public readonly record struct Try(SignatureState Signature, long? BrandId, long? UnitId)
{
    public bool IsMiss => UnitId == null;

    public bool ProvesItself => Signature is SignatureState.Valid or SignatureState.MacValid;
}

/// <summary>Which checks are answered: a code that proves itself always, so that no guesser can deny consumers; guesses only so often.</summary>
/// <remarks>
/// Of a code that proves nothing a refusal must not say whether it exists, or guessing would go on by refusals. So up to the answer hits and
/// misses are treated alike; only a miss is counted.
/// </remarks>
public sealed class VerifyLimits(KeyedLimits limits, Campaigns campaigns, SeenMark marks)
{
    /// <summary>Null when nothing is limited.</summary>
    public ScanClient? ClientOf(HttpContext context, string? device)
    {
        if (!limits.IsEnabled)
            return null;
        var past = context.Features.Get<PastLimit>();
        var address = ClientKey.Of(context.Connection.RemoteIpAddress);
        if (device == null)
            return new ScanClient(context, address, Device: null, DeviceKey: 0, IsKnown: false, past);
        var key = limits.KeyOf(device);
        var state = limits.Take(RateLimitPolicies.Device, key);
        limits.Show(context.Response, RateLimitPolicies.Device, state);
        var known = marks.Holds(context.Request, device) && limits.Peek(RateLimitPolicies.MissesOfKnown, key).Allowed;
        return new ScanClient(context, address, device, key, known, state.Allowed ? past : new PastLimit(state.ResetSeconds));
    }

    /// <summary>Null when the code is answered.</summary>
    /// <param name="client">Null when nothing is limited.</param>
    /// <param name="code">What it is about.</param>
    /// <param name="isGuess">Whether it counts as one of a campaign: a miss that got past the limits of its own client.</param>
    public Failure? Check(ScanClient? client, Try code, out bool isGuess)
    {
        isGuess = code.IsMiss && !code.ProvesItself;
        if (client == null)
            return null;
        if (client.Past != null || code.ProvesItself)
        {
            isGuess = false;
            return client.Past == null ? null : CheckPastLimit(client, code);
        }

        var invalid = client.IsKnown ? RateLimitPolicies.InvalidOfKnown : RateLimitPolicies.Invalid;
        var state = code.IsMiss ? limits.Take(invalid, client.Address) : limits.Peek(invalid, client.Address);
        limits.Show(client.Context.Response, invalid, state);
        if (!state.Allowed)
        {
            isGuess = false;
            return KeyedLimits.TooMany(state.ResetSeconds);
        }

        if (client.IsKnown && code.IsMiss)
            limits.Take(RateLimitPolicies.MissesOfKnown, client.DeviceKey);
        var brandId = code.BrandId ?? Campaigns.NoBrand;
        if (!campaigns.IsUnderWay(brandId) || (client.IsKnown && code.Signature == SignatureState.Absent))
            return null;
        var slowed = limits.Take(RateLimitPolicies.Campaign, (UInt128)(ulong)brandId);
        return slowed.Allowed ? null : KeyedLimits.TooMany(slowed.ResetSeconds);
    }

    /// <summary>After a scan that proved itself its device is known, unless its unit made many known already.</summary>
    public void Remember(ScanClient? client, Try code)
    {
        if (client is { Device: { } device } && code is { ProvesItself: true, IsMiss: false } && !marks.IsFresh(client.Context.Request, device)
            && limits.Take(RateLimitPolicies.KnownByUnit, (UInt128)(ulong)code.UnitId!.Value).Allowed)
        {
            marks.Give(client.Context, device);
        }
    }

    /// <summary>One valid code is no free pass: the same unit is answered only so often to whoever is past a general limit.</summary>
    private Failure? CheckPastLimit(ScanClient client, Try code)
    {
        if (!code.ProvesItself)
            return KeyedLimits.TooMany(client.Past!.RetryAfterSeconds);
        var state = limits.Take(RateLimitPolicies.Code, limits.KeyOf(string.Create(CultureInfo.InvariantCulture, $"{client.Address}|{code.UnitId}")));
        return state.Allowed ? null : KeyedLimits.TooMany(state.ResetSeconds);
    }
}
