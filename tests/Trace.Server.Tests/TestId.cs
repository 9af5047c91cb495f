using Trace.Server.Storage;
using Xunit;

namespace Trace.Server.Tests;

/// <summary>Public ids as the database has them.</summary>
internal static class TestId
{
    public static long Of(string text)
    {
        Assert.True(PublicId.TryParse(text, out var id), text);
        return id;
    }
}
