using System.Text;
using Trace.Core.TransparencyLog;
using Xunit;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>Proofs that carry their checkpoint with them.</summary>
public sealed class LogProofTests
{
    private const string Hash = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=";

    [Theory]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 73894\n" + Hash + "\n\nexample.com/fancylog\n1\n\n— a AAAAAAE=\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AAEC\nindex 9223372036854775807\n" + Hash + "\n" + Hash + "\n\ncheckpoint")]
    public void A_proof_is_read_and_written_the_same(string text)
    {
        Assert.True(LogProof.TryParse(Encoding.UTF8.GetBytes(text), out var proof, out var problem), problem);
        Assert.Equal(text, Encoding.UTF8.GetString(proof.ToBytes()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n")]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\r\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 00\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -1\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex +1\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1 \n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AAEC\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AB==\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nextra AAEC\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n" + Hash + " \n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nAAEC\n\n")]
    public void What_is_no_proof_is_refused(string text)
    {
        Assert.False(LogProof.TryParse(Encoding.UTF8.GetBytes(text), out _, out var problem));
        Assert.NotEqual("", problem);
    }

    [Fact]
    public void A_proof_has_limits()
    {
        Assert.True(LogProof.TryParse(Lines(63), out _, out _));
        Assert.False(LogProof.TryParse(Lines(64), out _, out _));
        Assert.False(LogProof.TryParse([.. Lines(1), .. new byte[LogProof.MaxBytes]], out _, out _));
        Assert.False(LogProof.TryParse([0xff, .. Lines(1)], out _, out _));

        static byte[] Lines(int count) => Encoding.ASCII.GetBytes($"c2sp.org/tlog-proof@v1\nindex 0\n{string.Concat(Enumerable.Repeat(Hash + "\n", count))}\n");
    }
}
