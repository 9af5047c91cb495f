using System.Net;

namespace Trace.Server.Places;

/// <summary>From an address to what it says of place and network. The address goes no further.</summary>
public sealed class NetworkPlaces : IDisposable
{
    private const int MostLinesLogged = 20;

    private readonly ILogger<NetworkPlaces> _log;
    private readonly PlaceFile<PlaceDatabase>[] _databaseFiles;
    private readonly PlaceFile<NetworkList>? _networksFile;
    private volatile Sources _sources;

    /// <exception cref="InvalidOperationException">A file is missing or cannot be used.</exception>
    public NetworkPlaces(PlaceSettings settings, ILogger<NetworkPlaces> log)
    {
        _log = log;
        _databaseFiles = [.. settings.Databases.Select(path => new PlaceFile<PlaceDatabase>(path, PlaceDatabase.Open))];
        _networksFile = settings.Networks is { } networks ? new PlaceFile<NetworkList>(networks, NetworkList.Read) : null;
        _sources = new Sources([.. _databaseFiles.Select(file => ReadAtStart(file, "Places:Databases"))], _networksFile == null ? NetworkList.Empty : ReadAtStart(_networksFile, "Places:Networks"));
        Array.ForEach(_sources.Databases, LogUse);
        if (_networksFile != null)
            LogUse(_networksFile.Path, _sources.Networks);
    }

    public bool HasFiles => _databaseFiles.Length > 0 || _networksFile != null;

    /// <summary>Says nothing of an address that is none of the Internet. Takes microseconds; never throws for what a file holds.</summary>
    public PlacedNetwork Find(IPAddress? address)
    {
        if (address == null)
            return default;
        address = ClientNetwork.Unwrap(address);
        if (ClientNetwork.IsLocal(address))
            return default;
        while (true)
        {
            var sources = _sources;
            PlaceFacts facts = default;
            PlaceDatabase? broken = null;
            var isWhole = sources.TryFind(address, ref facts, ref broken);
            if (broken != null)
                PlacesLog.BrokenRecord(_log, broken.Path);
            if (isWhole)
                return facts.Of(address, sources.Networks.Find(address, facts.AsNumber));
        }
    }

    /// <summary>Reads again what was changed since it was read. Not for two threads at once.</summary>
    public void Refresh()
    {
        var old = _sources;
        var databases = _databaseFiles.Select((file, i) => ReadIfChanged(file) ?? old.Databases[i]).ToArray();
        var networks = _networksFile == null ? null : ReadIfChanged(_networksFile);
        _sources = new Sources(databases, networks ?? old.Networks);
        foreach (var (before, now) in old.Databases.Zip(databases).Where(pair => pair.First != pair.Second))
        {
            before.Close();
            LogUse(now);
        }

        if (networks != null)
            LogUse(_networksFile!.Path, networks);
    }

    public void Dispose()
    {
        var old = _sources;
        _sources = new Sources([], NetworkList.Empty);
        foreach (var database in old.Databases)
            database.Close();
    }

    private static T ReadAtStart<T>(PlaceFile<T> file, string setting)
        where T : class
    {
        try
        {
            return file.Read();
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException($"{setting}: {file.Path} cannot be used: {exception.Message}", exception);
        }
    }

    private T? ReadIfChanged<T>(PlaceFile<T> file)
        where T : class
    {
        try
        {
            return file.ReadIfChanged();
        }
        catch (InvalidOperationException exception)
        {
            PlacesLog.Refused(_log, file.Path, exception.Message);
            return null;
        }
    }

    private void LogUse(PlaceDatabase database) => PlacesLog.DatabaseInUse(_log, database.Path, database.Type, database.BuiltAt);

    private void LogUse(string path, NetworkList networks)
    {
        PlacesLog.NetworksInUse(_log, path, networks.Count);
        foreach (var line in networks.BadLines.Take(MostLinesLogged))
            PlacesLog.BadLine(_log, line.Number, path, line.Problem);
        if (networks.BadLines.Count > MostLinesLogged)
            PlacesLog.MoreBadLines(_log, networks.BadLines.Count - MostLinesLogged, path);
    }

    /// <summary>What is in use together; replaced as a whole.</summary>
    private sealed record Sources(PlaceDatabase[] Databases, NetworkList Networks)
    {
        /// <summary>False if one was closed on the way, because another took its place.</summary>
        public bool TryFind(IPAddress address, ref PlaceFacts facts, ref PlaceDatabase? broken)
        {
            foreach (var database in Databases)
            {
                if (!database.TryFind(address, ref facts, ref broken))
                    return false;
            }

            return true;
        }
    }
}

internal static partial class PlacesLog
{
    [LoggerMessage(6001, LogLevel.Information, "{Path} is in use: {Type} of {BuiltAt:yyyy-MM-dd}.")]
    public static partial void DatabaseInUse(ILogger logger, string path, string type, DateTime builtAt);

    [LoggerMessage(6002, LogLevel.Information, "{Path} is in use: {Count} networks.")]
    public static partial void NetworksInUse(ILogger logger, string path, int count);

    [LoggerMessage(6003, LogLevel.Warning, "{Path} changed and cannot be used; what was read of it before stays in use: {Problem}")]
    public static partial void Refused(ILogger logger, string path, string problem);

    [LoggerMessage(6004, LogLevel.Warning, "Line {Line} of {Path} is left out: {Problem}")]
    public static partial void BadLine(ILogger logger, int line, string path, string problem);

    [LoggerMessage(6005, LogLevel.Warning, "{Count} more lines of {Path} are left out.")]
    public static partial void MoreBadLines(ILogger logger, int count, string path);

    [LoggerMessage(6006, LogLevel.Warning, "{Path} has records that cannot be read; what they would say counts as unknown.")]
    public static partial void BrokenRecord(ILogger logger, string path);
}
