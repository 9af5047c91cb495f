using System.Diagnostics.CodeAnalysis;

namespace Trace.Core.Enforcement;

/// <summary>What a notice is about.</summary>
/// <param name="Country">Where the goods are offered.</param>
/// <param name="Grounds">The claim's own, see <see cref="ClaimFacts.Grounds"/>.</param>
public sealed record NoticeSubject(ClaimKind Claim, RightKind Right, string Country, IReadOnlyList<string> Grounds);

/// <summary>A complete notice, to be sent by machine or by hand.</summary>
/// <param name="Json">Canonical JSON (RFC 8785): the form, its version, the fields.</param>
/// <param name="Text">To copy: each label and what belongs there.</param>
public sealed record NoticeText(string Json, string Text);

/// <summary>Fills in a platform's form. What is incomplete is not written at all.</summary>
public static class Notice
{
    /// <summary>Of a field whose form names no limit.</summary>
    public const int MostCharacters = 10_000;

    /// <summary>What is missing or wrong, by the name of the field.</summary>
    public static IReadOnlyList<Gap> Check(NoticeForm form, NoticeSubject subject, IReadOnlyDictionary<string, string> fields, LegalRequirements law)
    {
        var refused = Refused(form, subject).ToList();
        if (refused.Count > 0)
            return refused;
        var unknown = fields.Keys.Except(form.Fields.Select(field => field.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => new Gap("field_unknown", $"{form.Name} has no field {name}.", name));
        var stated = form.Fields.Where(field => IsFilled(fields, field)).SelectMany(field => field.States).Concat(subject.Grounds).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. form.Fields.SelectMany(field => FieldGaps(field, subject.Claim, fields)),
            .. unknown,
            .. law.Missing(subject.Country, subject.Claim, subject.Right, OutgoingKind.Notice, stated),
        ];
    }

    /// <summary>The notice, or what <see cref="Check"/> finds.</summary>
    public static bool TryWrite(
        NoticeForms forms, NoticeForm form, NoticeSubject subject, IReadOnlyDictionary<string, string> fields, LegalRequirements law, [NotNullWhen(true)] out NoticeText? notice, out IReadOnlyList<Gap> gaps)
    {
        gaps = Check(form, subject, fields, law);
        notice = gaps.Count == 0 ? NoticeWriter.Write(forms.Version, form, fields) : null;
        return notice is not null;
    }

    internal static bool IsFilled(IReadOnlyDictionary<string, string> fields, NoticeField field) => fields.TryGetValue(field.Name, out var value) && !string.IsNullOrWhiteSpace(value);

    private static IEnumerable<Gap> Refused(NoticeForm form, NoticeSubject subject)
    {
        if (!form.Rights.Contains(subject.Right))
            yield return new Gap("right_not_taken", $"{form.Name} is for {string.Join(", ", form.Rights.Select(Words.Of<RightKind>))} alone.", Words.Of(subject.Right), Blocks: true);
        if (!form.Claims.Contains(subject.Claim))
            yield return new Gap("claim_not_taken", $"{form.Name} has no place for a claim {Words.Of(subject.Claim)}.", Words.Of(subject.Claim), Blocks: true);
        if (form.Countries.Count > 0 && !Territory.Holds(form.Countries, subject.Country))
            yield return new Gap("country_not_taken", $"{form.Name} is for offers in {string.Join(", ", form.Countries)}.", subject.Country, Blocks: true);
    }

    private static IEnumerable<Gap> FieldGaps(NoticeField field, ClaimKind claim, IReadOnlyDictionary<string, string> fields)
    {
        if (!IsFilled(fields, field))
        {
            if (field.RequiredFor.Contains(claim))
                yield return new Gap("field_missing", $"{field.Label} is missing.", field.Name);
            yield break;
        }

        var value = fields[field.Name];
        if (value.Length > field.MaxLength)
            yield return new Gap("field_too_long", $"{field.Label} has {value.Length} characters; {field.MaxLength} fit.", field.Name);
        if (field.MaxItems is { } most && NoticeValue.Items(value).Length > most)
            yield return new Gap("field_too_many", $"{field.Label} has more than {most} entries; send another notice for the others.", field.Name);
        if (NoticeValue.Problem(field, value) is { } problem)
            yield return new Gap("field_invalid", $"{field.Label}: {problem}", field.Name);
    }
}
