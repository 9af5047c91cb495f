using System.Buffers.Binary;
using System.Text;
using IPNetwork = System.Net.IPNetwork;

namespace Trace.Testing;

/// <summary>Makes small MMDB files. MaxMind DB File Format 2.0: records of 24 bits, a data section without pointers.</summary>
/// <param name="databaseType">What it says it is.</param>
/// <param name="ipVersion">6 holds IPv4 too, below ::/96; 4 holds IPv4 alone.</param>
public sealed class MmdbWriter(string databaseType, int ipVersion = 6)
{
    private const int Empty = -1;
    private const int SeparatorBytes = 16;

    /// <summary>Their time of building, which readers show.</summary>
    public const long BuildEpoch = 1_767_225_600;

    private static readonly byte[] MetadataMark = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];

    private readonly List<(IPNetwork Network, object Record)> _records = [];

    /// <param name="network">A prefix.</param>
    /// <param name="record">Dictionaries with text keys, lists, text, numbers, booleans.</param>
    public MmdbWriter Add(string network, object record)
    {
        _records.Add((IPNetwork.Parse(network), record));
        return this;
    }

    public void WriteTo(string path) => File.WriteAllBytes(path, ToBytes());

    public byte[] ToBytes()
    {
        using var data = new MemoryStream();
        var nodes = new List<int[]> { new[] { Empty, Empty } };
        // The shorter first: the longer then divide what is there.
        foreach (var (network, record) in _records.OrderBy(entry => entry.Network.PrefixLength + (IsShort(entry.Network) ? 96 : 0)))
        {
            Insert(nodes, network, DataMark((int)data.Position));
            Encode(data, record);
        }

        using var file = new MemoryStream();
        foreach (var record in nodes.SelectMany(node => node))
            Write(file, record == Empty ? nodes.Count : record < Empty ? nodes.Count + SeparatorBytes + DataOffset(record) : record, bytes: 3);
        file.Write(new byte[SeparatorBytes]);
        data.WriteTo(file);
        file.Write(MetadataMark);
        Encode(file, Metadata(nodes.Count));
        return file.ToArray();
    }

    private Dictionary<string, object> Metadata(int nodeCount) => new()
    {
        ["node_count"] = (uint)nodeCount,
        ["record_size"] = (ushort)24,
        ["ip_version"] = (ushort)ipVersion,
        ["database_type"] = databaseType,
        ["languages"] = new List<object> { "en" },
        ["binary_format_major_version"] = (ushort)2,
        ["binary_format_minor_version"] = (ushort)0,
        ["build_epoch"] = (ulong)BuildEpoch,
        ["description"] = new Dictionary<string, object> { ["en"] = "Made by a test" },
    };

    /// <summary>Below <see cref="Empty"/>, so that neither is a node.</summary>
    private static int DataMark(int offset) => -2 - offset;

    private static int DataOffset(int mark) => -2 - mark;

    private bool IsShort(IPNetwork network) => ipVersion == 6 && network.BaseAddress.GetAddressBytes().Length == 4;

    private void Insert(List<int[]> nodes, IPNetwork network, int mark)
    {
        var address = network.BaseAddress.GetAddressBytes();
        var isShort = IsShort(network);
        var bytes = isShort ? [.. new byte[12], .. address] : address;
        var length = network.PrefixLength + (isShort ? 96 : 0);
        var node = 0;
        for (var i = 0; i < length; i++)
        {
            var bit = (bytes[i / 8] >> (7 - i % 8)) & 1;
            if (i == length - 1)
            {
                nodes[node][bit] = mark;
                return;
            }

            if (nodes[node][bit] < 0)
            {
                // What a shorter prefix said holds for both halves until a longer one says otherwise.
                nodes.Add([nodes[node][bit], nodes[node][bit]]);
                nodes[node][bit] = nodes.Count - 1;
            }

            node = nodes[node][bit];
        }
    }

    private static void Encode(Stream data, object value)
    {
        switch (value)
        {
            case string text:
                Control(data, 2, Encoding.UTF8.GetByteCount(text));
                data.Write(Encoding.UTF8.GetBytes(text));
                break;
            case double number:
                Control(data, 3, sizeof(double));
                Write(data, BitConverter.DoubleToUInt64Bits(number), sizeof(double));
                break;
            case ushort number:
                Integer(data, 5, number);
                break;
            case uint number:
                Integer(data, 6, number);
                break;
            case int number and >= 0:
                Integer(data, 8, (uint)number);
                break;
            case ulong number:
                Integer(data, 9, number);
                break;
            case bool flag:
                Control(data, 14, flag ? 1 : 0);
                break;
            case float number:
                Control(data, 15, sizeof(float));
                Write(data, BitConverter.SingleToUInt32Bits(number), sizeof(float));
                break;
            case IReadOnlyDictionary<string, object> map:
                Control(data, 7, map.Count);
                foreach (var (key, member) in map)
                {
                    Encode(data, key);
                    Encode(data, member);
                }

                break;
            case IReadOnlyList<object> items:
                Control(data, 11, items.Count);
                foreach (var item in items)
                    Encode(data, item);
                break;
            default:
                throw new ArgumentException($"No type of MMDB is made for {value.GetType()}.", nameof(value));
        }
    }

    /// <summary>Leading zeros are left out.</summary>
    private static void Integer(Stream data, int type, ulong number)
    {
        var bytes = (71 - System.Numerics.BitOperations.LeadingZeroCount(number)) / 8;
        Control(data, type, bytes);
        Write(data, number, bytes);
    }

    private static void Control(Stream data, int type, int size)
    {
        var (inByte, more, moreBytes) = size switch
        {
            < 29 => (size, 0, 0),
            < 285 => (29, size - 29, 1),
            < 65_821 => (30, size - 285, 2),
            _ => (31, size - 65_821, 3),
        };
        data.WriteByte((byte)((type <= 7 ? type << 5 : 0) | inByte));
        if (type > 7)
            data.WriteByte((byte)(type - 7));
        Write(data, (ulong)more, moreBytes);
    }

    private static void Write(Stream stream, int number, int bytes) => Write(stream, (ulong)number, bytes);

    private static void Write(Stream stream, ulong number, int bytes)
    {
        Span<byte> all = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(all, number);
        stream.Write(all[(sizeof(ulong) - bytes)..]);
    }
}
