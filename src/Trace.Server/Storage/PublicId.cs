using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Trace.Core.Codes;

namespace Trace.Server.Storage;

/// <summary>Ids that tell nothing: 60 random bits, written as 12 Crockford characters.</summary>
public static class PublicId
{
    public const int Length = 12;

    /// <summary>Random bytes are fetched for so many ids at once: each fetch costs as much as writing the scan that needs it.</summary>
    private const int IdsAtOnce = 64;

    [ThreadStatic]
    private static ulong[]? t_random;

    [ThreadStatic]
    private static int t_left;

    public static long Create()
    {
        var random = t_random ??= new ulong[IdsAtOnce];
        if (t_left == 0)
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(random.AsSpan()));
            t_left = IdsAtOnce;
        }

        return (long)(random[--t_left] >> 4);
    }

    public static string Format(long id) => CrockfordBase32.Encode(id, Length);

    /// <summary>Null for none.</summary>
    public static string? Format(long? id) => id is { } value ? Format(value) : null;

    public static bool TryParse(string? text, out long id)
    {
        id = 0;
        return text?.Length == Length && CrockfordBase32.TryDecode(text, out id);
    }
}
