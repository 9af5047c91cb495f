using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Trace.Server.Anomalies;
using static Trace.Server.Http.OpenApiLimits;

namespace Trace.Server.Http;

/// <content>Parameters of addresses and queries.</content>
internal static partial class OpenApiRules
{
    /// <remarks>Made anew each time: which of the parts of this class is initialized first is nobody's promise.</remarks>
    private static (string Description, JsonNode Example, Action<OpenApiSchema> Limit) TimeCursor =>
        ("`next` of the page before.", "1795512600000-5T0C9WQ2XK7M", s => s.MinLength = 1);

    private static readonly Dictionary<string, (string Description, JsonNode Example, Action<OpenApiSchema> Limit)> Parameters = new(StringComparer.Ordinal)
    {
        [Idempotency.Header] = ("Any text of your choice; the same request with the same key gets the first answer again, for 48 hours.", "order-4711", s => Text(s, 1, 255, "^[!-~]+$")),
        ["brandId"] = ("The brand's id.", "3F9K2M7QX1TV", AnyId),
        ["RetireKey.keyId"] = ("The signing key's id, as codes hold it.", "1", s => s.Pattern = "^[0-9]{1,5}$"),
        ["RevokeKey.keyId"] = ("The signing key's id, as codes hold it.", "1", s => s.Pattern = "^[0-9]{1,5}$"),
        ["id"] = ("The batch's id.", "0AQKFF", s => s.Pattern = $"^{Crockford}{{6}}$"),
        ["gtin"] = ("GTIN-8, -12, -13 or -14 with its check digit.", "09506000134352", s => s.Pattern = AnyGtin),
        ["OpenDigitalLink.gtin"] = ("GTIN of 14 digits.", "09506000134352", s => s.Pattern = "^[0-9]{14}$"),
        ["serial"] = ("The serial, percent-encoded.", "RN962QM2E545", s => Text(s, 1, 60)),
        ["s"] = ("The signature of the code, 162 digits. Missing in compact codes.", "000878713890001612904350943", s => s.Pattern = "^[0-9]*$"),
        ["code"] = ("A problem's code.", "gtin_taken", s => Words(s, [.. Problems.Table.Keys])),
        ["keyId"] = ("The API key's id.", "7QK2M9X3B1TV", AnyId),
        ["accountId"] = ("The account's id.", "5N2T8S0E1XRF", AnyId),
        ["sessionId"] = ("The session's id.", "6P3V9T1F2YSG", AnyId),
        ["webhookId"] = ("The webhook's id.", "4M1R7Q9D0WQE", AnyId),
        ["deliveryId"] = ("The delivery's id.", "2K0P6N8C9VPD", AnyId),
        ["ListWebhookDeliveries.cursor"] = TimeCursor,
        ["ListWebhookDeliveries.status"] = ("Only deliveries that stand so.", "dead", s => Words(s, "pending", "delivered", "dead")),
        ["verdicts"] = ("Answer NDJSON, a line for each line as it goes, with its verdict; a problem document as the last line where it breaks off.", true, _ => { }
        ),
        ["anomalyId"] = ("The anomaly's id.", "0AQKFF00001A1", s => s.Pattern = AnomalyIds),
        ["kind"] = ("Only of this kind.", "copied_code", AnomalyKind),
        ["batch"] = ("Only of this batch.", "0AQKFF", s => s.Pattern = $"^{Crockford}{{6}}$"),
        ["ListAnomalies.status"] = ("Only those that stand so.", "open", AnomalyFilterStatus),
        ["ListAnomalyGroups.status"] = ("Only groups with one that stands so.", "open", AnomalyFilterStatus),
        ["sort"] = ("What comes first: the newest scans, the most scans (harm), the highest score, the most codes (spread), the oldest (age), or by kind.", "harm", s =>
        {
            Words(s, [.. GroupOrders.Words]);
            s.Default = GroupOrder.Newest.ToWord();
        }
        ),
        ["ListAnomalies.cursor"] = ("`next` of the page before.", "1795512600000-0AQKFF00001A1", s => s.MinLength = 1),
        ["ListAnomalyGroups.cursor"] = ("`next` of the page before.", "1795512600000_45214702_copied_code", s => s.MinLength = 1),
        ["reportId"] = ("The report's id.", "8R4W0V2G3ZTH", AnyId),
        ["fileId"] = ("The file's id, as what it belongs to shows it.", "8R4W0V2G3ZTH", AnyId),
        ["number"] = ("Which picture, from 1.", 1, s => Range(s, 1, Reports.ReportTaking.MostPictures)),
        ["ListReports.status"] = ("Only those that stand so.", "open", s => Words(s, Reports.ReportsApi.Open, Reports.ReportsApi.Handled)),
        ["ListReports.cursor"] = TimeCursor,
        ["ListLogRecords.cursor"] = TimeCursor,
        ["prefix"] = ("A GS1 Company Prefix, without the indicator digit.", "9506000", s => s.Pattern = "^[0-9]{4,12}$"),
        ["action"] = ("Only entries of this action.", "product.update", s => s.Pattern = "^[a-z_]+\\.[a-z_]+$"),
        ["site"] = ("The site that applies the codes.", "Porto", s => Text(s, 1, 100)),
        ["ListAudit.from"] = ("Only entries of this time or later.", "2026-11-01T00:00:00Z", s => s.Format = "date-time"),
        ["ListDeploymentAudit.from"] = ("Only entries of this time or later.", "2026-11-01T00:00:00Z", s => s.Format = "date-time"),
        ["ListAudit.cursor"] = TimeCursor,
        ["ListDeploymentAudit.cursor"] = TimeCursor,
        ["ListGtinPrefixes.cursor"] = ("`next` of the page before.", "9506000", s => s.Pattern = "^[0-9]{4,12}$"),
        ["cursor"] = ("`next` of the page before.", "3F9K2M7QX1TV", s => s.MinLength = 1),
        ["limit"] = ("Items on a page.", Paging.DefaultLimit, s =>
        {
            Range(s, 1, Paging.MaxLimit);
            s.Default = Paging.DefaultLimit;
        }
        ),
        ["from"] = ("Index of the first unit.", 0, s => Range(s, 0, uint.MaxValue - 1L)),
        ["count"] = ("How many; all that follow if left out.", 100, s => Range(s, 1, uint.MaxValue)),
        ["PrintLabels.count"] = ("How many.", 21, s =>
        {
            Range(s, 1, uint.MaxValue);
            s.Default = 1;
        }
        ),
        ["cover"] = ("Whether the covered codes are in it too, of a batch that has them.", false, _ => { }
        ),
        ["ImportBatch.cover"] = ("A second code of each unit is printed under a cover.", false, _ => { }
        ),
        ["format"] = ("How the list is written.", "csv", s => Words(s, "csv", "ndjson")),
        ["PrintLabels.format"] = ("How the labels are drawn; svg and png of more than one label are a ZIP.", "pdf", s => Words(s, "pdf", "svg", "png", "zpl")),
        ["template"] = ("An id of `/api/v1/label-templates`, or `roll-{width}x{height}` in mm.", "avery-l7160", s =>
        {
            s.Pattern = "^[a-z0-9.-]+$";
            s.Default = Labels.LabelQuery.DefaultTemplate;
        }
        ),
        ["dpi"] = ("Dots per inch of the printer.", 300, s => s.Enum = [203, 300, 600, 1200]),
        ["symbol"] = ("The symbol on the label.", "qr", s => Words(s, "qr", "datamatrix", "both")),
        ["start"] = ("First free label of a part-used sheet, counted from 1.", 1, s => s.Minimum = "1"),
        ["offsetX"] = ("Calibration to the right, mm.", 0.5, _ => { }
        ),
        ["offsetY"] = ("Calibration down, mm.", -0.5, _ => { }
        ),
        ["across"] = ("Labels side by side on a roll.", 2, s => s.Minimum = "1"),
        ["perRoll"] = ("Labels on a roll; each roll begins with a leader label.", 1000, s => s.Minimum = "1"),
        ["zpl"] = ("gfa: exact modules. bq: the printer draws the code.", "gfa", s => Words(s, "gfa", "bq")),
        ["status"] = ("For NDJSON: the status of lines that name none.", "active", s => Words(s, Reportable)),
        ["at"] = ("For NDJSON: the time of lines that name none; now if left out.", "2026-11-24T09:30:00Z", s => s.Format = "date-time"),
        ["lot"] = ("Lot of the batch; or a column `lot` with one value throughout.", "L2411", s => Text(s, 1, 20, Set82)),
        ["expiry"] = ("A day, or a month up to its last day; or a column `expiry` with one value throughout.", "2027-12", s => s.Pattern = Day),
        ["market"] = ("Countries (ISO 3166-1 alpha-2), separated by commas.", "DE,AT", s => s.Pattern = "^[A-Z]{2}(,[A-Z]{2})*$"),
        ["inCode"] = ("lot, expiry or both, separated by commas.", "lot,expiry", s => s.Pattern = "^(lot|expiry)(,(lot|expiry))*$"),
        ["activate"] = ("Its units count as applied from the start.", true, _ => { }
        ),
        ["specimen"] = ("A test batch.", false, _ => { }
        ),
    };

    public static void Complete(OpenApiParameter parameter, string operation)
    {
        if (!CaseParameters.TryGetValue($"{operation}.{parameter.Name}", out var rule)
            && !EnforcementParameters.TryGetValue($"{operation}.{parameter.Name}", out rule)
            && !Parameters.TryGetValue($"{operation}.{parameter.Name}", out rule)
            && !CaseParameters.TryGetValue(parameter.Name!, out rule)
            && !EnforcementParameters.TryGetValue(parameter.Name!, out rule)
            && !Parameters.TryGetValue(parameter.Name!, out rule))
        {
            return;
        }

        parameter.Description = rule.Description;
        parameter.Example = rule.Example.DeepClone();
        if (parameter.Schema is not OpenApiSchema schema)
            return;
        schema.Type &= ~JsonSchemaType.Null;
        rule.Limit(schema);
    }
}
