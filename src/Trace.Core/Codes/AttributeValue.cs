namespace Trace.Core.Codes;

/// <summary>An Application Identifier and its decoded value: (17) and 271231, or (10) and ABC/1.</summary>
/// <param name="Ai">2 to 4 digits without parentheses.</param>
/// <param name="Value">The value as it is, never percent-encoded.</param>
public readonly record struct AttributeValue(string Ai, string Value)
{
    /// <summary><c>(17)271231</c>.</summary>
    public override string ToString() => $"({Ai}){Value}";
}
