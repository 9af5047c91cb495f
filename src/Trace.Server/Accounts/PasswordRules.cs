using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Trace.Core;
using Trace.Server.Http;

namespace Trace.Server.Accounts;

/// <summary>Which passwords are taken: long enough, not easy to guess, not known from a breach. No rules about kinds of characters.</summary>
/// <remarks>
/// Length from NIST SP 800-63B-4, 3.1.1.2 (15 characters where the password may stand alone). How easily it is guessed is estimated by
/// <see cref="PasswordGuesses"/>; what was breached is looked up in a file the operator may supply, see <see cref="BreachedPasswords"/>.
/// </remarks>
public sealed class PasswordRules(BreachedPasswords breached)
{
    public const int MinLength = 15;
    public const int MaxLength = 200;
    private const double MinBits = 40;

    /// <param name="password">The password.</param>
    /// <param name="about">Words of the person a guesser would try first: name, address, brand.</param>
    public Failure? Problem(string? password, params string[] about)
    {
        if (password == null)
            return new Failure("invalid_password", "`password` is missing.");
        if (!IsReadable(password))
            return new Failure("invalid_password", $"`password` has more than {MaxLength} characters or is not well-formed Unicode.");
        var length = new StringInfo(password.Normalize(NormalizationForm.FormKC)).LengthInTextElements;
        if (length < MinLength)
            return new Failure("invalid_password", string.Create(CultureInfo.InvariantCulture, $"`password` has {MinLength} to {MaxLength} characters. Several words in a row are easy to remember."));
        if (breached.Contains(password))
            return new Failure("invalid_password", "This password is in a list of breached passwords. Choose another one.");
        var words = about.SelectMany(text => text.Split([' ', '@', '.', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries)).Append("trace");
        return PasswordGuesses.Bits(password, words) < MinBits
            ? new Failure("invalid_password", "This password is too easy to guess. Add words that have nothing to do with each other or with you.")
            : null;
    }

    /// <summary>Whether it can be a password at all.</summary>
    public static bool IsReadable([NotNullWhen(true)] string? text) =>
        text?.Length is > 0 and <= MaxLength && text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar && !Noncharacter.Is(rune));
}
