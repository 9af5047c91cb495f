using System.Text;
using System.Text.Json.Nodes;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.OpenApi;

namespace Trace.Server.Tests.Fuzzing;

/// <summary>One request made up from an operation of the document: what it asks for, with something wrong in it.</summary>
/// <param name="Operation">The operation it began as.</param>
/// <param name="Target">Path and query as they are sent.</param>
/// <param name="PathIsPlain">No path trick: the operation itself must answer.</param>
internal sealed record HostileRequest(Operation Operation, string Target, bool PathIsPlain, byte[]? Body, string? MediaType, IReadOnlyList<(string Name, string Value)> Headers)
{
    public static HostileRequest Make(Dice dice, Operation operation, AccessThings things)
    {
        var trick = dice.OneIn(6);
        var path = string.Join('/', operation.Path.Split('/').Select(part => part.StartsWith('{') ? Segment(dice, things.Fill(part), trick) : part));
        if (trick && dice.OneIn(3))
            path += "/" + dice.Pick(HostileValues.PathTricks);
        var headers = Enumerable.Range(0, dice.Throw(3)).Select(_ => dice.Pick(HostileValues.Headers)).ToList();
        var body = BodyOf(dice, operation);
        return new HostileRequest(operation, path + Query(dice, operation), !trick, body?.Bytes, body?.MediaType, headers);
    }

    /// <summary>As .NET sends it: nothing of the target is tidied up.</summary>
    public HttpRequestMessage ToMessage(Uri address)
    {
        var uri = new Uri(address.GetLeftPart(UriPartial.Authority) + Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(Operation.Method.ToUpperInvariant()), uri);
        if (Body != null)
        {
            message.Content = new ByteArrayContent(Body);
            if (MediaType != null)
                message.Content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        }

        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    public override string ToString() =>
        $"{Operation.Method} {Target} {MediaType} [{string.Join(", ", Headers.Select(header => $"{header.Name}: {Short(header.Value)}"))}] {Short(Body == null ? "" : Encoding.UTF8.GetString(Body))}";

    private static string Short(string text) => text.Length > 400 ? text[..400] + "…" : text;

    /// <summary>The right id, a hostile text in percent-encoding, or a trick as it is.</summary>
    private static string Segment(Dice dice, string right, bool trick)
    {
        if (right.StartsWith('{'))
            right = "000000000004";
        if (trick)
            return dice.Pick(HostileValues.PathTricks);
        return dice.OneIn(3) ? Escape(dice.Pick(HostileValues.Texts)) is { Length: > 0 } text and not "." ? text : right : right;
    }

    private static string Query(Dice dice, Operation operation)
    {
        var names = (operation.Node["parameters"]?.AsArray() ?? []).Where(parameter => parameter!["in"]!.GetValue<string>() == "query").Select(parameter => parameter!["name"]!.GetValue<string>()).ToList();
        var query = new StringBuilder();
        foreach (var name in names.Where(_ => dice.OneIn(3)).Concat(dice.OneIn(8) ? [dice.Pick(HostileValues.Texts)] : []))
        {
            for (var times = dice.OneIn(10) ? 2 : 1; times > 0; times--)
                query.Append(query.Length == 0 ? '?' : '&').Append(Escape(name)).Append(dice.OneIn(20) ? "" : "=" + (dice.OneIn(3) ? dice.Pick(["1", "0", "csv", "3"]) : Escape(dice.Pick(HostileValues.Texts))));
        }

        return query.ToString();
    }

    private static (byte[] Bytes, string? MediaType)? BodyOf(Dice dice, Operation operation)
    {
        var asked = operation.Bodies.Where(body => body.Place == "request").ToList();
        if (asked.Count == 0)
            return dice.OneIn(20) ? (HostileValues.Bytes(dice), dice.Pick(HostileValues.MediaTypes)) : null;
        var (_, mediaType, media) = dice.Pick(asked);
        if (dice.OneIn(8))
            mediaType = dice.OneIn(4) ? null! : dice.Pick(HostileValues.MediaTypes);
        var example = OpenApi.Operation.Examples(media).Select(pair => pair.Value).FirstOrDefault();
        if (example == null || dice.OneIn(6))
            return (HostileValues.Bytes(dice), mediaType);
        var copy = example.DeepClone();
        if (copy is JsonObject or JsonArray)
        {
            for (var changes = dice.Throw(4); changes > 0; changes--)
                Mutate(dice, copy);
            return (Encoding.UTF8.GetBytes(copy.ToJsonString()), mediaType);
        }

        var text = copy.GetValue<string>();
        return (Encoding.UTF8.GetBytes(text.Insert(dice.Throw(text.Length + 1), dice.Pick(HostileValues.Texts))), mediaType);
    }

    /// <summary>One member becomes something else, goes, or is joined by one that nobody knows.</summary>
    private static void Mutate(Dice dice, JsonNode node)
    {
        if (node is JsonArray { Count: > 0 } array)
        {
            array[dice.Throw(array.Count)] = HostileValues.Json(dice);
            return;
        }

        if (node is not JsonObject members || members.Count == 0)
            return;
        var name = dice.Pick(members.Select(member => member.Key).ToList());
        if (members[name] is JsonObject or JsonArray && dice.OneIn(2))
            Mutate(dice, members[name]!);
        else if (dice.OneIn(8))
            members.Remove(name);
        else if (dice.OneIn(10))
            members[dice.Pick(HostileValues.Texts)] = HostileValues.Json(dice);
        else
            members[name] = HostileValues.Json(dice);
    }

    private static string Escape(string text) =>
        string.Concat(Encoding.UTF8.GetBytes(text).Select(value => char.IsAsciiLetterOrDigit((char)value) ? ((char)value).ToString() : $"%{value:X2}"));
}
