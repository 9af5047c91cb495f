using System.Security.Cryptography;
using System.Text;

namespace Trace.Server.Accounts;

/// <summary>
/// Looks passwords up in a file of SHA-1 hashes in hexadecimal, one a line and sorted, as "Have I Been Pwned" offers it for download
/// (<c>HASH:count</c>). Setting <c>Passwords:BreachedFile</c>; without it nothing is looked up. Nothing leaves the machine.
/// </summary>
public sealed class BreachedPasswords
{
    private const int HashLength = 40;
    private const int MaxLineLength = 64;

    private readonly string? _path;

    /// <exception cref="InvalidOperationException">The file is named but is not there.</exception>
    public BreachedPasswords(IConfiguration configuration)
    {
        _path = configuration["Passwords:BreachedFile"];
        if (!string.IsNullOrEmpty(_path) && !File.Exists(_path))
            throw new InvalidOperationException($"Passwords:BreachedFile names {_path}, which is not there.");
    }

    public bool Contains(string password)
    {
        if (string.IsNullOrEmpty(_path))
            return false;
#pragma warning disable CA5350, RS0030 // The list's own format; nothing is protected by it.
        var wanted = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350, RS0030
        using var file = File.OpenRead(_path);
        var (low, high) = (0L, file.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var (hash, next) = LineFrom(file, middle);
            if (hash == null || string.CompareOrdinal(wanted, hash) < 0)
                high = middle;
            else if (string.Equals(wanted, hash, StringComparison.Ordinal))
                return true;
            else
                low = next;
        }

        return false;
    }

    /// <summary>The hash on the first line that begins at or after a position (null at the end), and where that line ends.</summary>
    private static (string? Hash, long Next) LineFrom(FileStream file, long position)
    {
        // One character earlier: a line that begins exactly at the position is one.
        var from = Math.Max(0, position - 1);
        file.Position = from;
        Span<byte> buffer = stackalloc byte[MaxLineLength * 2];
        var text = buffer[..file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        var start = position == 0 ? 0 : text.IndexOf((byte)'\n') + 1;
        if ((position > 0 && start == 0) || start + HashLength > text.Length)
            return (null, file.Length);
        var rest = text[start..];
        var end = rest.IndexOf((byte)'\n');
        return (Encoding.ASCII.GetString(rest[..HashLength]).ToUpperInvariant(), from + start + (end < 0 ? rest.Length : end + 1));
    }
}
