using System.Security.Cryptography;
using System.Text;
using Trace.Server.Storage;

namespace Trace.Cli.Keys;

/// <summary>The file <c>master.key</c> of a server's data folder. The server takes up a change within seconds.</summary>
internal sealed class MasterKeyFile
{
    private const int MaxBytes = 64 << 10;

    private readonly string _path;
    private readonly Pkcs11Token? _token;

    private MasterKeyFile(string path, Pkcs11Token? token, IReadOnlyList<MasterKeyLine> lines) => (_path, _token, Lines) = (path, token, lines);

    /// <summary>The first seals, all open.</summary>
    public IReadOnlyList<MasterKeyLine> Lines { get; private set; }

    public static MasterKeyFile Open(string folder, Pkcs11Settings? pkcs11)
    {
        var path = Path.Combine(folder, MasterKeyText.FileName);
        var token = pkcs11 == null ? null : new Pkcs11Token(pkcs11);
        return new MasterKeyFile(path, token, Read(InputFile.ReadText(path, MaxBytes), path, token));
    }

    public MasterKeyLine Find(string? fingerprint) => Lines.FirstOrDefault(line => line.Fingerprint == fingerprint)
        ?? throw CliException.Usage($"{_path} holds no key {fingerprint}; `trace keys master status` shows those it holds.");

    /// <summary>A new key as the last one: it opens, and seals nothing yet. Encrypted by the token if one was named.</summary>
    public MasterKeyLine Add()
    {
        var text = Guard(() => MasterKeyText.CreateLine(_token));
        Write([.. Lines.Select(line => line.Text), text]);
        return Lines[^1];
    }

    public void Promote(MasterKeyLine line) => Write([line.Text, .. Lines.Where(other => other != line).Select(other => other.Text)]);

    public void Remove(MasterKeyLine line) => Write([.. Lines.Where(other => other != line).Select(other => other.Text)]);

    private void Write(IReadOnlyList<string> lines)
    {
        var text = string.Concat(lines.Select(line => line + "\n"));
        var read = Read(text, _path, _token);
        using (var file = new PartFile(_path, Readers.Owner))
        {
            file.Stream.Write(Encoding.UTF8.GetBytes(text));
            file.Finish();
            file.Publish();
        }

        Lines = read;
    }

    private static IReadOnlyList<MasterKeyLine> Read(string text, string path, Pkcs11Token? token)
    {
        var keys = Guard(() => MasterKeyText.Read(text, path, token));
        var lines = MasterKeyText.Split(text).Zip(keys, (line, key) => new MasterKeyLine(line, MasterKeyText.Fingerprint(key))).ToList();
        foreach (var key in keys)
            CryptographicOperations.ZeroMemory(key);
        return lines;
    }

    private static T Guard<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (InvalidOperationException exception)
        {
            throw new CliException(ExitCode.Usage, "invalid_master_key", exception.Message);
        }
    }
}

/// <summary>A line of it. The text is the key, or the key as a token encrypted it: never printed.</summary>
internal sealed record MasterKeyLine(string Text, string Fingerprint)
{
    public string Kept => MasterKeyText.IsWrapped(Text) ? "token" : "clear";

    public override string ToString() => Fingerprint;
}
