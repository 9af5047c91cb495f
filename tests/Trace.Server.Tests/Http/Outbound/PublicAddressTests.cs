using System.Net;
using Trace.Server.Http.Outbound;
using Xunit;

namespace Trace.Server.Tests.Http.Outbound;

/// <summary>Which addresses are called on behalf of someone, and which never.</summary>
public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0")]
    [InlineData("191.255.255.255", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.112.255", "223.255.255.255")]
    [InlineData("2606:4700:4700::1111", "2a00:1450:4001::1", "2000::1", "2001:200::1", "2001:db9::1", "3ffe::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1")]
    public void The_public_internet_may_be_called(params string[] addresses) =>
        Assert.All(addresses, address => Assert.True(PublicAddress.Is(IPAddress.Parse(address)), address));

    [Theory]
    [InlineData("127.0.0.1", "127.255.255.255", "::1", "0.0.0.0", "0.1.2.3", "::")]
    [InlineData("10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255", "fc00::1", "fdff::1")]
    [InlineData("169.254.0.1", "169.254.169.254", "fe80::1", "febf::1", "fec0::1")]
    [InlineData("100.64.0.0", "100.127.255.255", "192.0.0.0", "192.0.0.255", "192.88.99.1")]
    [InlineData("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "ff02::1", "ff0e::1")]
    [InlineData("192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "198.19.255.255", "2001:db8::1", "3fff::1", "2001:2::1")]
    [InlineData("2001::1", "2001:10::1", "100::1", "5f00::1", "4000::1", "64:ff9b:1::1")]
    [InlineData("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:192.168.1.1", "::127.0.0.1", "::10.0.0.1")]
    [InlineData("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::", "2002:c0a8:101::1", "2002:a9fe:a9fe::1")]
    public void What_leads_inside_or_nowhere_is_never_called(params string[] addresses) =>
        Assert.All(addresses, address => Assert.False(PublicAddress.Is(IPAddress.Parse(address)), address));
}
