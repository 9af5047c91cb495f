using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Http;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.OpenApi;

/// <summary>The OpenAPI document: its reviewed copy, and what every operation must say.</summary>
public sealed class OpenApiDocumentTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private OpenApiDocument _document = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _document = await OpenApiDocument.GetAsync(_server);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public void The_reviewed_copy_is_what_the_server_gives_out() => GoldenFile.AssertEqual(_document.Normalized, "api-specs", "openapi.json");

    [Fact]
    public void It_is_open_api_3_1_with_title_server_licence_and_security_scheme()
    {
        Assert.StartsWith("3.1.", _document.Root["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.All(["title", "summary", "description", "version", "license"], member => Assert.NotNull(_document.Root["info"]![member]));
        Assert.Equal("/", Assert.Single(_document.Root["servers"]!.AsArray())!["url"]!.GetValue<string>());
        var scheme = Assert.Single(_document.Root["components"]!["securitySchemes"]!.AsObject()).Value!;
        Assert.Equal(("http", "bearer"), (scheme["type"]!.GetValue<string>(), scheme["scheme"]!.GetValue<string>()));
        Assert.Null(_document.Root["security"]);
    }

    [Fact]
    public void Every_operation_has_a_name_a_summary_a_description_and_a_described_tag()
    {
        Assert.True(_document.Operations.Count >= 20);
        var tags = _document.Root["tags"]!.AsArray().ToDictionary(tag => tag!["name"]!.GetValue<string>(), tag => tag!["description"]?.GetValue<string>());
        AssertNone(_document.Operations, operation =>
            operation.Node["operationId"] is null ? "needs WithName(…)"
            : string.IsNullOrWhiteSpace(operation.Node["summary"]?.GetValue<string>()) ? "needs WithSummary(…)"
            : string.IsNullOrWhiteSpace(operation.Node["description"]?.GetValue<string>()) ? "has no description"
            : operation.Node["tags"]?.AsArray() is not [{ } tag] ? "needs one tag: WithTags(…) on its group"
            : string.IsNullOrWhiteSpace(tags.GetValueOrDefault(tag.GetValue<string>())) ? $"has the tag {tag}, which OpenApi.Tags does not describe"
            : null);
        Assert.Distinct(_document.Operations.Select(operation => operation.Id));
    }

    [Fact]
    public void Every_operation_has_examples_of_what_it_takes_and_answers() => AssertNone(_document.Operations, operation =>
    {
        var missing = operation.Bodies.Where(body => IsText(body.MediaType) && !Operation.Examples(body.Media).Any()).ToList();
        if (!operation.Node["responses"]!.AsObject().Any(answer => answer.Key.StartsWith('2') && answer.Value!["content"] is not null || answer.Key is "202" or "204"))
            return "says nothing of what it answers: needs Produces<…>(…)";
        return missing.Count == 0 ? null : "has no example; add " + string.Join(" and ", missing.Select(body => $"{{Slice}}/Examples/{operation.Id}.{body.Place}.{ExtensionOf(body.MediaType)}"));
    });

    [Fact]
    public void Every_example_is_valid_for_its_schema()
    {
        var count = 0;
        AssertNone(_document.Operations, operation =>
        {
            var problems = operation.Bodies.SelectMany(body => Operation.Examples(body.Media).SelectMany(example =>
            {
                count++;
                return Problems(body.Media, body.MediaType, example.Value).Select(problem => $"{body.Place} {body.MediaType} {example.Name} {problem}");
            })).ToList();
            return problems.Count == 0 ? null : string.Join("; ", problems);
        });
        Assert.True(count >= 35);
    }

    /// <summary>The negative control: an example without a member that must be there, or with one that is wrong, is noticed.</summary>
    [Fact]
    public void An_example_made_wrong_would_be_noticed()
    {
        var checkedMembers = 0;
        foreach (var body in _document.Operations.SelectMany(operation => operation.Bodies).Where(body => body.MediaType == "application/json"))
        {
            foreach (var (_, example) in Operation.Examples(body.Media))
            {
                var schema = _document.Schemas.Resolve(body.Media["schema"]!["$ref"]!.GetValue<string>());
                foreach (var required in schema["required"]?.AsArray() ?? [])
                {
                    var without = example.DeepClone().AsObject();
                    Assert.True(without.Remove(required!.GetValue<string>()));
                    Assert.NotEmpty(Problems(body.Media, body.MediaType, without));
                    without[required.GetValue<string>()] = new JsonObject { ["wrong"] = true };
                    Assert.NotEmpty(Problems(body.Media, body.MediaType, without));
                    checkedMembers++;
                }
            }
        }

        Assert.True(checkedMembers >= 50);
    }

    [Fact]
    public void No_example_lies_around_unused()
    {
        var places = _document.Operations.SelectMany(operation => operation.Bodies.Select(body => (operation.Id, body.Place, body.MediaType))).ToHashSet();
        AssertNone(_server.Services.GetRequiredService<OpenApiExamples>().Places, place => places.Contains(place) ? null : "belongs to no operation");
    }

    [Fact]
    public void Every_parameter_is_described_limited_and_has_an_example_that_is_valid() => AssertNone(
        _document.Operations.SelectMany(operation => (operation.Node["parameters"]?.AsArray() ?? []).Select(parameter => (operation.Id, Parameter: parameter!))),
        pair =>
        {
            var (description, example) = (pair.Parameter["description"]?.GetValue<string>(), pair.Parameter["example"]);
            if (string.IsNullOrWhiteSpace(description) || example is null)
                return $"{pair.Parameter["name"]}: say in OpenApiRules.Parameters what it is";
            var problems = _document.Schemas.Problems(pair.Parameter["schema"]!, example);
            return problems.Count == 0 ? null : string.Join("; ", problems);
        });

    [Fact]
    public void Every_operation_lists_its_failures_as_problem_documents()
    {
        AssertNone(_document.Operations, operation =>
        {
            var failures = operation.Node["responses"]!.AsObject().Where(answer => answer.Key[0] is '4' or '5').ToList();
            if (failures.Count == 0 || !failures.Exists(answer => answer.Key == "500"))
                return "lists no 500";
            if (operation.IsSecured && (!failures.Exists(answer => answer.Key == "401") || !failures.Exists(answer => answer.Key == "403")))
                return "needs a key and lists no 401 or 403";
            return failures.Find(answer => answer.Value!["content"]?["application/problem+json"]?["examples"] is null).Key is { } bare ? $"{bare} is no problem document" : null;
        });

        var schema = new JsonObject { ["$ref"] = "#/components/schemas/ProblemDocument" };
        AssertNone(_document.Root["components"]!["examples"]!.AsObject(), example =>
            _document.Schemas.Problems(schema, example.Value!["value"]) is [var problem, ..] ? problem : null);
    }

    /// <summary>Words that only the framework's own refusals have stand in the general description.</summary>
    [Fact]
    public void Every_problem_code_is_listed_with_an_operation()
    {
        string[] general = ["method_not_allowed", "uri_too_long", "headers_too_large", "not_acceptable"];
        var listed = _document.Root["components"]!["examples"]!.AsObject().Select(example => example.Key);
        AssertNone(ProblemCodes.Except(general), code => listed.Contains(code) ? null : "is in Problems.Table, and no operation names it with WithProblems(…)");
    }

    [Fact]
    public void Every_reference_points_to_something()
    {
        var references = Regex.Matches(_document.Normalized, "\"\\$ref\": \"(?<to>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        Assert.True(references.Count > 100);
        Assert.All(references, reference => _document.Schemas.Resolve(reference.Groups["to"].Value));
    }

    [Fact]
    public void Every_creating_post_takes_an_idempotency_key_and_nothing_else_does() => AssertNone(_document.Operations, operation =>
    {
        var creates = operation.Node["responses"]!["201"] is not null;
        var takes = (operation.Node["parameters"]?.AsArray() ?? []).Any(parameter => parameter!["name"]!.GetValue<string>() == "Idempotency-Key");
        return creates == takes ? null : $"creates: {creates}, takes Idempotency-Key: {takes}";
    });

    [Fact]
    public async Task Exactly_the_operations_that_say_so_refuse_a_caller_without_a_key()
    {
        foreach (var operation in _document.Operations)
        {
            var path = Regex.Replace(operation.Path, "\\{\\w+\\}", "0AQKFF", RegexOptions.None, TimeSpan.FromSeconds(1));
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
            using var response = await _server.Public.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(operation.IsSecured == (response.StatusCode == HttpStatusCode.Unauthorized), $"{operation}: secured {operation.IsSecured}, answered {(int)response.StatusCode}");
        }
    }

    [Fact]
    public async Task The_explorer_works_without_the_internet()
    {
        var page = await _server.Public.GetStringAsync(new Uri("/swagger/index.html", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", page);
        var files = Regex.Matches(page, "(src|href)=\"\\./(?<file>[^\"?]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(match => match.Groups["file"].Value).ToList();
        Assert.True(files.Count >= 3);
        foreach (var file in files)
            Assert.NotEmpty(await _server.Public.GetByteArrayAsync(new Uri($"/swagger/{file}", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    private static IEnumerable<string> ProblemCodes => Trace.Server.Http.Problems.Table.Keys;

    private static bool IsText(string mediaType) => mediaType is "application/json" or "application/x-ndjson" || mediaType.StartsWith("text/", StringComparison.Ordinal);

    private static string ExtensionOf(string mediaType) => mediaType switch
    {
        "application/json" => "json",
        "application/x-ndjson" => "ndjson",
        "text/csv" => "csv",
        "text/html" => "html",
        _ => "txt",
    };

    /// <summary>A body against its schema; NDJSON line by line.</summary>
    private IEnumerable<string> Problems(JsonNode media, string mediaType, JsonNode example)
    {
        if (mediaType != "application/x-ndjson")
            return _document.Schemas.Problems(media["schema"]!, example);
        var line = new JsonObject { ["$ref"] = media["x-ndjson-line"]!.GetValue<string>() };
        var lines = example.GetValue<string>().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? ["has no lines"] : lines.SelectMany(text => _document.Schemas.Problems(line, JsonNode.Parse(text)));
    }

    private static void AssertNone<T>(IEnumerable<T> items, Func<T, string?> problem)
    {
        var problems = items.Select(item => (Item: item, Problem: problem(item))).Where(pair => pair.Problem is not null).Select(pair => $"{pair.Item} {pair.Problem}").ToList();
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }
}
