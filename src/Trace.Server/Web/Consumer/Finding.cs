using Trace.Core.Verification;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>One thing that was checked or seen, as a line with a mark.</summary>
/// <param name="Kind">holds, open (not checked) or against.</param>
/// <param name="IsOfBrand">The brand wrote it, in whatever language.</param>
public sealed record Finding(string Kind, string Text, bool IsOfBrand = false)
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
    public static IEnumerable<Finding> Of(Wording say, VerifyResponse response)
    {
        foreach (var reason in response.Reasons.Except(SaidElsewhere))
            yield return new Finding("against", VerdictTexts.Of(say, reason, response), VerdictTexts.IsOfBrand(reason));
        if (response.Verdict == Verdict.NotIssued)
            yield break;
        yield return response.Signature switch
        {
            SignatureState.Valid => new Finding("holds", say["found.signature"]),
            SignatureState.MacValid => new Finding("holds", say["found.characters"]),
            _ => new Finding("open", say["found.no_signature"]),
        };
        if (response.Verdict == Verdict.Issued)
            yield return new Finding("holds", say["found.no_reports"]);
    }
}
