namespace Trace.Core.Enforcement;

/// <summary>Turns the file into forms, or says what is wrong and on which line the form begins.</summary>
internal sealed class FormFileCheck
{
    private readonly List<string> problems = [];
    private readonly List<NoticeForm> forms = [];

    public string? Version { get; private init; }

    public IReadOnlyList<string> Problems => problems;

    public IReadOnlyList<NoticeForm> Forms => forms;

    public static FormFileCheck Read(ReadOnlySpan<byte> json)
    {
        var file = EmbeddedFile.Parse(json, FormFileJson.Default.FormFile, out var problem);
        var check = new FormFileCheck { Version = file?.Version };
        if (file is null)
        {
            check.problems.Add(problem!);
            return check;
        }

        if (string.IsNullOrWhiteSpace(file.Version))
            check.problems.Add("The file has no version.");
        if (file.Forms is not { Count: > 0 })
            check.problems.Add("The file has no forms.");
        else
            check.Add(file.Forms, EmbeddedFile.Lines(json, "forms"));
        return check;
    }

    private void Add(IReadOnlyList<FormFileForm?> entries, IReadOnlyList<int> at)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < entries.Count; index++)
        {
            var entry = entries[index] ?? new FormFileForm();
            List<string> faults = [.. FormFaults(entry), .. SourceFaults(entry), .. FieldFaults(entry)];
            if (entry.Id is { } id && !ids.Add(id))
                faults.Add("id is that of an earlier form");
            problems.AddRange(faults.Select(fault => $"Line {at[index]}, {entry.Id ?? "without id"}: {fault}."));
            if (faults.Count == 0)
                forms.Add(Form(entry));
        }
    }

    private static IEnumerable<string> FormFaults(FormFileForm form)
    {
        (string Name, string? Value)[] texts = [("id", form.Id), ("name", form.Name), ("platform", form.Platform), ("note", form.Note)];
        foreach (var (name, _) in texts.Where(text => string.IsNullOrWhiteSpace(text.Value)))
            yield return $"{name} is missing";
        if (!Words.AreKnown<ClaimKind>(form.Claims))
            yield return $"claims are of {string.Join(", ", Words.All<ClaimKind>())}";
        if (!Words.AreKnown<RightKind>(form.Rights))
            yield return $"rights are of {string.Join(", ", Words.All<RightKind>())}";
        if (form.Countries is { } countries && (countries.Count == 0 || !countries.All(Territory.IsKnown)))
            yield return "countries are countries or unions";
    }

    private static IEnumerable<string> SourceFaults(FormFileForm form)
    {
        foreach (var (key, source) in form.Sources ?? new Dictionary<string, FormFileSource?>())
        {
            if (string.IsNullOrWhiteSpace(source?.Title) || !LegalFileCheck.IsSource(source.Url))
                yield return $"source {key} has no title or no https address";
        }
    }

    private static IEnumerable<string> FieldFaults(FormFileForm form)
    {
        if (form.Fields is not { Count: > 0 })
            yield return "fields are missing";
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in form.Fields ?? [])
        {
            var name = field?.Name ?? "";
            if (field is null || !IsName(name) || !names.Add(name))
                yield return $"the field {name} has no name of its own in small letters, digits and _";
            else
            {
                foreach (var fault in FieldFaults(form, field))
                    yield return $"the field {name}: {fault}";
            }
        }
    }

    private static IEnumerable<string> FieldFaults(FormFileForm form, FormFileField field)
    {
        var known = Words.TryParse<NoticeFieldKind>(field.Kind, out var kind);
        if (!known)
            yield return $"kind is one of {string.Join(", ", Words.All<NoticeFieldKind>())}";
        if (string.IsNullOrWhiteSpace(field.Label))
            yield return "label is missing";
        if (field.Source is null || form.Sources?.ContainsKey(field.Source) != true)
            yield return "source is not among the form's sources";
        if (field.RequiredFor is { } claims && (field.Required is not null || !Words.AreKnown<ClaimKind>(claims) || claims.Except(form.Claims ?? [], StringComparer.Ordinal).Any()))
            yield return "requiredFor is of the form's claims and stands in place of required";
        if (field is { MaxLength: < 1 } or { MaxLength: > Notice.MostCharacters } or { MaxItems: < 1 })
            yield return $"maxLength is 1 to {Notice.MostCharacters}, maxItems at least 1";
        if (known && (kind == NoticeFieldKind.Choice) != (field.Choices is { Count: > 0 }))
            yield return "choices belong to a choice";
        if ((field.States ?? []).Except(Statement.All, StringComparer.Ordinal).Any())
            yield return $"states are of {string.Join(", ", Statement.All)}";
    }

    private static bool IsName(string name) => name.Length > 0 && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_');

    private static NoticeForm Form(FormFileForm form)
    {
        var claims = Words.Read<ClaimKind>(form.Claims);
        var sources = form.Sources!.ToDictionary(pair => pair.Key, pair => new FormSource(pair.Value!.Title!, new Uri(pair.Value.Url!), pair.Value.Unverified ?? false), StringComparer.Ordinal);
        return new NoticeForm(
            form.Id!, form.Name!, form.Platform!, form.Note!, claims, Words.Read<RightKind>(form.Rights), form.Countries ?? [], [.. form.Fields!.Select(field => Field(field!, claims, sources))]);
    }

    private static NoticeField Field(FormFileField field, IReadOnlyList<ClaimKind> claims, Dictionary<string, FormSource> sources) => new(
        field.Name!,
        field.Label!,
        Words.TryParse<NoticeFieldKind>(field.Kind, out var kind) ? kind : default,
        field.Required == true ? claims : Words.Read<ClaimKind>(field.RequiredFor),
        field.MaxLength ?? Notice.MostCharacters,
        field.MaxItems,
        field.Choices ?? [],
        field.States ?? [],
        sources[field.Source!]);
}
