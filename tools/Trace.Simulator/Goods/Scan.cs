using Trace.Core.Detection;
using Trace.Simulator.Geography;

namespace Trace.Simulator.Goods;

/// <summary>A scan as a detector sees it, and beside it the truth.</summary>
/// <param name="Seen">All that a detector other than the informed test may use.</param>
/// <param name="Item">The object that was scanned: 0 is the genuine one, below 0 none (a picture, a made-up call).</param>
/// <param name="Person">Among those who scan this unit.</param>
/// <param name="Device">Before it is hashed; null if it said none.</param>
/// <param name="Network">The same.</param>
/// <param name="Where">The true place of the person.</param>
internal readonly record struct Scan(Sighting Seen, int Item, int Person, ulong? Device, ulong Network, Place Where, Role Why)
{
    public const int Genuine = 0;
    public const int Nothing = -1;

    /// <summary>Whether one with the genuine object in hand scanned: a caution for them is a false one.</summary>
    public bool IsHonestCheck => Item == Genuine && Why is Role.ShopVisitor or Role.Holder or Role.Companion;
}
