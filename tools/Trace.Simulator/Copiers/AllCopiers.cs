namespace Trace.Simulator.Copiers;

internal static class AllCopiers
{
    public static IReadOnlyList<Copier> Copying { get; } =
    [
        new MassCopied(100, Online: false, 1_000),
        new MassCopied(100, Online: true, 1_000),
        new MassCopied(1_000, Online: true, 300),
        new MassCopied(10_000, Online: false, 100),
        new MassCopied(100_000, Online: true, 100),
        new LowRate(1, 20_000),
        new LowRate(3, 20_000),
        new LowRate(10, 5_000),
        new OtherMarket(1, 20_000),
        new OtherMarket(10, 5_000),
        new OtherMarket(100, 1_000),
        new BeforeActivation(10, 5_000),
        new StolenRoll(IsActive: false, 5_000),
        new StolenRoll(IsActive: true, 5_000),
        new Replay(1, 20_000),
        new Replay(10, 5_000),
        new Replay(100, 1_000),
    ];

    public static IReadOnlyList<Copier> Genuine { get; } = [new Diversion(20_000), new Posted(300), new Poisoning(1, 500), new Poisoning(5, 500), new Poisoning(30, 500)];
}
