namespace Trace.Server.RateLimits;

/// <summary>So many requests within a window, which begins with the first.</summary>
public readonly record struct Quota(int Requests, int WindowSeconds);

/// <summary>Whose requests are counted together.</summary>
public enum RateLimitScope
{
    /// <summary>Of an address, see <see cref="ClientKey"/>.</summary>
    Address,

    /// <summary>Of the caller's brand.</summary>
    Brand,

    /// <summary>Of whatever the slice that asks <see cref="KeyedLimits"/> gives as the key.</summary>
    Key,
}

/// <summary>A limit with a name, which the header <c>RateLimit</c> shows.</summary>
public sealed class RateLimitPolicy(string name, RateLimitScope scope)
{
    public string Name => name;

    public RateLimitScope Scope => scope;

    /// <summary>How often; null for no such limit.</summary>
    public Func<RateLimitSettings, Quota>? Quota { get; init; }

    /// <summary>How many at once in the scope and in all; null for no such limit.</summary>
    public Func<RateLimitSettings, (int Each, int InAll)>? AtOnce { get; init; }

    /// <summary>Counted alone, instead of beside <see cref="RateLimitPolicies.Address"/> or <see cref="RateLimitPolicies.Caller"/>.</summary>
    public bool IsAlone { get; init; }
}

/// <summary>Every limit there is. Routes take one with <c>RequireRateLimiting</c>; <see cref="Address"/> or <see cref="Caller"/> holds for all besides.</summary>
public static class RateLimitPolicies
{
    private const int Minute = 60;
    private const int Hour = 60 * Minute;

    public static readonly RateLimitPolicy Address = new("address", RateLimitScope.Address) { Quota = s => new(s.AddressPerMinute, Minute) };

    public static readonly RateLimitPolicy Caller = new("caller", RateLimitScope.Key) { Quota = s => new(s.CallerPerMinute, Minute) };

    /// <summary>Of a check past <see cref="Address"/> or <see cref="Device"/> the handler decides: a code that proves itself is answered.</summary>
    public static readonly RateLimitPolicy Verify = new("verify", RateLimitScope.Key);

    public static readonly RateLimitPolicy Device = new("device", RateLimitScope.Key) { Quota = s => new(s.DevicePerMinute, Minute) };

    public static readonly RateLimitPolicy Code = new("code", RateLimitScope.Key) { Quota = s => new(s.CodePerMinute, Minute) };

    public static readonly RateLimitPolicy Invalid = new("invalid", RateLimitScope.Address) { Quota = s => new(s.InvalidPerMinute, Minute) };

    /// <summary>The same for clients with an earlier valid scan, so that a guesser beside them does not use up theirs.</summary>
    public static readonly RateLimitPolicy InvalidOfKnown = new("invalid", RateLimitScope.Address) { Quota = s => new(s.InvalidPerMinute, Minute) };

    /// <summary>Misses after which a client with an earlier valid scan is one like any other for the rest of the hour.</summary>
    public static readonly RateLimitPolicy MissesOfKnown = new("misses", RateLimitScope.Key) { Quota = _ => new(10, Hour) };

    /// <summary>Clients that one unit makes known: nobody gets a thousand from one label.</summary>
    public static readonly RateLimitPolicy KnownByUnit = new("known", RateLimitScope.Key) { Quota = _ => new(20, Hour) };

    public static readonly RateLimitPolicy Campaign = new("campaign", RateLimitScope.Key) { Quota = s => new(s.CampaignPerMinute, Minute) };

    /// <summary>Signing in, and asking for a new password, whoever is meant: wide, since an address may be a whole site.</summary>
    public static readonly RateLimitPolicy SignIn = new("sign-in", RateLimitScope.Address) { Quota = s => new(s.SignInPerQuarterHour, Hour / 4) };

    /// <summary>The same for one account from one network.</summary>
    public static readonly RateLimitPolicy SignInNetwork = new("sign-in-network", RateLimitScope.Key) { Quota = s => new(s.AccountFromNetworkPerQuarterHour, Hour / 4) };

    /// <summary>The same for one account, over all addresses.</summary>
    public static readonly RateLimitPolicy SignInAccount = new("sign-in-account", RateLimitScope.Key) { Quota = s => new(s.AccountPerQuarterHour, Hour / 4) };

    /// <summary>Mails with a link to set a password, for one address asked for.</summary>
    public static readonly RateLimitPolicy PasswordMail = new("password-mail", RateLimitScope.Key) { Quota = s => new(s.PasswordMailsPerHour, Hour) };

