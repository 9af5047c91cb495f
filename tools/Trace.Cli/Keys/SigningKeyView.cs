using System.Globalization;

namespace Trace.Cli.Keys;

/// <summary>A brand's signing key as the server shows it to the brand.</summary>
internal sealed record SigningKeyView(
    int KeyId,
    string PublicKey,
    string Status,
    DateTimeOffset NotBefore,
    bool SignsNewBatches,
    long SignedBatches,
    DateTimeOffset? StatusAt = null,
    DateTimeOffset? NotAfter = null)
{
    public static IReadOnlyList<string> Columns => ["Key", "Status", "Since", "New batches", "Batches", "Public key"];

    public IReadOnlyList<string> ToRow() =>
    [
        KeyId.ToString(CultureInfo.InvariantCulture),
        Status,
        Time(StatusAt ?? NotBefore),
        SignsNewBatches ? "yes" : "",
        SignedBatches.ToString("N0", CultureInfo.InvariantCulture),
        PublicKey,
    ];

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}

/// <summary>What became of a key.</summary>
internal sealed record SigningKeyChange(SigningKeyView Key, SigningKeyView? NewKey = null);

internal sealed record Revocation(string Reason, DateTimeOffset? At, bool? DisownBatches);
