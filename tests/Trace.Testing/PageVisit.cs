using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trace.Testing;

/// <summary>A visit of a page by a person with a browser.</summary>
/// <param name="Url">The first address.</param>
public sealed record PageVisit(string Url)
{
    /// <summary>Viewport in CSS pixels; a phone unless set.</summary>
    public int Width { get; init; } = 390;

    public int Height { get; init; } = 844;

    /// <summary>Image pixels a CSS pixel.</summary>
    public double Scale { get; init; } = 1;

    public bool JavaScript { get; init; } = true;

    /// <summary>A language tag such as "ar": sets Accept-Language and the formats of the page.</summary>
    public string? Locale { get; init; }

    /// <summary>"light" or "dark".</summary>
    public string? ColorScheme { get; init; }

    public bool ReducedMotion { get; init; }

    /// <summary>Sent with every request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Sent to the host of <see cref="Url"/>.</summary>
    public IReadOnlyDictionary<string, string> Cookies { get; init; } = new Dictionary<string, string>();

    /// <summary>The browser keeps no cookie from one step to the next, as where a person has blocked them.</summary>
    public bool BlockCookies { get; init; }

    /// <summary>
    /// The address of a server that answers every request to the origin of <see cref="Url"/>, Host header and all: a label's own address opens
    /// without its name and certificate being there.
    /// </summary>
    public string? ServedBy { get; init; }

    /// <summary>Pages may install service workers, which is so nowhere else: what they keep would answer in place of the server.</summary>
    public bool ServiceWorkers { get; init; }

    /// <summary>A position the page may ask for: latitude and longitude. Null refuses.</summary>
    public IReadOnlyList<double>? Position { get; init; }

    /// <summary>What the person does after the page has loaded, in order.</summary>
    public IReadOnlyList<PageStep> Steps { get; init; } = [];

    /// <summary>A PNG file to write at the end.</summary>
    public string? Screenshot { get; init; }

    /// <summary>The screenshot shows the whole page, not only the viewport.</summary>
    public bool FullPage { get; init; } = true;

    /// <summary>Run axe on the final page: WCAG 2.2 A and AA.</summary>
    public bool Axe { get; init; }

    /// <summary>Limit of each step and of loading, in milliseconds.</summary>
    public int TimeoutMs { get; init; } = 20_000;
}

/// <summary>One action. Selectors are Playwright's: CSS, <c>text=…</c>, <c>role=button[name="…"]</c>, <c>label=…</c>.</summary>
public sealed record PageStep(string Action, string? Selector = null, string? Value = null)
{
    public static PageStep Go(string url) => new("go", Value: url);

    public static PageStep Click(string selector) => new("click", selector);

    public static PageStep Fill(string selector, string text) => new("fill", selector, text);

    public static PageStep Select(string selector, string value) => new("select", selector, value);

    /// <summary>Puts a file into an <c>input type=file</c>.</summary>
    public static PageStep Upload(string selector, string path) => new("upload", selector, path);

    /// <summary>Cuts the network of the page and its service workers, or connects it again.</summary>
    public static PageStep Network(bool isOn) => new("network", Value: isOn ? "on" : "off");

    /// <summary>Presses a key such as "Tab" or "Enter" on whatever has the focus.</summary>
    public static PageStep Press(string key) => new("press", Value: key);

    /// <summary>Waits until something is visible.</summary>
    public static PageStep WaitFor(string selector) => new("wait", selector);

    /// <summary>Writes a PNG file here, in the middle of the visit.</summary>
    public static PageStep Screenshot(string path) => new("screenshot", Value: path);

    /// <summary>Evaluates an expression in the page; the result is added to <see cref="PageResult.Values"/>.</summary>
    public static PageStep Evaluate(string expression) => new("evaluate", Value: expression);
}

/// <summary>What a visit ended with.</summary>
/// <param name="Url">The final address, after redirects and steps.</param>
/// <param name="Status">HTTP status of the first page.</param>
/// <param name="Headers">HTTP headers of the first page, names in lower case.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Heading">The first h1 or null.</param>
/// <param name="Text">The visible text.</param>
/// <param name="Html">The document as it stands.</param>
/// <param name="Language">The lang attribute.</param>
/// <param name="Direction">The computed text direction of the page: ltr or rtl.</param>
/// <param name="ScrollWidth">Width of the content; more than the viewport means sideways scrolling.</param>
/// <param name="Violations">What axe found; empty unless asked for.</param>
/// <param name="ConsoleErrors">Errors on the console and exceptions of the page.</param>
/// <param name="Requests">Every address the page asked for, in order.</param>
/// <param name="TransferredBytes">What came over the network for them, with headers.</param>
/// <param name="Values">Results of the evaluate steps.</param>
/// <param name="Cookies">What the browser keeps, also what scripts cannot read.</param>
public sealed record PageResult(
    string Url,
    int Status,
    IReadOnlyDictionary<string, string> Headers,
    string Title,
    string? Heading,
    string Text,
    string Html,
    string? Language,
    string Direction,
    int ScrollWidth,
    IReadOnlyList<AxeViolation> Violations,
    IReadOnlyList<string> ConsoleErrors,
    IReadOnlyList<string> Requests,
    long TransferredBytes,
    IReadOnlyList<JsonElement> Values,
    IReadOnlyDictionary<string, string> Cookies);

/// <summary>A rule of axe that the page breaks, and where.</summary>
public sealed record AxeViolation(string Id, string Impact, string Help, IReadOnlyList<string> Elements)
{
    public override string ToString() => $"{Impact} {Id}: {Help} at {string.Join(", ", Elements)}";
}

internal sealed record VisitRequest(int Id, PageVisit Visit);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(VisitRequest))]
[JsonSerializable(typeof(PageResult))]
[JsonSerializable(typeof(LighthouseReport))]
internal sealed partial class BrowserJson : JsonSerializerContext;
