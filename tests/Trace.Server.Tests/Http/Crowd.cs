using Xunit;

namespace Trace.Server.Tests.Http;

/// <summary>People who send requests until they are told to stop.</summary>
internal static class Crowd
{
    /// <summary>Lets a moment pass; fails if anybody was let down meanwhile.</summary>
    public static async Task PassAsync(IEnumerable<Task> people)
    {
        Assert.All(people, person => Assert.False(person.IsFaulted, person.Exception?.ToString()));
        await Task.Delay(5, TestContext.Current.CancellationToken);
    }
}
