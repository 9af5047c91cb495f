using Trace.Core.Verification;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>One thing that was checked or seen, as a line with a mark.</summary>
/// <param name="Kind">holds, open (not checked) or against.</param>
public sealed record Finding(string Kind, string Text)
{
    /// <summary>Reasons that the heading or the banner says already.</summary>
    private static readonly Reason[] SaidElsewhere = [Reason.Recalled, Reason.Retired, Reason.NotActivated, Reason.Specimen];

    /// <summary>The mark's drawing in a square of 18.</summary>
    public string Shape => Kind switch
    {
        "holds" => "<path d='M3 10l4 4 8-10'/>",
        "open" => "<path d='M4 9h10'/>",
        _ => "<path d='M9 3v7M9 14.5v.1'/>",
    };

    /// <summary>What speaks against it first, then what held.</summary>
    public static IEnumerable<Finding> Of(VerifyResponse response)
    {
        foreach (var reason in response.Reasons.Except(SaidElsewhere))
            yield return new Finding("against", reason.Text);
        if (response.Verdict == Verdict.NotIssued)
            yield break;
        yield return response.Signature switch
        {
            SignatureState.Valid => new Finding("holds", "Its signature is valid: nothing in the code was changed."),
            SignatureState.MacValid => new Finding("holds", "Its check characters are valid: nothing in the code was changed."),
            _ => new Finding("open", "The serial was looked up. No signature was checked, because the code as given carries none."),
        };
        if (response.Verdict == Verdict.Issued)
            yield return new Finding("holds", "No recall, loss or theft of this unit is reported at present.");
    }
}
