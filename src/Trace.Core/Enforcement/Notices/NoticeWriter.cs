using System.Globalization;
using System.Text;

namespace Trace.Core.Enforcement;

/// <summary>Writes a checked notice.</summary>
internal static class NoticeWriter
{
    public static NoticeText Write(string version, NoticeForm form, IReadOnlyDictionary<string, string> fields)
    {
        var filled = form.Fields.Where(field => Notice.IsFilled(fields, field)).ToList();
        return new NoticeText(Json(version, form, filled, fields), Text(form, filled, fields));
    }

    private static string Json(string version, NoticeForm form, List<NoticeField> filled, IReadOnlyDictionary<string, string> fields)
    {
        var json = new StringBuilder("{\"fields\":{");
        foreach (var (index, field) in filled.OrderBy(field => field.Name, StringComparer.Ordinal).Index())
        {
            json.Append(index == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"\"{field.Name}\":");
            Append(json, field, fields[field.Name]);
        }

        json.Append("},\"form\":");
        Append(json, form.Id);
        json.Append(",\"forms\":");
        Append(json, version);
        return json.Append('}').ToString();
    }

    private static void Append(StringBuilder json, NoticeField field, string value)
    {
        if (field.Kind == NoticeFieldKind.Confirmation)
        {
            json.Append("true");
        }
        else if (NoticeValue.IsList(field.Kind))
        {
            json.Append('[');
            foreach (var (index, item) in NoticeValue.Items(value).Index())
            {
                json.Append(index == 0 ? "" : ",");
                Append(json, item);
            }

            json.Append(']');
        }
        else
        {
            Append(json, value);
        }
    }

    /// <summary>RFC 8785 section 3.2.2.2; of control characters only the line feed was let in.</summary>
    private static void Append(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var character in text)
        {
            json.Append(character switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", _ => character.ToString() });
        }

        json.Append('"');
    }

    private static string Text(NoticeForm form, List<NoticeField> filled, IReadOnlyDictionary<string, string> fields)
    {
        var text = new StringBuilder(form.Name).Append('\n');
        foreach (var field in filled)
        {
            text.Append('\n').Append(field.Label).Append('\n');
            foreach (var line in field.Kind == NoticeFieldKind.Confirmation ? ["Yes"] : fields[field.Name].Split('\n'))
                text.Append(line).Append('\n');
        }

        return text.ToString();
    }
}
