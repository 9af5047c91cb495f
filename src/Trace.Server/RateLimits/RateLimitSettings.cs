namespace Trace.Server.RateLimits;

/// <summary>How often and how many at once. Section <c>RateLimits</c> of the configuration; README.md of this folder says what each is for.</summary>
public sealed record RateLimitSettings
{
    private const string Section = "RateLimits";

    /// <summary>False for load tests: nothing is limited, except by size, time and the queue of scans.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Requests without an API key from one address (IPv6: one /64 network).</summary>
    public int AddressPerMinute { get; init; } = 600;

    /// <summary>Requests with one API key, or of one person who is signed in.</summary>
    public int CallerPerMinute { get; init; } = 6_000;

    /// <summary>Checks by one device.</summary>
    public int DevicePerMinute { get; init; } = 60;

    /// <summary>Checks of one code from one client that is past a limit of the two above.</summary>
    public int CodePerMinute { get; init; } = 60;

    /// <summary>Codes that prove nothing and were not issued, from one address.</summary>
    public int InvalidPerMinute { get; init; } = 30;

    /// <summary>The same of all addresses together, for one brand: more is a guessing campaign.</summary>
    public int CampaignPerHour { get; init; } = 5_000;

    /// <summary>What is answered of it during a campaign. At least a sixtieth of <see cref="CampaignPerHour"/> keeps the pace that is no campaign.</summary>
    public int CampaignPerMinute { get; init; } = 100;

    /// <summary>Tries to sign in, and to ask for a new password, from one address: behind it may be a whole site, whose people all come in the morning.</summary>
    public int SignInPerQuarterHour { get; init; } = 300;

    /// <summary>Tries to sign in to one account from one network.</summary>
    public int AccountFromNetworkPerQuarterHour { get; init; } = 10;

    /// <summary>Tries to sign in to one account from anywhere.</summary>
    public int AccountPerQuarterHour { get; init; } = 100;

    /// <summary>Times somebody may ask for a new password for one address; more are answered alike and mail nothing.</summary>
    public int PasswordMailsPerHour { get; init; } = 3;

    /// <summary>Reports of suspicious products from one address.</summary>
    public int ReportsPerHour { get; init; } = 10;

    /// <summary>The same to one brand, from all addresses.</summary>
    public int ReportsOfBrandPerHour { get; init; } = 300;

    /// <summary>Looks at links by which sellers answer, and answers sent, from one address.</summary>
    public int RepliesPerHour { get; init; } = 60;

    /// <summary>Covered codes entered from one address.</summary>
    public int ClaimsPerMinute { get; init; } = 30;

    /// <summary>Files of the transparency log from one address.</summary>
    public int LogFilesPerMinute { get; init; } = 6000;

    /// <summary>Shops looked up in lists of authorized sellers from one address.</summary>
    public int SellerChecksPerMinute { get; init; } = 60;

    /// <summary>Imports of a brand's own serials, by one brand.</summary>
    public int ImportsPerHour { get; init; } = 60;

    public int ImportsAtOnce { get; init; } = 2;

    /// <summary>Imports of past scans at once for all brands; of one brand no more than <see cref="ImportsAtOnce"/>.</summary>
    public int ScanImportsAtOnceInAll { get; init; } = 8;

    /// <summary>Labels drawn at once for one brand, and for all.</summary>
    public int LabelsAtOnce { get; init; } = 4;

    public int LabelsAtOnceInAll { get; init; } = Math.Max(8, 2 * Environment.ProcessorCount);

    /// <summary>Open connections in all, and from one address that is not a known proxy.</summary>
    public int Connections { get; init; } = 10_000;

    public int ConnectionsPerAddress { get; init; } = 1_000;

    /// <exception cref="InvalidOperationException">A name that is no setting, or a value that is none.</exception>
    public static RateLimitSettings From(IConfiguration configuration)
    {
        var settings = configuration.GetSection(Section).Get<RateLimitSettings>(options => options.ErrorOnUnknownConfiguration = true) ?? new();
        var wrong = typeof(RateLimitSettings).GetProperties().FirstOrDefault(property => property.GetValue(settings) is < 1);
        return wrong == null ? settings : throw new InvalidOperationException($"{Section}:{wrong.Name} is at least 1; {Section}:Enabled=false switches all limits off.");
    }
}
