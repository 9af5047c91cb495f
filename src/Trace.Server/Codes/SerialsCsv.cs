using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Trace.Core.Codes;
using Trace.Server.Http;

namespace Trace.Server.Codes;

/// <summary>A line of an upload: a serial, or what is wrong with it.</summary>
public readonly record struct SerialLine(long Number, string Serial, string ProblemCode = "", string Problem = "")
{
    public LineError? Error => ProblemCode.Length == 0 ? null : new LineError(Number, ProblemCode, Problem);
}

/// <summary>A brand's own serials as CSV, read line by line: a header line, a column <c>serial</c>, perhaps <c>gtin</c>, <c>lot</c>, <c>expiry</c>.
/// Other columns are the brand's own and not read; only one that means lot or expiry by another name is refused, because what it says would be lost.</summary>
public sealed class SerialsCsv : IDisposable
{
    private const int MaxSerialLength = 20;
    private const string NoHeader = "The first line names the columns, none twice; one of them is `serial`.";

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["exp"] = "expiry",
        ["expires"] = "expiry",
        ["expiration"] = "expiry",
        ["expirydate"] = "expiry",
        ["expirationdate"] = "expiry",
        ["bestbefore"] = "expiry",
        ["useby"] = "expiry",
        ["batch"] = "lot",
        ["batchno"] = "lot",
        ["batchnumber"] = "lot",
        ["lotno"] = "lot",
        ["lotnumber"] = "lot",
    };

    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        TrimOptions = TrimOptions.None,
        PrepareHeaderForMatch = args => args.Header.Trim().ToUpperInvariant(),
        MissingFieldFound = null,
        // Read leniently, a quotation mark left open would swallow the lines after it.
        BadDataFound = args => throw new BadDataException(
            args.Field, args.RawRecord, args.Context, "A quotation mark stands alone: a field with one is quoted, and the mark in it doubled."),
        MaxFieldSize = 4096,
    };

    private readonly StreamReader _reader;
    private readonly CsvReader _csv;
    private bool _ended;

    public SerialsCsv(Stream body, ImportQuery query)
    {
        Batch = query;
        _reader = new StreamReader(new BoundedLinesStream(body), leaveOpen: true);
        _csv = new CsvReader(_reader, Configuration);
    }

    /// <summary>What the query and the lines read so far say of the batch.</summary>
    public ImportQuery Batch { get; private set; }

    /// <summary>Null, or what is wrong with the first line.</summary>
    public async Task<string?> ReadHeaderAsync()
    {
        try
        {
            return await _csv.ReadAsync() && _csv.ReadHeader() ? DescribeColumns(_csv.HeaderRecord!) : NoHeader;
        }
        catch (CsvHelperException)
        {
            return NoHeader;
        }
    }

    /// <summary>The next line; null at the end. What is no CSV ends the reading with a line that says so.</summary>
    public async Task<SerialLine?> ReadAsync()
    {
        try
        {
            return !_ended && await _csv.ReadAsync() ? ReadLine() : null;
        }
        catch (CsvHelperException exception)
        {
            _ended = true;
            return new SerialLine(_csv.Parser.RawRow, "", "invalid_csv", $"This is not CSV: {exception.Message.Split('\n')[0].Trim()}");
        }
    }

    public void Dispose()
    {
        _csv.Dispose();
        _reader.Dispose();
    }

    private static string? DescribeColumns(string[] header)
    {
        var names = header.Select(name => name.Trim()).ToList();
        if (!names.Contains("serial", StringComparer.OrdinalIgnoreCase) || names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Count)
            return names is [var only] && only.Split(';', '\t').Length > 1 ? $"{NoHeader} Columns are separated by commas." : NoHeader;
        return names.Find(name => OtherNames.ContainsKey(Letters(name))) is { } other
            ? $"The column `{other}` is not read; name it `{OtherNames[Letters(other)]}`, or leave it out."
            : null;
    }

    /// <summary>Best-before, best_before and Best before are one name.</summary>
    private static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetter));

    private SerialLine ReadLine()
    {
        var number = _csv.Parser.RawRow;
        // Doubled or in pairs around a field; one left open has swallowed the rest of the upload.
        if (_csv.Parser.RawRecord.Count(character => character == '"') % 2 != 0)
            return new SerialLine(number, "", "invalid_csv", "This is not CSV: a quotation mark is never closed.");
        foreach (var column in new[] { "gtin", "lot", "expiry" })
        {
            if (_csv.TryGetField<string>(column, out var value) && !string.IsNullOrEmpty(value) && !Agrees(column, value))
                return new SerialLine(number, "", "different_batch", $"`{column}` {value} differs from the lines before; one upload is one batch.");
        }

        var serial = _csv.GetField("serial") ?? "";
        if (serial.Length is 0 or > MaxSerialLength)
            return new SerialLine(number, "", "invalid_serial", $"A serial has 1 to {MaxSerialLength} characters; this has {serial.Length}.");
        return CharacterSet82.IndexOfOther(serial) is >= 0 and var at
            ? new SerialLine(number, "", "invalid_serial", $"Character {at + 1} of the serial is not in GS1 character set 82.")
            : new SerialLine(number, serial);
    }

    private bool Agrees(string column, string value)
    {
        var known = column switch { "gtin" => Batch.Gtin, "lot" => Batch.Lot, _ => Batch.Expiry };
        if (known == null)
        {
            Batch = column switch
            {
                "gtin" => Batch with { Gtin = value },
                "lot" => Batch with { Lot = value },
                _ => Batch with { Expiry = value },
            };
            return true;
        }

        return known == value
            || (column == "gtin" && Gtin.TryParse(known, out var first) && Gtin.TryParse(value, out var second) && first == second);
    }
}
