using Microsoft.AspNetCore.Components;

namespace Trace.Server.Web.Console;

/// <summary>What every component of the console has: its words, who is signed in, and ways.</summary>
public abstract class ConsoleComponent : ComponentBase
{
    [CascadingParameter] public ConsoleTexts T { get; set; } = ConsoleTexts.Of("en");

    [Inject] public required ConsoleSession Session { get; set; }

    [Inject] public required NavigationManager Navigation { get; set; }

    [Inject] public required TimeProvider Clock { get; set; }
}
