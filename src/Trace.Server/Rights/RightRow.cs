using System.Globalization;
using Trace.Core.Enforcement;
using Trace.Server.Http;

namespace Trace.Server.Rights;

/// <summary>A row of <c>brand_right</c>. Lists are separated by spaces, days are written as <see cref="CalendarDay"/> has them.</summary>
/// <param name="UsedAt">When a case first rested on it; from then on it is not removed.</param>
public sealed record RightRow(
    long BrandId,
    long RightId,
    string Kind,
    string Office,
    string? Number,
    string Title,
    string Territory,
    string Classes,
    string? ValidFrom,
    string? ValidUntil,
    string? WithdrawnOn,
    string? Owner,
    long? CertificateFile,
    long? PowerFile,
    long? UsedAt,
    long CreatedAt)
{
    public static RightRow Of(long brandId, long rightId, Right right, string? owner, long createdAt) => new(
        brandId,
        rightId,
        Words.Of(right.Kind),
        right.Office,
        right.Number,
        right.Title,
        string.Join(' ', right.Territory),
        string.Join(' ', right.Classes),
        CalendarDay.Format(right.From),
        CalendarDay.Format(right.Until),
        CalendarDay.Format(right.WithdrawnOn),
        owner,
        CertificateFile: null,
        PowerFile: null,
        UsedAt: null,
        createdAt);

    public RegisteredRight ToRegistered() => new(
        RightId,
        new Right
        {
            Kind = Words.TryParse<RightKind>(Kind, out var kind) ? kind : throw new InvalidDataException($"There is no kind of right {Kind}."),
            Office = Office,
            Number = Number,
            Title = Title,
            Territory = Territory.Split(' '),
            Classes = [.. Classes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture))],
            From = CalendarDay.Read(ValidFrom),
            Until = CalendarDay.Read(ValidUntil),
            WithdrawnOn = CalendarDay.Read(WithdrawnOn),
        },
        Owner,
        CertificateFile,
        PowerFile,
        UsedAt != null,
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt));
}

/// <summary>A right of a brand as its register holds it.</summary>
/// <param name="Owner">Whom the office names as its owner, where that is not the brand itself.</param>
/// <param name="CertificateFile">The kept file of its certificate.</param>
/// <param name="PowerOfAttorneyFile">The kept file that says who may act on it.</param>
/// <param name="IsUsed">A case rests on it.</param>
public sealed record RegisteredRight(
    long Id, Right Right, string? Owner, long? CertificateFile, long? PowerOfAttorneyFile, bool IsUsed, DateTimeOffset CreatedAt);
