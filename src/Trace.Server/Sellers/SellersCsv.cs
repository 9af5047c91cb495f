using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Trace.Server.Http;

namespace Trace.Server.Sellers;

/// <summary>A line of an import: what it says of a seller, or what is wrong with it.</summary>
public readonly record struct SellerLine(long Number, ReadSeller? Seller, LineError? Error);

/// <summary>
/// Sellers as CSV, read line by line: a header line, then <c>reference</c>, <c>list</c>, <c>name</c>, <c>shops</c> and perhaps <c>gtins</c>, <c>territories</c>, <c>platforms</c>,
/// <c>from</c>, <c>until</c>, <c>notes</c>. Several values stand in one field, separated by <c>|</c>; a shop is a domain, or <c>platform:handle</c>.
/// </summary>
public sealed class SellersCsv : IDisposable
{
    private const int MaxLineBytes = 64 << 10;

    private static readonly string[] Needed = ["reference", "list", "name", "shops"];
    private static readonly string[] Known = [.. Needed, "gtins", "territories", "platforms", "from", "until", "notes"];

    private static readonly string NoHeader = $"The first line names the columns, none twice: {string.Join(", ", Needed)}, and perhaps {string.Join(", ", Known.Except(Needed))}.";

    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        TrimOptions = TrimOptions.Trim,
        PrepareHeaderForMatch = args => args.Header.Trim().ToUpperInvariant(),
        MissingFieldFound = null,
        // Read leniently, a quotation mark left open would swallow the lines after it.
        BadDataFound = args => throw new BadDataException(args.Field, args.RawRecord, args.Context, "A quotation mark stands alone: a field with one is quoted, and the mark in it doubled."),
        MaxFieldSize = 16 << 10,
    };

    private readonly StreamReader _reader;
    private readonly CsvReader _csv;
    private bool _ended;

    public SellersCsv(Stream body)
    {
        _reader = new StreamReader(new BoundedLinesStream(body, MaxLineBytes), leaveOpen: true);
        _csv = new CsvReader(_reader, Configuration);
    }

    /// <summary>Null, or what is wrong with the first line.</summary>
    public async Task<string?> ReadHeaderAsync()
    {
        try
        {
            if (!await _csv.ReadAsync() || !_csv.ReadHeader())
                return NoHeader;
        }
        catch (CsvHelperException)
        {
            return NoHeader;
        }

        var names = _csv.HeaderRecord!.Select(name => name.Trim().ToLowerInvariant()).ToList();
        return names.Distinct(StringComparer.Ordinal).Count() == names.Count && Needed.All(names.Contains) && names.TrueForAll(Known.Contains) ? null : NoHeader;
    }

    /// <summary>The next line; null at the end. What is no CSV ends the reading with a line that says so.</summary>
    public async Task<SellerLine?> ReadAsync()
    {
        try
        {
            return !_ended && await _csv.ReadAsync() ? ReadLine() : null;
        }
        catch (CsvHelperException exception)
        {
            _ended = true;
            return Wrong("invalid_csv", $"This is not CSV, and nothing behind it was read: {exception.Message.Split('\n')[0].Trim()}");
        }
    }

    public void Dispose()
    {
        _csv.Dispose();
        _reader.Dispose();
    }

    private SellerLine ReadLine()
    {
        var request = new SellerRequest(
            Field("list"), Field("name"), Field("reference"), [.. Fields("shops").Select(Shop)], Fields("gtins"), Fields("territories"), Fields("platforms"), Field("from"), Field("until"), Field("notes"));
        if (request.Reference == null)
            return Wrong("invalid_seller", "`reference` is missing: by it a line that is sent again is known.");
        return ReadSeller.Of(request).TryGet(out var seller, out var failure) ? new SellerLine(_csv.Parser.RawRow, seller, Error: null) : Wrong(failure.Code, failure.Detail);
    }

    /// <summary>A colon is in no domain.</summary>
    internal static SellerShop Shop(string text) => text.Contains("://", StringComparison.Ordinal) || text.Split(':', 2, StringSplitOptions.TrimEntries) is not [var platform, var handle]
        ? new SellerShop(Domain: text)
        : new SellerShop(platform, handle);

    private SellerLine Wrong(string code, string text) => new(_csv.Parser.RawRow, Seller: null, new LineError(_csv.Parser.RawRow, code, text));

    private string? Field(string name) => _csv.TryGetField<string>(name, out var value) && !string.IsNullOrEmpty(value) ? value : null;

    private string[] Fields(string name) => Field(name)?.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
