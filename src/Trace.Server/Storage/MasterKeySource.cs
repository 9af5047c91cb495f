namespace Trace.Server.Storage;

/// <summary>Where the master keys are: the environment, else <c>master.key</c> in the data folder, in clear or encrypted by a PKCS#11 token.</summary>
public sealed class MasterKeySource(string dataFolder, Pkcs11Settings? pkcs11)
{
    public const string EnvironmentVariable = "TRACE_MASTER_KEY";

    private readonly string _path = Path.Combine(dataFolder, MasterKeyText.FileName);
    private readonly Pkcs11Token? _token = pkcs11 == null ? null : new Pkcs11Token(pkcs11);
    private string? _read;
    private DateTime _readAt;

    public string Name { get; private set; } = EnvironmentVariable;

    /// <summary>A file with a key anyone can use who has the file.</summary>
    public bool IsClearFile => _read != null && MasterKeyText.Split(_read).Any(line => !MasterKeyText.IsWrapped(line));

    /// <summary>The keys at start. The file is made if nothing exists yet.</summary>
    /// <exception cref="InvalidOperationException">A key is malformed, or missing where the database holds secrets sealed under it.</exception>
    public MasterKeyRing Load(bool secretsExist)
    {
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } text)
            return Parse(text);
        Name = _path;
        if (!File.Exists(_path))
        {
            if (secretsExist)
                throw new InvalidOperationException(
                    $"The database holds secrets, but its master key is missing: put {_path} back or set {EnvironmentVariable}.");
            PrivateFile.Write(_path, MasterKeyText.CreateLine(_token));
        }

        _readAt = File.GetLastWriteTimeUtc(_path);
        return Parse(_read = File.ReadAllText(_path));
    }

    /// <summary>The keys of a file that was changed since it was read last; null when it was not.</summary>
    /// <remarks>
    /// Saved again counts as changed: so it is tried again when a token was away. Not by itself, since a token locks after some wrong PINs.
    /// </remarks>
    /// <exception cref="InvalidOperationException">It was changed to something else than keys. Thrown once for each change.</exception>
    public MasterKeyRing? Reread()
    {
        if (_read == null)
            return null;
        var savedAt = File.GetLastWriteTimeUtc(_path);
        var text = File.Exists(_path) ? File.ReadAllText(_path) : "";
        if ((text, savedAt) == (_read, _readAt))
            return null;
        (_read, _readAt) = (text, savedAt);
        return Parse(text);
    }

    private MasterKeyRing Parse(string text) => MasterKeyRing.Of(MasterKeyText.Read(text, Name, _token));
}
