using System.Text.Json;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Sellers;

/// <summary>A row of <c>seller</c>. <c>Words</c> are sealed; lists are separated by spaces, days are written as <see cref="CalendarDay"/> has them.</summary>
/// <param name="List">A word of <see cref="SellerLists"/>.</param>
/// <param name="ReferenceKey">The keyed hash of the brand's own reference, see <see cref="ShopKeys"/>.</param>
public sealed record SellerRow(
    long BrandId,
    long SellerId,
    string List,
    byte[]? ReferenceKey,
    byte[] Words,
    string Gtins,
    string Territories,
    string? ValidFrom,
    string? ValidUntil,
    long? ProofFile,
    long CreatedAt,
    long ChangedAt)
{
    public string Purpose => $"seller|{BrandId}|{SellerId}";

    public IReadOnlyList<string> GtinList => Gtins.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<string> TerritoryList => Territories.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>From its first to its last day, both in it.</summary>
    public bool IsInForce(DateOnly day) => !(CalendarDay.Read(ValidFrom) > day) && !(CalendarDay.Read(ValidUntil) < day);
}

/// <summary>What says who a seller is, and what the brand wrote about it.</summary>
public sealed record SellerWords(string Name, string? Reference, IReadOnlyList<SellerShop> Shops, IReadOnlyList<string> Platforms, string? Notes);

/// <summary>What a seller can be on. Only the first is ever told to anybody outside the brand.</summary>
public static class SellerLists
{
    /// <summary>Whom the brand authorized: what the public check says <c>listed</c> of.</summary>
    public const string Authorized = "authorized";

    /// <summary>Known, and no case is opened about it.</summary>
    public const string Allow = "allow";

    /// <summary>To be looked at now and then.</summary>
    public const string Watch = "watch";

    /// <summary>The brand does not deal with it.</summary>
    public const string Deny = "deny";

    public static readonly IReadOnlyList<string> All = [Authorized, Allow, Watch, Deny];
}

/// <summary>Seals what says who a seller is, each for its own row.</summary>
public sealed class SellerSeal(MasterKey masterKey)
{
    /// <summary>For sealing it again under another master key.</summary>
    public static readonly SealedColumn Column = SealedColumn.Of<SellerRow>(
        "seller", "sealed_words", ["brand_id", "seller_id"], SellersStore.Columns, row => [row.BrandId, row.SellerId], row => row.Words, row => row.Purpose);

    public SellerRow Seal(SellerRow row, SellerWords words) =>
        row with { Words = masterKey.Seal(JsonSerializer.SerializeToUtf8Bytes(words, ServerJson.Default.SellerWords), row.Purpose) };

    /// <summary>Nothing where the seal does not hold: somebody else wrote it.</summary>
    public SellerWords Open(SellerRow row) => masterKey.Open(row.Words, row.Purpose) is { } bytes
        ? JsonSerializer.Deserialize(bytes, ServerJson.Default.SellerWords)!
        : new SellerWords("", Reference: null, [], [], Notes: null);
}
