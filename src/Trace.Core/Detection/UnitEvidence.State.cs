namespace Trace.Core.Detection;

/// <content>What is kept of a unit.</content>
public sealed partial class UnitEvidence
{
    private int FindDevice(UInt128? device, UInt128? before)
    {
        if (device == null)
            return -1;
        var found = -1;
        for (var i = 0; i < _devices.Length; i++)
        {
            if (_devices[i].Hash == device)
                return i;
            if (before != null && _devices[i].Hash == before)
                found = i;
        }

        return found;
    }

    private static KnownDevice[] WithDevice(KnownDevice[] known, int index, in KnownDevice device)
    {
        if (index < 0 && known.Length < MaxDevices)
            return [.. known, device];
        KnownDevice[] devices = [.. known];
        if (index < 0)
        {
            // Those of the first object stay: their people keep a calm answer.
            index = MaxDevices - 1;
            for (var i = MaxDevices - 2; i >= 0; i--)
            {
                if ((devices[i].IsFirst ? 1 : 0, devices[i].LastAt).CompareTo((devices[index].IsFirst ? 1 : 0, devices[index].LastAt)) < 0)
                    index = i;
            }
        }

        devices[index] = device;
        return devices;
    }

    /// <summary>A place gave way to another, which has its number now.</summary>
    private static KnownDevice[] Forget(KnownDevice[] devices, int place) =>
        Array.ConvertAll(devices, device => device with { Places = (byte)(device.Places & ~(1 << place)) });

    private ushort[] WithCountry(string country)
    {
        var code = CodeOf(country);
        if (Array.IndexOf(_countries, code) >= 0 || _countries.Length == MaxCountries)
            return _countries;
        return [.. _countries, code];
    }

    private static ushort CodeOf(string country) => (ushort)((country[0] << 8) | (country[1] & 0xff));

    /// <summary>Adds a weight to the network that answers for it; without one, and below zero, to the rest.</summary>
    private KnownNetwork[] WithNetwork(in Sighting scan, bool isNewDevice, double ofPlace, double ofDevice, int against, ref Sums sums)
    {
        var weight = ofPlace + ofDevice;
        if (weight < 0)
            sums.Base = Math.Max(LeastBase, sums.Base + weight);
        if (scan.Network is not { } hash)
        {
            if (weight <= 0)
                return _networks;
            // What disagrees with a place that only one network has seen is that network's word.
            var witness = against < 0 ? -1 : FindNetwork(_places[against].Network, null);
            if (witness < 0 || _networks[witness].Devices < ManyDevices)
            {
                sums.Base += weight;
                return _networks;
            }

            KnownNetwork[] witnessed = [.. _networks];
            witnessed[witness] = witnessed[witness] with { Weight = witnessed[witness].Weight + weight };
            return witnessed;
        }

        var own = FindNetwork(hash, scan.NetworkBefore);
        KnownNetwork[] networks;
        if (own >= 0)
        {
            networks = [.. _networks];
            networks[own] = networks[own] with { Hash = hash, LastAt = scan.At, Devices = (ushort)Math.Min(networks[own].Devices + (isNewDevice ? 1 : 0), ushort.MaxValue) };
        }
        else if (_networks.Length < MaxNetworks)
        {
            own = _networks.Length;
            networks = [.. _networks, new KnownNetwork(hash, 1, 0, scan.At)];
        }
        else
        {
            own = 0;
            for (var i = 1; i < MaxNetworks; i++)
            {
                if (_networks[i].Counted < _networks[own].Counted)
                    own = i;
            }

            networks = [.. _networks];
            sums.Base += networks[own].Counted;
            networks[own] = new KnownNetwork(hash, 1, 0, scan.At);
        }

        if (weight <= 0)
            return networks;
        var answers = own;
        if (against >= 0 && ofPlace > ofDevice && FindNetwork(_places[against].Network, null) is >= 0 and var other && networks[other].Devices > networks[own].Devices)
            answers = other;
        networks[answers] = networks[answers] with { Weight = networks[answers].Weight + weight };
        return networks;
    }

    private int FindNetwork(ulong hash, ulong? before)
    {
        var found = -1;
        for (var i = 0; i < _networks.Length && hash != 0; i++)
        {
            if (_networks[i].Hash == hash)
                return i;
            if (before != null && _networks[i].Hash == before)
                found = i;
        }

        return found;
    }

    private EvidencePart[] WithParts(in Sighting scan, in Looked look, double ofDevice)
    {
        var parts = _parts;
        if (look.Weight > 0)
            parts = With(parts, look.Sign, look.Weight, scan.ScanId, look.Against < 0 ? 0 : _places[look.Against].LastScanId);
        if (ofDevice > 0)
            parts = With(parts, Sign.Devices, ofDevice, scan.ScanId, 0);
        return parts;
    }

    private static EvidencePart[] With(EvidencePart[] parts, Sign sign, double weight, long scanId, long other)
    {
        var index = Array.FindIndex(parts, part => part.Sign == sign);
        EvidencePart[] changed = index < 0 ? [.. parts, default] : [.. parts];
        if (index < 0)
            index = parts.Length;
        changed[index] = new EvidencePart(sign, changed[index].Weight + weight, changed[index].Scans + 1, scanId, other);
        for (; index > 0 && changed[index].Weight > changed[index - 1].Weight; index--)
            (changed[index], changed[index - 1]) = (changed[index - 1], changed[index]);
        return changed;
    }

