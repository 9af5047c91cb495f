using MudBlazor;

namespace Trace.Server.Web.Console;

/// <summary>Asks before something is done that cannot be taken back.</summary>
/// <param name="Title">What is to be done.</param>
/// <param name="Text">What that does.</param>
/// <param name="Button">The word on the button that does it.</param>
public sealed record Question(string Title, string Text, string Button)
{
    /// <summary>What the person types to show that it is meant; null for nothing.</summary>
    public string? Word { get; init; }

    /// <summary>A free text that goes along, such as the reason: what it is called; null for none.</summary>
    public string? Note { get; init; }

    public bool AsksPassword { get; init; }
}

/// <summary>What the person typed.</summary>
public sealed record Consent(string Note, string Password);

public static class Asking
{
    /// <summary>Null when the person left it.</summary>
    public static async Task<Consent?> AskAsync(this IDialogService dialogs, Question question)
    {
        var dialog = await dialogs.ShowAsync<ConsentDialog>(question.Title, new DialogParameters<ConsentDialog> { { shown => shown.Question, question } });
        return (await dialog.Result)?.Data as Consent;
    }
}
