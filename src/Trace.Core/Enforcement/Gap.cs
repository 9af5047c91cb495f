namespace Trace.Core.Enforcement;

/// <summary>One thing that keeps a claim, a notice, a letter or a move from going on.</summary>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Text">A sentence for people; it says what is missing, never what somebody did.</param>
/// <param name="Name">The field or place it is about, where it is about one.</param>
/// <param name="Blocks">More of the same evidence does not help: what is there speaks against it.</param>
public sealed record Gap(string Code, string Text, string? Name = null, bool Blocks = false);
