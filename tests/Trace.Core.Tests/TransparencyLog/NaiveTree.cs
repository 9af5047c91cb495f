using System.Security.Cryptography;
using Trace.Core.TransparencyLog;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>RFC 6962 section 2.1, 2.1.1 and 2.1.2 word for word: recursion over lists of leaves.</summary>
internal sealed class NaiveTree(IReadOnlyList<byte[]> entries)
{
    private readonly Dictionary<(int, int), MerkleHash> _known = [];

    public MerkleHash Root(int begin, int end)
    {
        if (!_known.TryGetValue((begin, end), out var root))
        {
            var middle = end - begin > 1 ? begin + Split(end - begin) : 0;
            root = (end - begin) switch
            {
                0 => new MerkleHash(SHA256.HashData([])),
                1 => new MerkleHash(SHA256.HashData([0, .. entries[begin]])),
                _ => new MerkleHash(SHA256.HashData([1, .. Bytes(Root(begin, middle)), .. Bytes(Root(middle, end))])),
            };
            _known[(begin, end)] = root;
        }

        return root;
    }

    public IEnumerable<MerkleHash> Inclusion(int index, int begin, int end)
    {
        if (end - begin == 1)
            return [];
        var middle = begin + Split(end - begin);
        return index < middle ? [.. Inclusion(index, begin, middle), Root(middle, end)] : [.. Inclusion(index, middle, end), Root(begin, middle)];
    }

    public IEnumerable<MerkleHash> Consistency(int earlier, int begin, int end, bool isWhole = true)
    {
        if (earlier == end)
            return isWhole ? [] : [Root(begin, end)];
        var middle = begin + Split(end - begin);
        return earlier <= middle
            ? [.. Consistency(earlier, begin, middle, isWhole), Root(middle, end)]
            : [.. Consistency(earlier, middle, end, isWhole: false), Root(begin, middle)];
    }

    public static byte[] Bytes(MerkleHash hash)
    {
        var bytes = new byte[MerkleHash.SizeBytes];
        hash.CopyTo(bytes);
        return bytes;
    }

    private static int Split(int count)
    {
        var split = 1;
        while (2 * split < count)
            split *= 2;
        return split;
    }
}