    /// <summary>Reports of products from one address: a family or a shop may be behind it, a flood is not.</summary>
    public static readonly RateLimitPolicy Report = new("report", RateLimitScope.Key) { Quota = s => new(s.ReportsPerHour, Hour) };

    /// <summary>The same to one brand from all addresses, since each may bring pictures.</summary>
    public static readonly RateLimitPolicy ReportOfBrand = new("report-brand", RateLimitScope.Key) { Quota = s => new(s.ReportsOfBrandPerHour, Hour) };

    /// <summary>Reports that are being sent: a slow phone takes its time for pictures.</summary>
    public static readonly RateLimitPolicy ReportUpload = new("report-upload", RateLimitScope.Address) { AtOnce = _ => (2, 8) };

    /// <summary>Links by which sellers answer, from one address: looked at again and again by one who writes, and by nobody else.</summary>
    public static readonly RateLimitPolicy Reply = new("reply", RateLimitScope.Address) { Quota = s => new(s.RepliesPerHour, Hour) };

    /// <summary>Answers that are being sent, each with files.</summary>
    public static readonly RateLimitPolicy ReplyUpload = new("reply-upload", RateLimitScope.Address) { Quota = s => new(s.RepliesPerHour, Hour), AtOnce = _ => (2, 8) };

    /// <summary>Covered codes entered from one address; how many of one unit is counted in the database.</summary>
    public static readonly RateLimitPolicy Claim = new("claim", RateLimitScope.Address) { Quota = s => new(s.ClaimsPerMinute, Minute) };

    /// <summary>Shops looked up from one address: enough for people and pages, too few to read a list off.</summary>
    public static readonly RateLimitPolicy SellerCheck = new("seller-check", RateLimitScope.Address) { Quota = s => new(s.SellerChecksPerMinute, Minute) };

    /// <summary>Positions that people share of one unit, from all addresses: each reads all scans of that unit.</summary>
    public static readonly RateLimitPolicy PositionOfUnit = new("position", RateLimitScope.Key) { Quota = _ => new(60, Hour) };

    /// <summary>Positions sent for one check, which takes one: who sends more must not use up those of the unit.</summary>
    public static readonly RateLimitPolicy PositionOfCheck = new("position-check", RateLimitScope.Key) { Quota = _ => new(3, Hour) };

    /// <summary>Files of the transparency log: whoever audits one reads all of them, and each is a look into an index.</summary>
    public static readonly RateLimitPolicy LogFiles = new("log", RateLimitScope.Address) { Quota = s => new(s.LogFilesPerMinute, Minute), IsAlone = true };

    public static readonly RateLimitPolicy Import = new("import", RateLimitScope.Brand)
    {
        Quota = s => new(s.ImportsPerHour, Hour),
        AtOnce = s => (s.ImportsAtOnce, int.MaxValue),
    };

    /// <summary>Imports of past scans: as long as they like, but not many beside each other: each keeps lines in memory, and all take turns to store them.</summary>
    public static readonly RateLimitPolicy ScanImport = new("scan-import", RateLimitScope.Brand) { AtOnce = s => (s.ImportsAtOnce, s.ScanImportsAtOnceInAll) };

    /// <summary>Batches made again after a restore, one after another: after a loss there may be many, and deriving the codes of one uses all cores.</summary>
    public static readonly RateLimitPolicy Recreate = new("recreate", RateLimitScope.Brand) { AtOnce = _ => (1, 1) };

    public static readonly RateLimitPolicy Labels = new("labels", RateLimitScope.Brand) { AtOnce = s => (s.LabelsAtOnce, s.LabelsAtOnceInAll) };

    /// <summary>Evidence files on their way in: each waits on the disk until it is whole.</summary>
    public static readonly RateLimitPolicy EvidenceUpload = new("evidence-upload", RateLimitScope.Brand) { AtOnce = _ => (4, 16) };

    /// <summary>Everything a brand owns: each holds a connection and a snapshot while it is read.</summary>
    public static readonly RateLimitPolicy Export = new("export", RateLimitScope.Brand) { AtOnce = _ => (1, 4) };

    public static readonly IReadOnlyList<RateLimitPolicy> All =
    [
        Address, Caller, Verify, Device, Code, Invalid, InvalidOfKnown, MissesOfKnown, KnownByUnit, Campaign, SignIn, SignInNetwork, SignInAccount, PasswordMail, Report, ReportOfBrand, ReportUpload, Reply, ReplyUpload, Claim, SellerCheck, PositionOfCheck, PositionOfUnit, Import, ScanImport, Recreate, Labels, EvidenceUpload, Export, LogFiles,
    ];
}
