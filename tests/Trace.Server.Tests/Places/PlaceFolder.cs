using System.Net;
using Microsoft.Extensions.Logging;
using Trace.Server.Places;
using Trace.Testing;

namespace Trace.Server.Tests.Places;

/// <summary>A folder with an operator's files, and what is found with them.</summary>
public sealed class PlaceFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _databases = [];
    private readonly LoggerFactory _loggers;

    public PlaceFolder() => _loggers = new LoggerFactory([Log]);

    public CollectedLog Log { get; } = new();

    public string Path => _folder.Path;

    public string? Networks { get; private set; }

    /// <summary>Adds a database behind those there are; its name is its path.</summary>
    public string Add(MmdbWriter database, string name)
    {
        database.WriteTo(_folder.File(name));
        _databases.Add(_folder.File(name));
        return _folder.File(name);
    }

    public PlaceFolder WithNetworks(params string[] lines)
    {
        Networks = _folder.File("networks.csv");
        File.WriteAllLines(Networks, lines);
        return this;
    }

    public NetworkPlaces Open() => new(new PlaceSettings(_databases, Networks), _loggers.CreateLogger<NetworkPlaces>());

    public PlacedNetwork Find(string address)
    {
        using var places = Open();
        return places.Find(IPAddress.Parse(address));
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _folder.Dispose();
    }
}
