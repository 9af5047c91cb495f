using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Trace.Core.Codes;
using Trace.Core.Detection;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>A line that was read: a scan to store, or a refusal.</summary>
internal readonly record struct ReadScan(long Line, ScanToStore? Scan, string Code = "", string Text = "")
{
    /// <summary>A line of white space says nothing and is no error.</summary>
    public bool IsBlank => Scan == null && Code.Length == 0;
}

/// <summary>From a line of an import to the scan it means, as a live one would be stored: identified, verified, hashed under the keys of its own time.</summary>
public sealed class ScanImportReader(
    CodeIdentifier identifier, BatchCatalog batches, BrandCatalog brands, DeviceHasher devices, NetworkHasher networks, DeploymentSecrets secrets, TimeProvider clock)
{
    private const int OldestYears = 10;
    private const int MaxIdLength = 64;
    private const int MaxNameLength = 200;
    private const double MaxRadiusKm = 50_000;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, NetworkKind> NetworkKinds = Enum.GetValues<NetworkKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private readonly Lazy<byte[]> _idKey = new(() => HMACSHA256.HashData(secrets.DeviceKey, "scan-import-id"u8));

    /// <summary>Reads a group's lines in their order, and lets go of it.</summary>
    internal async Task<ReadScan[]> ReadAsync(LineGroup group, Caller caller)
    {
        using (group)
        {
            var read = new ReadScan[group.Count];
            for (var i = 0; i < read.Length; i++)
            {
                read[i] = group[i] is not { } line
                    ? new ReadScan(group.NumberOf(i), null, "line_too_long", string.Create(CultureInfo.InvariantCulture, $"The line is longer than {LineGroups.MaxLineBytes:N0} bytes."))
                    : line.Span.IndexOfAnyExcept(" \t\r"u8) < 0
                        ? new ReadScan(group.NumberOf(i), null)
                        : await ReadAsync(group.NumberOf(i), line, caller);
            }

            return read;
        }
    }

    private async ValueTask<ReadScan> ReadAsync(long number, ReadOnlyMemory<byte> text, Caller caller)
    {
        ScanImportLine? line;
        try
        {
            line = JsonSerializer.Deserialize(text.Span, ServerJson.Default.ScanImportLine);
        }
        catch (JsonException exception)
        {
            return exception.Path == "$.scannedAt"
                ? Refuse("invalid_time", "`scannedAt` is a time with its offset from UTC, such as 2026-11-24T09:30:00Z.")
                : Refuse("invalid_json", JsonBody.Describe(exception, "The line"));
        }

        if (line == null)
            return Refuse("invalid_json", "The line is null.");
        if (Problem(line) is { } problem)
            return Refuse(problem.Code, problem.Text);
        if (!TryReadCode(line, out var code, out problem))
            return Refuse(problem.Code, problem.Text);
        var (unit, refused) = await identifier.IdentifyAsync(code);
        // What another brand has, or a product the caller may not use, is answered as what nobody has.
        if ((unit?.Product.BrandId ?? refused!.BrandId) != caller.BrandId || !caller.MayUse(code.Gtin.Value))
            return Refuse("unknown_gtin", $"No product of this brand has GTIN {code.Gtin.Value}.");
        if (unit == null)
            return Refuse(refused!.Reason.Code, refused.Reason.Text);
        return caller.MayUseSite(unit.Batch.Site)
            ? new ReadScan(number, await ToScanAsync(line, code, unit))
            : Refuse("unknown_serial", Core.Verification.Reason.UnknownSerial.Text);

        ReadScan Refuse(string word, string sentence) => new(number, null, word, sentence);
    }

    private async ValueTask<ScanToStore> ToScanAsync(ScanImportLine line, ReadCode code, IssuedUnit unit)
    {
        var at = line.ScannedAt!.Value;
        return new ScanToStore(
            unit.Id.Value,
            unit.Batch.BrandId,
            at,
            ScanFacts.Of(unit, code, await batches.StatusAtAsync(unit.Batch, unit.Index, at)),
            unit.Signature,
            Scans.ImportSource,
            devices.Hash(line.Device, unit.Id.Value, at)?.WithPrevious(),
            ScanToStore.Round(line.Latitude),
            ScanToStore.Round(line.Longitude),
            line.Latitude == null ? null : line.RadiusKm * 1000)
        {
            Network = networks.Hash(line.Network, unit.Id.Value, at),
            NetworkKind = line.NetworkKind == null ? NetworkKind.Unknown : NetworkKinds[line.NetworkKind],
            Country = line.Country?.ToUpperInvariant(),
            Markets = unit.Batch.Market,
            Thresholds = (await brands.FindBrandAsync(unit.Batch.BrandId))?.Thresholds ?? EvidenceSettings.Default,
            ScanId = line.Id == null ? null : ScanIdOf(unit, line.Id),
        };
    }

    /// <summary>60 bits, as scans have, of HMAC-SHA-256 over brand, unit and the line's id: sent again it is the same, and nobody can choose it.</summary>
    private long ScanIdOf(IssuedUnit unit, string id)
    {
        Span<byte> message = stackalloc byte[2 * sizeof(long) + Encoding.UTF8.GetMaxByteCount(MaxIdLength)];
        BinaryPrimitives.WriteInt64BigEndian(message, unit.Batch.BrandId);
        BinaryPrimitives.WriteInt64BigEndian(message[sizeof(long)..], unit.Id.Value);
        var length = 2 * sizeof(long) + Encoding.UTF8.GetBytes(id, message[(2 * sizeof(long))..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_idKey.Value, message[..length], hash);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) >> 4);
    }

    private static bool TryReadCode(ScanImportLine line, out ReadCode code, out (string Code, string Text) problem)
    {
        code = null!;
        if (line.Code != null)
        {
            if (CodeReader.TryRead(line.Code, out var read, out var why))
                code = read;
            problem = ("not_a_code", why);
            return read != null;
        }

        if (!Gtin.TryParse(line.Gtin, out var gtin, out var gtinProblem))
        {
            problem = ("invalid_gtin", gtinProblem);
            return false;
        }

        if (CodeReader.TryReadSerial(gtin, line.Serial, out var typed, out var serialProblem))
            code = typed;
        problem = ("invalid_serial", serialProblem);
        return typed != null;
    }

    private (string Code, string Text)? Problem(ScanImportLine line)
    {
        if ((line.Code == null) == (line.Gtin == null || line.Serial == null) || (line.Code != null && (line.Gtin ?? line.Serial) != null))
            return ("invalid_code", "A line has `code`, or `gtin` and `serial`.");
        var now = clock.GetUtcNow();
        if (line.ScannedAt is not { } at)
            return ("invalid_time", "`scannedAt` is missing.");
        if (at > now + ClockSkew)
            return ("invalid_time", "`scannedAt` lies in the future.");
        if (at < now.AddYears(-OldestYears))
            return ("invalid_time", $"`scannedAt` lies more than {OldestYears} years back.");
        if ((line.Latitude == null) != (line.Longitude == null) || line.Latitude is not (null or (>= -90 and <= 90)) || line.Longitude is not (null or (>= -180 and <= 180)))
            return ("invalid_place", "A place has a `latitude` from -90 to 90 and a `longitude` from -180 to 180.");
        if (line.RadiusKm is not (null or (>= 0 and <= MaxRadiusKm)))
            return ("invalid_place", "`radiusKm` is a distance in kilometres, not negative.");
        if (line.Country is { } country && !(country.Length == 2 && char.IsAsciiLetter(country[0]) && char.IsAsciiLetter(country[1])))
            return ("invalid_country", "`country` is two letters of ISO 3166-1.");
        if (line.NetworkKind != null && !NetworkKinds.ContainsKey(line.NetworkKind))
            return ("invalid_network_kind", $"`networkKind` is one of {string.Join(", ", NetworkKinds.Keys)}.");
        if (line.Network is { Length: 0 or > MaxNameLength })
            return ("invalid_network", $"`network` is 1 to {MaxNameLength} characters.");
        if (line.Device is { Length: 0 or > MaxNameLength })
            return ("invalid_device", $"`device` is 1 to {MaxNameLength} characters.");
        return line.Id is { Length: 0 or > MaxIdLength } ? ("invalid_id", $"`id` is 1 to {MaxIdLength} characters.") : null;
    }
}
