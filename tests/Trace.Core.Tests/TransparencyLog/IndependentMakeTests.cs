using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>The published vectors are made by a program in JavaScript, written from <c>api-specs/transparency-log.md</c> with none of our code.</summary>
public sealed class IndependentMakeTests
{
    [Fact]
    public async Task It_makes_the_published_vectors_again_byte_for_byte()
    {
        var made = await Tool.RunAsync("node", [Repository.File("tests", "Trace.Core.Tests", "TransparencyLog", "Independent", "make.mjs")]);
        Assert.Equal(await File.ReadAllTextAsync(Repository.File("api-specs", "vectors", "transparency-log.json"), TestContext.Current.CancellationToken), made.Text);
    }
}
