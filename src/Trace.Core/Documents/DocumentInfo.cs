namespace Trace.Core.Documents;

/// <summary>What a document says of itself beside its text.</summary>
/// <param name="Title">Shown by readers in place of the file's name.</param>
/// <param name="Language">Of the words around the data, <c>en</c>, <c>zh</c>, …: steers the shapes of Han characters.</param>
/// <param name="MadeAt">The only time in the file: one content gives one file.</param>
/// <param name="Reference">At the top of every page, such as the number of the case.</param>
public sealed record DocumentInfo(string Title, string Author, string Language, DateTimeOffset MadeAt, string Reference)
{
    /// <summary>At the foot of every page: the number of it, and of how many.</summary>
    public Func<int, int, string> PageOf { get; init; } = (page, pages) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{page} of {pages}");
}

/// <summary>What came of writing one.</summary>
/// <param name="Missing">Characters that no font here draws; they stand in the document as <c>[U+1F600]</c>.</param>
public sealed record WrittenDocument(int Pages, IReadOnlyList<string> Missing);
