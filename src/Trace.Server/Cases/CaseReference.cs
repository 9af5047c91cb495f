using Trace.Core.Codes;

namespace Trace.Server.Cases;

/// <summary>What people call a case in letters and on the telephone: <c>7K2M-9QXR</c>. It is a name and opens nothing.</summary>
public static class CaseReference
{
    private const int Length = 8;

    /// <summary>The end of the id. Two of a brand could be alike; the database refuses the second.</summary>
    public static string Of(long caseId)
    {
        var text = CrockfordBase32.Encode(caseId, Length);
        return $"{text[..4]}-{text[4..]}";
    }
}
