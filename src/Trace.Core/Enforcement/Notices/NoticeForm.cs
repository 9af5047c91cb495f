namespace Trace.Core.Enforcement;

/// <summary>Where a form or a field of it was read.</summary>
/// <param name="Unverified">Nobody has compared it with the platform's own form yet.</param>
public sealed record FormSource(string Title, Uri Url, bool Unverified);

/// <summary>How a field is filled in.</summary>
public enum NoticeFieldKind
{
    Text,

    /// <summary>One entry a line.</summary>
    Lines,

    /// <summary>One http or https address a line.</summary>
    Urls,

    Email,

    /// <summary>Two-letter countries, one a line.</summary>
    Countries,

    /// <summary>A day, <c>2026-11-29</c>.</summary>
    Date,

    /// <summary>One of the words the field lists.</summary>
    Choice,

    /// <summary><c>true</c>: a person confirms the sentence of the label.</summary>
    Confirmation,

    /// <summary>SHA-256 of a file that is kept, one a line.</summary>
    Files,
}

/// <summary>A field of a platform's form.</summary>
/// <param name="RequiredFor">The claims for which it must be filled in.</param>
/// <param name="MaxLength">In characters, of the whole value.</param>
/// <param name="MaxItems">Of a field with one entry a line.</param>
/// <param name="States">What a law asks for and this field states when it is filled in.</param>
public sealed record NoticeField(
    string Name,
    string Label,
    NoticeFieldKind Kind,
    IReadOnlyList<ClaimKind> RequiredFor,
    int MaxLength,
    int? MaxItems,
    IReadOnlyList<string> Choices,
    IReadOnlyList<string> States,
    FormSource Source);

/// <summary>A platform's form.</summary>
/// <param name="Claims">What it takes; a claim that is not among them has no place on it.</param>
/// <param name="Countries">Where it can be used; empty if anywhere.</param>
/// <param name="Note">What whoever fills it in should know first.</param>
public sealed record NoticeForm(
    string Id,
    string Name,
    string Platform,
    string Note,
    IReadOnlyList<ClaimKind> Claims,
    IReadOnlyList<RightKind> Rights,
    IReadOnlyList<string> Countries,
    IReadOnlyList<NoticeField> Fields);
