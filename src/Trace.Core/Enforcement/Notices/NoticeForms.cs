using System.Diagnostics.CodeAnalysis;

namespace Trace.Core.Enforcement;

/// <summary>The forms of the platforms: a data file with a version. Platforms change theirs without notice; the source of each field says where it was read.</summary>
public sealed class NoticeForms
{
    private static readonly Lazy<NoticeForms> Embedded = new(() =>
        TryRead(EmbeddedFile.Read("notice-forms.json"), out var forms, out var problems)
            ? forms
            : throw new InvalidOperationException(string.Join('\n', problems)));

    private NoticeForms(string version, IReadOnlyList<NoticeForm> forms) => (Version, All) = (version, forms);

    /// <summary>The file that comes with this library.</summary>
    public static NoticeForms Current => Embedded.Value;

    public string Version { get; }

    public IReadOnlyList<NoticeForm> All { get; }

    public NoticeForm? Find(string id) => All.FirstOrDefault(form => form.Id == id);

    /// <summary>Returns the file, or what is wrong with it, each with its line.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out NoticeForms? forms, out IReadOnlyList<string> problems)
    {
        var check = FormFileCheck.Read(json);
        problems = check.Problems;
        forms = problems.Count == 0 ? new NoticeForms(check.Version!, check.Forms) : null;
        return forms is not null;
    }
}
