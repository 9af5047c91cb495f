using System.Buffers.Binary;

namespace Trace.Core.Detection;

/// <content>Its bytes.</content>
public sealed partial class UnitEvidence
{
    private const byte Version = 2;
    private const int SumsBytes = 8 * 10 + 4 * 4 + 1;
    private const int PlaceBytes = 8 * 8;
    private const int DeviceBytes = 16 + 8 + 2;
    private const int NetworkBytes = 8 * 3 + 2;
    private const int PartBytes = 1 + 8 + 4 + 8 + 8;
    private const int CountsBytes = 6;

    /// <summary>All of it.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[CountsBytes + SumsBytes + _places.Length * PlaceBytes + _devices.Length * DeviceBytes
            + _networks.Length * NetworkBytes + _parts.Length * PartBytes + _countries.Length * 2];
        var writer = new Writer(bytes);
        writer.Byte(Version);
        writer.Byte((byte)_places.Length);
        writer.Byte((byte)_devices.Length);
        writer.Byte((byte)_networks.Length);
        writer.Byte((byte)_parts.Length);
        writer.Byte((byte)_countries.Length);
        _sums.Write(ref writer);
        foreach (var place in _places)
            place.Write(ref writer);
        foreach (var device in _devices)
            device.Write(ref writer);
        foreach (var network in _networks)
            network.Write(ref writer);
        foreach (var part in _parts)
        {
            writer.Byte((byte)part.Sign);
            writer.Double(part.Weight);
            writer.Int(part.Scans);
            writer.Long(part.ScanId);
            writer.Long(part.OtherScanId);
        }

        foreach (var country in _countries)
            writer.Short(country);
        return bytes;
    }

    /// <summary>Null for bytes of another version: the fold is to be made again from the scans.</summary>
    public static UnitEvidence? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < CountsBytes + SumsBytes || bytes[0] != Version)
            return null;
        if (bytes[1] > MaxPlaces || bytes[2] > MaxDevices || bytes[3] > MaxNetworks || bytes[4] > MaxSigns || bytes[5] > MaxCountries)
            return null;
        var (places, devices, networks, parts, countries) =
            (new KnownPlace[bytes[1]], new KnownDevice[bytes[2]], new KnownNetwork[bytes[3]], new EvidencePart[bytes[4]], new ushort[bytes[5]]);
        if (bytes.Length != CountsBytes + SumsBytes + places.Length * PlaceBytes + devices.Length * DeviceBytes
            + networks.Length * NetworkBytes + parts.Length * PartBytes + countries.Length * 2)
        {
            return null;
        }

        var reader = new Reader(bytes[CountsBytes..]);
        var sums = Sums.Read(ref reader);
        for (var i = 0; i < places.Length; i++)
            places[i] = KnownPlace.Read(ref reader);
        for (var i = 0; i < devices.Length; i++)
            devices[i] = KnownDevice.Read(ref reader);
        for (var i = 0; i < networks.Length; i++)
            networks[i] = KnownNetwork.Read(ref reader);
        for (var i = 0; i < parts.Length; i++)
            parts[i] = new EvidencePart((Sign)reader.Byte(), reader.Double(), reader.Int(), reader.Long(), reader.Long());
        for (var i = 0; i < countries.Length; i++)
            countries[i] = reader.Short();
        var read = new UnitEvidence(sums, places, devices, networks, parts, countries);
        return double.IsFinite(read.Score + sums.Market + sums.Burst + sums.PeakBurst + sums.DevicesAlone) && sums.Away is >= 0 and <= 1
            && Array.TrueForAll(places, place => place.IsPossible) && Array.TrueForAll(parts, part => double.IsFinite(part.Weight))
            ? read
            : null;
    }

    private ref struct Writer(Span<byte> to)
    {
        private Span<byte> _to = to;

        public void Byte(byte value) => Next(1)[0] = value;

        public void Short(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Next(2), value);

        public void Int(int value) => BinaryPrimitives.WriteInt32BigEndian(Next(4), value);

        public void Long(long value) => BinaryPrimitives.WriteInt64BigEndian(Next(8), value);

        public void Double(double value) => BinaryPrimitives.WriteDoubleBigEndian(Next(8), value);

        public void Hash(UInt128 value) => BinaryPrimitives.WriteUInt128BigEndian(Next(16), value);

        private Span<byte> Next(int count)
        {
            var next = _to[..count];
            _to = _to[count..];
            return next;
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> from)
    {
        private ReadOnlySpan<byte> _from = from;

        public byte Byte() => Next(1)[0];

        public ushort Short() => BinaryPrimitives.ReadUInt16BigEndian(Next(2));

        public int Int() => BinaryPrimitives.ReadInt32BigEndian(Next(4));

        public long Long() => BinaryPrimitives.ReadInt64BigEndian(Next(8));

        public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Next(8));

        public UInt128 Hash() => BinaryPrimitives.ReadUInt128BigEndian(Next(16));

        private ReadOnlySpan<byte> Next(int count)
        {
            var next = _from[..count];
            _from = _from[count..];
            return next;
        }
    }
}
