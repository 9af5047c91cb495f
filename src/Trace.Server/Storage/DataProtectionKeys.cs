using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Trace.Server.Storage;

/// <summary>A row of <c>data_protection_key</c>.</summary>
public sealed record DataProtectionKeyRow(string Name, byte[] Sealed);

/// <summary>The keys behind antiforgery tokens and protected cookies: in the database, so that all servers on it share them, sealed with the master key.</summary>
/// <remarks>The framework asks synchronously, at the start and then about once a day.</remarks>
public sealed partial class DataProtectionKeys(Database database, MasterKey masterKey, TimeProvider clock, ILogger<DataProtectionKeys> log) : IXmlRepository
{
    /// <summary>The same in every server of a deployment, or they would not read each other's.</summary>
    public const string ApplicationName = "Trace";

    private const string Add =
        """
        INSERT INTO data_protection_key (name, sealed, created_at)
        VALUES (@Name, @Sealed, @CreatedAt)
        ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed;
        """;

    private const string List =
        """
        SELECT
            name AS Name,
            sealed AS Sealed
        FROM data_protection_key
        ORDER BY created_at, name;
        """;

    /// <summary>For sealing them again under another master key.</summary>
    public static readonly SealedColumn Column = SealedColumn.Of<DataProtectionKeyRow>(
        "data_protection_key", "sealed", ["name"], "SELECT name AS Name, sealed AS Sealed FROM data_protection_key", row => [row.Name], row => row.Sealed, row => Purpose(row.Name));

    /// <summary>What a sealed key belongs to, so that a key put in another's place does not open.</summary>
    public static string Purpose(string name) => $"data-protection-key|{name}";

    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. database.ReadAsync(session => session.ListAsync<DataProtectionKeyRow>(List)).GetAwaiter().GetResult().Select(Open).OfType<XElement>()];

    public void StoreElement(XElement element, string friendlyName)
    {
        var row = new
        {
            Name = friendlyName,
            Sealed = masterKey.Seal(System.Text.Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)), Purpose(friendlyName)),
            CreatedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        database.WriteAsync(session => session.ExecuteAsync(Add, row)).GetAwaiter().GetResult();
    }

    /// <summary>A row that someone added or moved is no key; the others go on working.</summary>
    private XElement? Open(DataProtectionKeyRow row)
    {
        try
        {
            if (masterKey.Open(row.Sealed, Purpose(row.Name)) is { } xml)
                return XElement.Parse(System.Text.Encoding.UTF8.GetString(xml));
        }
        catch (XmlException)
        {
            // Sealed by us and yet no XML: as worthless as one that does not open.
        }

        BrokenSeal(log, row.Name);
        return null;
    }

    [LoggerMessage(1107, LogLevel.Error, "The seal of the Data Protection key {Name} does not hold; it is not used.")]
    private static partial void BrokenSeal(ILogger logger, string name);
}
