using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;
using PageAnswer = Trace.Server.Tests.Verification.Answer;

namespace Trace.Server.Tests.Reports;

/// <summary>What a person does on the page after a check: opens the code, and sends its forms.</summary>
internal static partial class SentReports
{
    /// <summary>The answer that the page of a check carries, sealed.</summary>
    public static async Task<string> CheckAsync(this RunningServer server, string uri, string language = "en") =>
        AnswerIn(await server.Public.OpenAsync(CodeRequests.PathOf(uri), ("Accept", "text/html"), ("Accept-Language", language)));

    public static string AnswerIn(PageAnswer page)
    {
        var found = SealedAnswer().Match(page.Body);
        Assert.True(found.Success, page.Body);
        return found.Groups["answer"].Value;
    }

    public static Task<PageAnswer> PostFormAsync(this HttpClient client, string path, params (string Name, string Value)[] fields) =>
        client.PostForAnswerAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    public static Task<PageAnswer> SendReportAsync(this HttpClient client, string answer, IEnumerable<(string Name, string Value)> fields, params byte[][] photos)
    {
        var form = new MultipartFormDataContent { { new StringContent(answer), "answer" } };
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        foreach (var photo in photos)
            form.Add(new ByteArrayContent(photo), "photo", "IMG_0001.jpg");
        return client.PostForAnswerAsync("/report/send", form);
    }

    /// <summary>Checks a code, reports it, and returns the report's id.</summary>
    public static async Task<string> ReportAsync(this RunningServer server, string uri, params byte[][] photos)
    {
        var sent = await server.Public.SendReportAsync(await server.CheckAsync(uri), [("text", "The cap is of another green.")], photos);
        Assert.Equal(200, sent.Status);
        return IdIn(sent);
    }

    public static string IdIn(PageAnswer page) => string.Concat(Number().Match(page.Body).Groups["part"].Captures.Select(part => part.Value));

    /// <summary>A JPEG, with a hidden word in it as cameras hide where a picture was taken.</summary>
    public static byte[] Photo(int width, int height, string? hidden = null)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(SKColors.Olive);
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 80);
        var jpeg = encoded.ToArray();
        if (hidden == null)
            return jpeg;
        var segment = Encoding.Latin1.GetBytes($"Exif\0\0{hidden}");
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)((segment.Length + 2) >> 8), (byte)(segment.Length + 2), .. segment, .. jpeg[2..]];
    }

    [GeneratedRegex("name=\"answer\" value=\"(?<answer>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SealedAnswer();

    [GeneratedRegex("<bdi dir=\"ltr\" class=\"code\">(<span>(?<part>[0-9A-Z]{4})</span>){3}</bdi>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
