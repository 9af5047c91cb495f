using Trace.Core.Detection;
using Xunit;

namespace Trace.Core.Tests.Detection;

/// <summary>What is known of a unit is a fold over its scans: bounded, and the same after it was written and read.</summary>
public sealed class UnitStateTests
{
    private const long Minute = 60_000;

    [Fact]
    public void Scans_count_one_by_one_and_a_recheck_repeats_its_number()
    {
        var state = UnitState.None;

        Assert.Equal(new ScanEffect(1, IsRecheck: false, 0), Scan(ref state, 0, device: 7));
        Assert.Equal(new ScanEffect(2, IsRecheck: false, 0), Scan(ref state, 1 * Minute, device: 8));
        Assert.Equal(new ScanEffect(1, IsRecheck: true, 1), Scan(ref state, 10 * Minute, device: 7));
        Assert.Equal(new ScanEffect(3, IsRecheck: false, 2), Scan(ref state, 21 * Minute, device: 7));
        Assert.Equal(new ScanEffect(4, IsRecheck: false, 0), Scan(ref state, 21 * Minute, device: null));
        Assert.Equal((4, 0, 21 * Minute), (state.ScanCount, state.FirstScannedAt, state.LastScannedAt));
    }

    [Fact]
    public void A_device_is_known_under_the_key_before_and_from_then_on_under_the_new_one()
    {
        var state = UnitState.None;
        Scan(ref state, 0, device: 7);

        Assert.Equal(1u, Scan(ref state, 60 * Minute, device: 70, before: 7).EarlierScansOfDevice);
        Assert.Equal(2u, Scan(ref state, 120 * Minute, device: 70).EarlierScansOfDevice);
        Assert.Equal(0u, Scan(ref state, 180 * Minute, device: 7).EarlierScansOfDevice);
    }

    [Fact]
    public void However_many_devices_only_those_that_came_last_are_known()
    {
        var state = UnitState.None;
        for (var device = 0; device < 1000; device++)
            Scan(ref state, device * Minute, (UInt128)(uint)device);

        Assert.Equal((1000, UnitState.MaxDevices), (state.ScanCount, state.Devices.Count));
        Assert.Equal(1u, Scan(ref state, 1000 * Minute, device: 999).EarlierScansOfDevice);
        Assert.Equal(0u, Scan(ref state, 1000 * Minute, device: 0).EarlierScansOfDevice);
        Assert.InRange(state.ToBytes().Length, 1, 4096);
    }

    [Fact]
    public void Written_and_read_it_is_the_same_and_bytes_of_another_version_are_none()
    {
        var state = UnitState.None;
        foreach (var (at, device) in new (long, UInt128?)[] { (5, UInt128.MaxValue), (9, null), (7_000_000, 3), (7_000_001, UInt128.MaxValue) })
            Scan(ref state, at, device);
        var bytes = state.ToBytes();

        var read = UnitState.FromBytes(state.ScanCount, state.FirstScannedAt, state.LastScannedAt, bytes)!;

        Assert.Equal((state.ScanCount, state.FirstScannedAt, state.LastScannedAt), (read.ScanCount, read.FirstScannedAt, read.LastScannedAt));
        Assert.Equal(state.Devices, read.Devices);
        Assert.Null(UnitState.FromBytes(1, 1, 1, [(byte)(bytes[0] + 1), .. bytes[1..]]));
        Assert.Null(UnitState.FromBytes(1, 1, 1, bytes.AsSpan(1)));
        Assert.Null(UnitState.FromBytes(1, 1, 1, []));
    }

    /// <summary>After a crash the stored scans are added again, by what they were.</summary>
    [Fact]
    public void Scans_that_are_added_again_as_they_were_stored_give_the_same_state()
    {
        var (state, again) = (UnitState.None, UnitState.None);
        for (var i = 0; i < 300; i++)
        {
            var (at, device) = (i * 3 * Minute, i % 5 == 0 ? (UInt128?)null : (UInt128)(uint)(i * i % 90));
            again = again.WithStored(at, device, Scan(ref state, at, device));
            Assert.Equal((state.ScanCount, state.FirstScannedAt, state.LastScannedAt), (again.ScanCount, again.FirstScannedAt, again.LastScannedAt));
            Assert.Equal(state.Devices, again.Devices);
        }
    }

    [Fact]
    public void Devices_whose_last_scan_is_too_old_go_and_the_sums_stay()
    {
        var state = UnitState.None;
        Scan(ref state, 0, device: 1);
        Scan(ref state, 30 * Minute, device: 2);

        var left = state.WithoutDevicesBefore(30 * Minute);

        Assert.Equal((UInt128)2, Assert.Single(left.Devices).Hash);
        Assert.Equal((2, 0, 30 * Minute), (left.ScanCount, left.FirstScannedAt, left.LastScannedAt));
        Assert.Same(left, left.WithoutDevicesBefore(30 * Minute));
    }

    private static ScanEffect Scan(ref UnitState state, long at, UInt128? device, UInt128? before = null)
    {
        state = state.With(at, device, before, out var effect);
        return effect;
    }
}
