using Spectre.Console;

namespace Trace.Cli.Terminal;

/// <summary>A bar on standard error while something long runs; nothing when nobody looks.</summary>
internal static class ProgressBar
{
    /// <param name="output">Decides whether to show.</param>
    /// <param name="title">What runs.</param>
    /// <param name="total">How many steps there are, if known.</param>
    /// <param name="work">Reports steps done.</param>
    /// <param name="besideResults">The work writes to standard output.</param>
    public static async Task<T> RunAsync<T>(
        Output output, string title, long? total, Func<Action<long>, Task<T>> work, bool besideResults = false)
    {
        if (!(besideResults ? output.ShowsProgressBesideResults : output.ShowsProgress))
            return await work(static _ => { });
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await new Progress(console, TimeProvider.System)
            .Columns(Columns(total != null))
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title), autoStart: true, maxValue: total ?? double.MaxValue);
                task.IsIndeterminate = total == null;
                var result = await work(steps => task.Increment(steps));
                task.StopTask();
                return result;
            });
    }

    private static ProgressColumn[] Columns(bool hasTotal) => hasTotal
        ? [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()]
        : [new SpinnerColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn()];
}
