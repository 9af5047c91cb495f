using Microsoft.AspNetCore.Components.Forms;
using Trace.Server.Files;
using Trace.Server.Http;

namespace Trace.Server.Web.Console;

/// <summary>Files that people choose on a page arrive as those of forms do.</summary>
public static class ArrivedFromPage
{
    /// <summary>The slice says when one is too large, and stops reading it there.</summary>
    public static async Task<Outcome<ArrivedFile>> ReceiveAsync(this FileArrivals arrivals, Caller caller, FilePurpose purpose, IBrowserFile file, CancellationToken cancellationToken)
    {
        await using var stream = file.OpenReadStream(Math.Max(1, file.Size), cancellationToken);
        return await arrivals.ReceiveAsync(caller, purpose, file.Name, stream, cancellationToken);
    }
}
