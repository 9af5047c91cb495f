namespace Trace.Core.Codes;

/// <summary>How a code proves its issue: a signature anyone can check, or a MAC only the server can.</summary>
public enum CodeProfile
{
    Signed,
    Compact,
}
