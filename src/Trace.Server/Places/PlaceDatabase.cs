using System.Net;
using System.Net.Sockets;
using MaxMind.Db;

namespace Trace.Server.Places;

/// <summary>One MMDB file in memory. It can be closed while it is asked: its memory is given back when the last lookup has left it.</summary>
/// <remarks>
/// A lookup reads memory that is not managed, so it must never be given back under one. Left to the garbage collector it would never be: the
/// reader holds a pointer on its mapping.
/// </remarks>
public sealed class PlaceDatabase
{
    private const int SampledRecords = 1_000;

    private readonly Reader _reader;
    private readonly bool _isNested;
    private readonly bool _holdsIPv4Alone;

    /// <summary>Lookups under way, and one for being open.</summary>
    private int _users = 1;
    private int _hasBrokenRecord;

    private PlaceDatabase(string path, Reader reader)
    {
        Path = path;
        _reader = reader;
        _holdsIPv4Alone = reader.Metadata.IPVersion == 4;
        _isNested = Sample<Dictionary<string, object>>().Any(record => NestedRecord.Maps.Any(key => record.TryGetValue(key, out var value) && value is Dictionary<string, object>));
        if ((_isNested ? Sample<NestedRecord>().Cast<PlaceRecord>() : Sample<FlatRecord>()).All(record => record.SaysNothing))
            throw new InvalidOperationException("its first records say neither a place, a country, an AS number nor a kind of network.");
    }

    public string Path { get; }

    /// <summary>What it says it is, such as GeoLite2-City.</summary>
    public string Type => _reader.Metadata.DatabaseType;

    public DateTime BuiltAt => _reader.Metadata.BuildDate;

    /// <summary>Whether its memory was given back.</summary>
    public bool IsClosed => Volatile.Read(ref _users) == 0;

    /// <exception cref="InvalidOperationException">It is no database, is broken, or holds nothing that is looked for.</exception>
    public static PlaceDatabase Open(string path)
    {
        Reader? reader = null;
        try
        {
            MmdbMarker.Require(path);
            reader = new Reader(path, FileAccessMode.Memory);
            return new PlaceDatabase(path, reader);
        }
        // Broken bytes make the reader throw whatever they lead to: overflows, wrong arguments, exceptions of its own.
        catch (Exception exception)
        {
            reader?.Dispose();
            throw exception is InvalidOperationException ? exception : new InvalidOperationException(exception.Message, exception);
        }
    }

    /// <summary>False if it is closed, and then another has taken its place.</summary>
    /// <param name="address">Of one address, as <see cref="ClientNetwork.Unwrap"/> has it.</param>
    /// <param name="facts">What it adds to.</param>
    /// <param name="foundBroken">Set when a record cannot be read, the first time.</param>
    public bool TryFind(IPAddress address, ref PlaceFacts facts, ref PlaceDatabase? foundBroken)
    {
        if (!TryEnter())
            return false;
        // A database of IPv4 alone would take the first half of an IPv6 address for one of its own.
        if (_holdsIPv4Alone && address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            Leave();
            return true;
        }

        try
        {
            PlaceRecord? record = _isNested ? _reader.Find<NestedRecord>(address) : _reader.Find<FlatRecord>(address);
            record?.AddTo(ref facts);
        }
        // As above; what cannot be read is unknown, and no reason to refuse a scan.
        catch (Exception)
        {
            if (Interlocked.Exchange(ref _hasBrokenRecord, 1) == 0)
                foundBroken = this;
        }
        finally
        {
            Leave();
        }

        return true;
    }

    /// <summary>No lookup begins from now on. Called once.</summary>
    public void Close() => Leave();

    private bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }

        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _reader.Dispose();
    }

    private IEnumerable<T> Sample<T>()
        where T : class => _reader.FindAll<T>(cacheSize: 64).Take(SampledRecords).Select(node => node.Data);
}
