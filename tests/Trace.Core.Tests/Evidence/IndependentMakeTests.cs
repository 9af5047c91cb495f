using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Evidence;

/// <summary>The published packs are made by a program in JavaScript, written from <c>api-specs/evidence-pack.md</c> with none of our code.</summary>
public sealed class IndependentMakeTests
{
    [Fact]
    public async Task It_makes_the_published_vectors_again_byte_for_byte()
    {
        var made = await Tool.RunAsync("node", [Repository.File("tests", "Trace.Core.Tests", "Evidence", "Independent", "make.mjs")]);
        Assert.Equal(await File.ReadAllTextAsync(Repository.File("api-specs", "vectors", "evidence-pack.json"), TestContext.Current.CancellationToken), made.Text);
    }
}
