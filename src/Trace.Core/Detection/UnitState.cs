using System.Buffers.Binary;

namespace Trace.Core.Detection;

/// <summary>What is known of a unit without reading its scans: a fold over them in the order of their commits. Never changes; a scan makes a new one.</summary>
/// <remarks>
/// It is bounded: of the devices the <see cref="MaxDevices"/> that scanned last are known, so that a code that half the world scans costs as
/// much as any other. A device that was pushed out counts as a new one.
/// </remarks>
public sealed class UnitState
{
    public const int MaxDevices = 64;

    private const byte Version = 1;
    private const int HeaderBytes = 1;
    private const int DeviceBytes = 16 + sizeof(uint) + sizeof(long) * 2;
    private static readonly long RecheckWindow = (long)TimeSpan.FromMinutes(10).TotalMilliseconds;

    private readonly DeviceScans[] _devices;

    private UnitState(long scanCount, long firstScannedAt, long lastScannedAt, DeviceScans[] devices)
    {
        (ScanCount, FirstScannedAt, LastScannedAt) = (scanCount, firstScannedAt, lastScannedAt);
        _devices = devices;
    }

    /// <summary>A unit that was never scanned.</summary>
    public static UnitState None { get; } = new(0, long.MaxValue, long.MinValue, []);

    /// <summary>Scans that count, so without re-checks.</summary>
    public long ScanCount { get; }

    /// <summary>Unix milliseconds.</summary>
    public long FirstScannedAt { get; }

    public long LastScannedAt { get; }

    /// <summary>The devices that scanned last, in no order.</summary>
    public IReadOnlyList<DeviceScans> Devices => _devices;

    /// <summary>The state after one more scan.</summary>
    /// <param name="at">When, Unix milliseconds.</param>
    /// <param name="device">The device's hash; null if it said none.</param>
    /// <param name="deviceBefore">Its hash under the key before, by which older scans know it.</param>
    /// <param name="effect">What the scan is among the others.</param>
    public UnitState With(long at, UInt128? device, UInt128? deviceBefore, out ScanEffect effect)
    {
        var place = device == null ? -1 : Find(device.Value);
        if (place < 0 && deviceBefore != null)
            place = Find(deviceBefore.Value);
        var known = place < 0 ? default : _devices[place];
        var isRecheck = place >= 0 && Math.Abs(at - known.LastScannedAt) <= RecheckWindow;
        effect = new ScanEffect(isRecheck ? known.LastOrdinal : ScanCount + 1, isRecheck, known.Scans);
        return Add(at, effect, device == null ? _devices : WithDevice(place, new DeviceScans(device.Value, known.Scans + 1, at, effect.Ordinal)));
    }

    /// <summary>The state after a scan of which is known what it was among the others.</summary>
    public UnitState WithStored(long at, UInt128? device, ScanEffect effect) => Add(at, effect, device == null
        ? _devices
        : WithDevice(Find(device.Value), new DeviceScans(device.Value, effect.EarlierScansOfDevice + 1, at, effect.Ordinal)));

    /// <summary>A state of which only the sums are known, and the scans of devices that are still there, the newest last.</summary>
    public static UnitState Restore(long scanCount, long firstScannedAt, long lastScannedAt, IEnumerable<DeviceScans> scansOfDevices)
    {
        var state = None;
        foreach (var scan in scansOfDevices)
            state = new UnitState(0, 0, 0, state.WithDevice(state.Find(scan.Hash), scan));
        return new UnitState(scanCount, firstScannedAt, lastScannedAt, state._devices);
    }

    /// <summary>The same without the devices whose last scan is older: nothing of them is kept longer than their scans.</summary>
    public UnitState WithoutDevicesBefore(long time) => Array.TrueForAll(_devices, device => device.LastScannedAt >= time)
        ? this
        : new UnitState(ScanCount, FirstScannedAt, LastScannedAt, Array.FindAll(_devices, device => device.LastScannedAt >= time));

    /// <summary>All but the three sums, which have columns of their own.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + _devices.Length * DeviceBytes];
        bytes[0] = Version;
        for (var i = 0; i < _devices.Length; i++)
        {
            var to = bytes.AsSpan(HeaderBytes + i * DeviceBytes);
            var device = _devices[i];
            BinaryPrimitives.WriteUInt128BigEndian(to, device.Hash);
            BinaryPrimitives.WriteUInt32BigEndian(to[16..], device.Scans);
            BinaryPrimitives.WriteInt64BigEndian(to[20..], device.LastScannedAt);
            BinaryPrimitives.WriteInt64BigEndian(to[28..], device.LastOrdinal);
        }

        return bytes;
    }

    /// <summary>Null for bytes of another version: the state is to be made again from the scans.</summary>
    public static UnitState? FromBytes(long scanCount, long firstScannedAt, long lastScannedAt, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || bytes[0] != Version || (bytes.Length - HeaderBytes) % DeviceBytes != 0)
            return null;
        var devices = new DeviceScans[(bytes.Length - HeaderBytes) / DeviceBytes];
        for (var i = 0; i < devices.Length; i++)
        {
            var from = bytes[(HeaderBytes + i * DeviceBytes)..];
            devices[i] = new DeviceScans(
                BinaryPrimitives.ReadUInt128BigEndian(from),
                BinaryPrimitives.ReadUInt32BigEndian(from[16..]),
                BinaryPrimitives.ReadInt64BigEndian(from[20..]),
                BinaryPrimitives.ReadInt64BigEndian(from[28..]));
        }

        return new UnitState(scanCount, firstScannedAt, lastScannedAt, devices);
    }

    private UnitState Add(long at, ScanEffect effect, DeviceScans[] devices) => new(
        effect.IsRecheck ? ScanCount : Math.Max(ScanCount, effect.Ordinal), Math.Min(FirstScannedAt, at), Math.Max(LastScannedAt, at), devices);

    private int Find(UInt128 hash)
    {
        for (var i = 0; i < _devices.Length; i++)
        {
            if (_devices[i].Hash == hash)
                return i;
        }

        return -1;
    }

    private DeviceScans[] WithDevice(int place, DeviceScans device)
    {
        if (place < 0 && _devices.Length < MaxDevices)
            return [.. _devices, device];
        DeviceScans[] devices = [.. _devices];
        devices[place < 0 ? Oldest() : place] = device;
        return devices;
    }

    private int Oldest()
    {
        var oldest = 0;
        for (var i = 1; i < _devices.Length; i++)
        {
            if (_devices[i].LastScannedAt < _devices[oldest].LastScannedAt)
                oldest = i;
        }

        return oldest;
    }
}