    /// <param name="Latitude">Of the middle of its scans, weighted by how well each is known.</param>
    /// <param name="Longitude">The same.</param>
    /// <param name="Variance">How well the middle is known, km².</param>
    /// <param name="Scans">How many scans.</param>
    /// <param name="Belief">How likely the one object is here now.</param>
    /// <param name="LastAt">Time of the last scan.</param>
    /// <param name="LastScanId">Its id.</param>
    /// <param name="Network">The one network it was seen from; 0 if none or several.</param>
    private readonly record struct KnownPlace(
        double Latitude, double Longitude, double Variance, double Scans, double Belief, long LastAt, long LastScanId, ulong Network)
    {
        /// <summary>Whether it can be a state's: bytes from elsewhere must not become scores that are no numbers.</summary>
        public bool IsPossible => Latitude is >= -90 and <= 90 && Longitude is >= -180 and <= 180 && Variance is > 0 and < 1e12 && Scans is >= 1 and < 1e15 && Belief is >= 0 and <= 1;

        public static KnownPlace Begin(in Sighting scan, in Disc at, double variance) =>
            new(at.Latitude, at.Longitude, variance, Scans: 1, Belief: 1, scan.At, scan.ScanId, scan.Network ?? 0);

        public KnownPlace Again(in Sighting scan, in Disc at, double variance)
        {
            var share = Variance / (Variance + variance);
            var eastward = Math.IEEERemainder(at.Longitude - Longitude, 360);
            return this with
            {
                Latitude = Latitude + share * (at.Latitude - Latitude),
                Longitude = Math.IEEERemainder(Longitude + share * eastward, 360),
                // Scans of one network err together, so the middle is never known much better than the best of them.
                Variance = Math.Max(Math.Min(Variance, variance) / 2, Variance * variance / (Variance + variance)),
                Scans = Scans + 1,
                LastAt = scan.At,
                LastScanId = scan.ScanId,
                Network = scan.Network == null || scan.Network == Network || scan.NetworkBefore == Network ? scan.Network ?? Network : 0,
            };
        }

        public static KnownPlace Read(ref Reader reader) => new(
            reader.Double(), reader.Double(), reader.Double(), reader.Double(), reader.Double(), reader.Long(), reader.Long(), (ulong)reader.Long());

        public void Write(ref Writer writer)
        {
            writer.Double(Latitude);
            writer.Double(Longitude);
            writer.Double(Variance);
            writer.Double(Scans);
            writer.Double(Belief);
            writer.Long(LastAt);
            writer.Long(LastScanId);
            writer.Long((long)Network);
        }
    }

    /// <param name="Hash">Under the newest key it was seen with.</param>
    /// <param name="LastAt">Its last scan.</param>
    /// <param name="Places">A bit for each place it was at.</param>
    /// <param name="IsFirst">Whether the first object explains it.</param>
    private readonly record struct KnownDevice(UInt128 Hash, long LastAt, byte Places, bool IsFirst)
    {
        public static KnownDevice Read(ref Reader reader) => new(reader.Hash(), reader.Long(), reader.Byte(), reader.Byte() != 0);

        public void Write(ref Writer writer)
        {
            writer.Hash(Hash);
            writer.Long(LastAt);
            writer.Byte(Places);
            writer.Byte(IsFirst ? (byte)1 : (byte)0);
        }
    }

    private readonly record struct KnownNetwork(ulong Hash, ushort Devices, double Weight, long LastAt)
    {
        public double Counted => Devices < ManyDevices ? Weight : Math.Min(Weight, MostOfOneNetwork);

        public static KnownNetwork Read(ref Reader reader) => new((ulong)reader.Long(), reader.Short(), reader.Double(), reader.Long());

        public void Write(ref Writer writer)
        {
            writer.Long((long)Hash);
            writer.Short(Devices);
            writer.Double(Weight);
            writer.Long(LastAt);
        }
    }

    private struct Sums
    {
        public long LastAt;
        public long PlacedAt;
        public long NewDeviceAt;
        public double Base;
        public double Market;
        public double Burst;
        public double PeakBurst;
        public double DevicesAlone;

        /// <summary>How likely the one object is where nobody scanned it yet.</summary>
        public double Away;

        public long FirstDeviceAt;
        public int Devices;
        public int Pauses;
        public int Apart;

        /// <summary>Of the devices, those that came weeks after the first: a sign for the pools of the batch.</summary>
        public int LateDevices;
        public bool LastIsFirstObject;

        public static Sums Read(ref Reader reader) => new()
        {
            LastAt = reader.Long(),
            PlacedAt = reader.Long(),
            NewDeviceAt = reader.Long(),
            Base = reader.Double(),
            Market = reader.Double(),
            Burst = reader.Double(),
            PeakBurst = reader.Double(),
            DevicesAlone = reader.Double(),
            Away = reader.Double(),
            FirstDeviceAt = reader.Long(),
            Devices = reader.Int(),
            Pauses = reader.Int(),
            Apart = reader.Int(),
            LateDevices = reader.Int(),
            LastIsFirstObject = reader.Byte() != 0,
        };

        public readonly void Write(ref Writer writer)
        {
            writer.Long(LastAt);
            writer.Long(PlacedAt);
            writer.Long(NewDeviceAt);
            writer.Double(Base);
            writer.Double(Market);
            writer.Double(Burst);
            writer.Double(PeakBurst);
            writer.Double(DevicesAlone);
            writer.Double(Away);
            writer.Long(FirstDeviceAt);
            writer.Int(Devices);
            writer.Int(Pauses);
            writer.Int(Apart);
            writer.Int(LateDevices);
            writer.Byte(LastIsFirstObject ? (byte)1 : (byte)0);
        }
    }
}
