using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Trace.Core.Enforcement;
using Trace.Server.Rights;
using static Trace.Server.Http.OpenApiLimits;

namespace Trace.Server.Http;

/// <content>What belongs to enforcement: rights, sellers, and the cases that rest on them.</content>
internal static partial class OpenApiRules
{
    private static readonly Dictionary<Type, string[]> EnforcementRequired = new()
    {
        [typeof(RightRequest)] = ["kind", "office", "title", "territory"],
        [typeof(WithdrawRightRequest)] = [],
    };

    private static readonly Dictionary<string, Action<OpenApiSchema>> EnforcementMembers = new(StringComparer.Ordinal)
    {
        ["RightRequest.kind"] = s => Words(s, [.. Trace.Core.Enforcement.Words.All<RightKind>()]),
        ["RightRequest.office"] = Offices,
        ["RightRequest.number"] = s => Text(s, 1, 200),
        ["RightRequest.title"] = s => Text(s, 1, 200),
        ["RightRequest.territory"] = s => Items(s, "^[A-Z]{2,3}$"),
        ["RightRequest.from"] = OneDay,
        ["RightRequest.until"] = OneDay,
        ["RightRequest.owner"] = s => Text(s, 1, 200),
        ["RightResponse.kind"] = s => Words(s, [.. Trace.Core.Enforcement.Words.All<RightKind>()]),
        ["RightResponse.office"] = Offices,
        ["RightResponse.territory"] = s => Items(s, "^[A-Z]{2,3}$"),
        ["RightResponse.from"] = OneDay,
        ["RightResponse.until"] = OneDay,
        ["RightResponse.withdrawnOn"] = OneDay,
        ["RightResponse.standing"] = s => Words(s, [.. Trace.Core.Enforcement.Words.All<RightStanding>()]),
        ["WithdrawRightRequest.on"] = OneDay,
        ["LegalRequirement.id"] = s => s.Pattern = "^[a-z0-9-]+$",
        ["LegalRequirement.url"] = s => s.Format = "uri",
    };

    private static readonly Dictionary<string, (string Description, JsonNode Example, Action<OpenApiSchema> Limit)> EnforcementParameters = new(StringComparer.Ordinal)
    {
        ["rightId"] = ("The right's id.", "2Q7M4V9X1KTB", s => s.Pattern = $"^{Crockford}{{12}}$"),
        ["ListRights.cursor"] = TimeCursor,
        ["GetLegalRequirements.country"] = ("Whose law: a country (ISO 3166-1 alpha-2).", "DE", s => s.Pattern = "^[A-Z]{2}$"),
        ["GetLegalRequirements.claim"] = ("What is claimed.", "unauthorized", s => Words(s, [.. Trace.Core.Enforcement.Words.All<ClaimKind>()])),
        ["GetLegalRequirements.right"] = ("The kind of right the claim rests on.", "trade_mark", s => Words(s, [.. Trace.Core.Enforcement.Words.All<RightKind>()])),
        ["GetLegalRequirements.document"] = ("What goes out: a notice to a platform, or a letter to a seller.", "notice", s => Words(s, [.. Trace.Core.Enforcement.Words.All<OutgoingKind>()])),
    };

    private static void Offices(OpenApiSchema schema) => Words(schema, [.. RightOffice.All.Select(office => office.Code), RightOffice.Other, RightOffice.None]);

    private static void OneDay(OpenApiSchema schema) => schema.Pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
}
