using System.Text;

namespace Trace.Core;

/// <summary>Code points that Unicode keeps for a program's own use and never exchanges: no font draws them, and normalisation throws (Unicode 23.7).</summary>
public static class Noncharacter
{
    public static bool Is(Rune rune) => rune.Value is (>= 0xFDD0 and <= 0xFDEF) || (rune.Value & 0xFFFE) == 0xFFFE;
}
