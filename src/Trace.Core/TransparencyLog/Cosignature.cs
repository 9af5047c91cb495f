using System.Globalization;
using System.Text;

namespace Trace.Core.TransparencyLog;

/// <summary>What a witness signs: that at a time this was the largest consistent tree it had seen of the log.</summary>
/// <remarks>C2SP tlog-cosignature, "Ed25519 signed message". Its first line keeps it apart from anything else the key signs.</remarks>
internal static class Cosignature
{
    /// <summary>The time before the signature: seconds since 1970, big-endian, 0 to 2^63 - 1.</summary>
    public const int TimeBytes = 8;

    public static byte[] Message(string text, long unixSeconds) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {unixSeconds}\n{text}"));
}
