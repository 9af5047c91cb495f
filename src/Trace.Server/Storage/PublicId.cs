using System.Security.Cryptography;
using Trace.Core.Codes;

namespace Trace.Server.Storage;

/// <summary>Ids that tell nothing: 60 random bits, written as 12 Crockford characters.</summary>
public static class PublicId
{
    public const int Length = 12;

    public static long Create() =>
        (long)(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> 4);

    public static string Format(long id) => CrockfordBase32.Encode(id, Length);

    public static bool TryParse(string? text, out long id)
    {
        id = 0;
        return text?.Length == Length && CrockfordBase32.TryDecode(text, out id);
    }
}
