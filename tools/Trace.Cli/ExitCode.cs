namespace Trace.Cli;

/// <summary>How a run ended. The numbers are part of the contract; README.md lists them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotValid = 3;
    public const int CheckOnline = 4;
    public const int Refused = 5;
    public const int Unreachable = 6;
    public const int Mismatch = 7;
    public const int Interrupted = 130;
    public const int OutputClosed = 141;

    /// <summary>The lines of <c>trace --help</c>.</summary>
    public const string Table =
        """
        Exit codes:
          0    done; every code is valid, or the pack is
          1    failed in a way none of the others says
          2    wrong usage, or a file that cannot be used
          3    not valid: wrong signature, not a code, or unknown key; a pack or log of which something does not hold
          4    check online: revoked key, or no signature in the code; a pack or log whose keys you did not give
          5    the server, or what is there already, refused; or the server failed
          6    cannot reach the server or the printer, or the connection broke
          7    the file does not match its manifest
          130  interrupted
          141  the reader of the output went away
        """;
}
