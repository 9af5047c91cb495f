using System.Net.Mail;
using Trace.Server.Http;

namespace Trace.Server.Accounts;

/// <summary>What an account's words may be.</summary>
public static class AccountRules
{
    private const int MaxEmailLength = 254;
    private const int MaxNameLength = 100;

    /// <summary>Address and GTINs of a new account, or what is wrong with it.</summary>
    public static Outcome<(string Email, IReadOnlyList<string> Gtins)> Read(Caller caller, long brandId, InviteRequest request)
    {
        if (!Email(request.Email).TryGet(out var email, out var failure))
            return failure;
        if ((NameProblem(request.Name) ?? RoleProblem(request.Role, brandId)) is { } problem)
            return problem;
        return Limits.Read(caller, request.Gtins, request.Sites, "invalid_account").TryGet(out var gtins, out failure) ? (email, gtins) : failure;
    }

    /// <summary>The GTINs of a change, or what is wrong with it.</summary>
    public static Outcome<IReadOnlyList<string>> Read(long brandId, UpdateAccountRequest request)
    {
        if (((request.Name == null ? null : NameProblem(request.Name)) ?? (request.Role == null ? null : RoleProblem(request.Role, brandId))) is { } problem)
            return problem;
        // Whether the limits are inside the caller's own is known only together with those the account has.
        return Limits.Read(Caller.System(brandId), request.Gtins, request.Sites, "invalid_account");
    }

    /// <summary>An address in lower case: people do not remember how they wrote it.</summary>
    public static Outcome<string> Email(string? text)
    {
        // No quoted local parts and no separator of our seals.
        if (text is not { Length: > 2 and <= MaxEmailLength }
            || text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is '"' or '|' or ',' or ';' or '<' or '>')
            || PlainText.Problem(text, "email", MaxEmailLength) != null
            || !MailAddress.TryCreate(text, out var parsed)
            || parsed.Address != text)
        {
            return new Failure("invalid_account", "`email` is an address such as name@example.com.");
        }

#pragma warning disable CA1308 // Addresses are written in lower case.
        return text.ToLowerInvariant();
#pragma warning restore CA1308
    }

    public static Failure? NameProblem(string? name) =>
        PlainText.Problem(name, "name", MaxNameLength) is { } problem ? new Failure("invalid_account", problem) : null;

    public static Failure? RoleProblem(string? role, long brandId) =>
        brandId == 0
            ? role == Roles.Owner ? null : new Failure("invalid_account", "`role` of an account of the deployment is owner.")
            : Roles.OfBrands.Contains(role, StringComparer.Ordinal)
                ? null
                : new Failure("invalid_account", $"`role` is one of {string.Join(", ", Roles.OfBrands)}.");
}
