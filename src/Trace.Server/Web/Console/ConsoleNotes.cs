namespace Trace.Server.Web.Console;

/// <summary>A short word on what was just done or refused, shown at the edge of the page for a while.</summary>
/// <remarks>MudBlazor's snackbar writes a style element for each note, which the console's policy does not allow.</remarks>
public sealed class ConsoleNotes
{
    public event EventHandler? Added;

    /// <summary>The last one.</summary>
    public ConsoleNote? Latest { get; private set; }

    public void Say(string text) => Add(new ConsoleNote(text, IsProblem: false));

    public void Warn(string text) => Add(new ConsoleNote(text, IsProblem: true));

    private void Add(ConsoleNote note)
    {
        Latest = note;
        Added?.Invoke(this, EventArgs.Empty);
    }
}

/// <summary>One of them.</summary>
public sealed record ConsoleNote(string Text, bool IsProblem);
