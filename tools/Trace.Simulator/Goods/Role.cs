namespace Trace.Simulator.Goods;

/// <summary>Why somebody scanned.</summary>
internal enum Role : byte
{
    /// <summary>Looks at it in the shop and does not buy it.</summary>
    ShopVisitor,

    /// <summary>Has it, by purchase or gift.</summary>
    Holder,

    /// <summary>Is with one who has it.</summary>
    Companion,

    /// <summary>Saw a picture of the code.</summary>
    Onlooker,

    /// <summary>Scans to harm.</summary>
    Rival,

    /// <summary>A machine that fetched a link.</summary>
    Preview,
}
