using Trace.Server.Storage;

namespace Trace.Server;

/// <summary>The settings a deployment can make, from command line, environment or JSON like any ASP.NET Core setting.</summary>
/// <param name="DataFolder"><c>data</c>: where the database, the master key and the owner's API key are.</param>
/// <param name="Database"><c>database</c>: a PostgreSQL connection string; empty for SQLite in the data folder.</param>
/// <param name="Demo"><c>demo</c>: set up a demo brand.</param>
/// <param name="DemoHost"><c>demo-host</c>: the host on the demo's labels; the listening address if empty.</param>
/// <param name="LabelStockFile"><c>label-stock</c>: a JSON file with label stock of your own.</param>
public sealed record TraceSettings(string DataFolder, string? Database, bool Demo, string? DemoHost, string? LabelStockFile)
{
    private const int MaxRotateAfterDays = 36_500;
    private const int MaxNewKeysADay = 10_000;
    private const int MaxShutdownDelaySeconds = 300;

    /// <summary><c>MasterKey:Pkcs11:…</c>: a token that encrypts the master keys in their file; null for a file in clear.</summary>
    public Pkcs11Settings? Pkcs11 { get; init; }

    /// <summary><c>Database:Migrate</c>: bring an older database to this version's schema at the start; otherwise refuse to start on one.</summary>
    public bool Migrates { get; init; } = true;

    /// <summary><c>Keys:RotateAfterDays</c>: a brand gets a new signing key when its key is so old; 0 for never.</summary>
    public int RotateKeysAfterDays { get; init; }

    /// <summary><c>Keys:MostNewPerDay</c>: signing keys a brand makes in 24 hours at most, since their ids are 16 bits for all brands together.</summary>
    public int MostNewKeysADay { get; init; }

    /// <summary><c>Keys:VerifyBySigning</c>: a signature is checked by making it again, see <see cref="Codes.SignatureCheck"/>.</summary>
    public bool VerifyBySigning { get; init; }

    /// <summary><c>Shutdown:DelaySeconds</c>: how long the server goes on after it was asked to end, so that load balancers notice.</summary>
    public TimeSpan ShutdownDelay { get; init; }

    public static TraceSettings From(IConfiguration configuration) => new(
        Path.GetFullPath(configuration["data"] is { Length: > 0 } data ? data : "./data"),
        configuration["database"],
        configuration.GetValue("demo", defaultValue: false),
        configuration["demo-host"],
        configuration["label-stock"])
    {
        Migrates = configuration.GetValue("Database:Migrate", defaultValue: true),
        Pkcs11 = Pkcs11From(configuration.GetSection("MasterKey:Pkcs11")),
        RotateKeysAfterDays = configuration.GetValue("Keys:RotateAfterDays", defaultValue: 0) is >= 0 and <= MaxRotateAfterDays and var days
            ? days
            : throw new InvalidOperationException($"Keys:RotateAfterDays is 0 (never) to {MaxRotateAfterDays}."),
        VerifyBySigning = configuration.GetValue("Keys:VerifyBySigning", defaultValue: false),
        MostNewKeysADay = configuration.GetValue("Keys:MostNewPerDay", defaultValue: 10) is >= 1 and <= MaxNewKeysADay and var most
            ? most
            : throw new InvalidOperationException($"Keys:MostNewPerDay is 1 to {MaxNewKeysADay}."),
        ShutdownDelay = configuration.GetValue("Shutdown:DelaySeconds", defaultValue: 0) is >= 0 and <= MaxShutdownDelaySeconds and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new InvalidOperationException($"Shutdown:DelaySeconds is 0 to {MaxShutdownDelaySeconds}."),
    };

    private static Pkcs11Settings? Pkcs11From(IConfigurationSection section) => section.Exists()
        ? new Pkcs11Settings(Needed(section, "Library"), Needed(section, "Token"), Needed(section, "Key"), section["PinFile"])
        : null;

    private static string Needed(IConfigurationSection section, string name) => section[name] is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"With MasterKey:Pkcs11 the setting {section.Path}:{name} is needed.");
}
