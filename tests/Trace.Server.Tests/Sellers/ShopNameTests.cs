using Trace.Server.Sellers;
using Xunit;

namespace Trace.Server.Tests.Sellers;

/// <summary>However a shop is spelled, it is the same one, and no other is.</summary>
public sealed class ShopNameTests
{
    [Theory]
    [InlineData("shop.example")]
    [InlineData("SHOP.Example")]
    [InlineData("  shop.example ")]
    [InlineData("shop.example.")]
    [InlineData("www.shop.example")]
    [InlineData("WWW.SHOP.EXAMPLE.")]
    [InlineData("http://shop.example")]
    [InlineData("https://www.shop.example/oil/500ml?utm=1#top")]
    [InlineData("HTTPS://Shop.Example:8443/")]
    [InlineData("https://ebay.com@shop.example/")]
    [InlineData("https://user:secret@shop.example")]
    [InlineData("//shop.example/oil")]
    [InlineData("shop.example?x=https://ebay.com/")]
    [InlineData("shop.example\\@ebay.com")]
    [InlineData("ｓｈｏｐ．ｅｘａｍｐｌｅ")]
    [InlineData("shop。example")]
    public void One_domain_has_many_spellings(string text) => Assert.Equal("shop.example", ShopName.Domain(text));

    /// <summary>In the last line a letter only looks like another.</summary>
    [Theory]
    [InlineData("Bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("bu\u0308cher.example", "xn--bcher-kva.example")]
    [InlineData("XN--BCHER-KVA.example", "xn--bcher-kva.example")]
    [InlineData("https://bücher.example./x", "xn--bcher-kva.example")]
    [InlineData("例え.テスト", "xn--r8jz45g.xn--zckzah")]
    [InlineData("sh\u043E\u0440.example", "xn--sh-gmci.example")]
    public void Other_letters_are_in_punycode(string text, string domain) => Assert.Equal(domain, ShopName.Domain(text));

    [Theory]
    [InlineData("shop.other.example", "other.example")]
    [InlineData("other.example", "shop.other.example")]
    [InlineData("myshop.example", "shop.example")]
    [InlineData("www.www.shop.example", "shop.example")]
    [InlineData("www.example", "example.www.example")]
    public void Neighbours_are_other_shops(string one, string two) => Assert.NotEqual(ShopName.Domain(two), ShopName.Domain(one));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("shop")]
    [InlineData("localhost:80")]
    [InlineData("192.0.2.7")]
    [InlineData("[2001:db8::1]")]
    [InlineData("shop..example")]
    [InlineData(".shop.example")]
    [InlineData("-shop.example")]
    [InlineData("sh op.example")]
    [InlineData("shop_.example")]
    [InlineData("shop.example\u0000")]
    [InlineData("shop\u202E.example")]
    [InlineData("https://")]
    public void What_is_no_domain_is_none(string? text) => Assert.Null(ShopName.Domain(text));

    [Fact]
    public void A_domain_may_be_long_but_not_longer_than_dns_has_it()
    {
        var label = new string('a', 63);
        Assert.NotNull(ShopName.Domain($"{label}.{label}.{label}.example"));
        Assert.Null(ShopName.Domain($"{label}a.example"));
        Assert.Null(ShopName.Domain(new string('a', 301)));
    }

    [Theory]
    [InlineData("eBay", "ebay")]
    [InlineData("ebay.de", "ebay")]
    [InlineData("https://www.ebay.co.uk/str/x", "ebay")]
    [InlineData("amazon.com.br", "amazon")]
    [InlineData("detail.1688.com", "1688")]
    [InlineData("JD.com", "jd")]
    [InlineData("  Facebook   Marketplace ", "facebook marketplace")]
    [InlineData("淘宝", "淘宝")]
    public void A_platform_is_one_in_all_countries(string text, string platform) => Assert.Equal(platform, ShopName.Platform(text));

    [Theory]
    [InlineData("Olivenhaus", "olivenhaus")]
    [InlineData("@olivenhaus", "olivenhaus")]
    [InlineData(" Oliven  Haus ", "oliven haus")]
    [InlineData("ＯＬＩＶＥＮ", "oliven")]
    [InlineData("A1-B2_c3", "a1-b2_c3")]
    [InlineData(" @ ", null)]
    [InlineData("a\u0007b", null)]
    public void A_handle_has_no_case(string text, string? handle) => Assert.Equal(handle, ShopName.Handle(text));
}
