using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trace.Cli.Server;

/// <summary>What the server answered, as it came and as we understand it: what cannot be read is not handed on either.</summary>
/// <param name="Json">With every member, also those this program does not know; <c>--json</c> prints it.</param>
/// <param name="Value">The members this program needs.</param>
internal sealed record Answer<T>(JsonElement Json, T Value)
{
    /// <summary>The answer to an earlier call with the same Idempotency-Key.</summary>
    public bool Replayed { get; init; }
}

/// <summary>A page of a list.</summary>
internal sealed record ListAnswer<T>(IReadOnlyList<T> Items, string? Next = null) : IJsonOnDeserialized
    where T : class
{
    /// <summary>Annotations say nothing about elements at run time.</summary>
    void IJsonOnDeserialized.OnDeserialized()
    {
        if (Items.Any(item => item is null))
            throw new JsonException("An item is null.");
    }
}
