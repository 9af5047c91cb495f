namespace Trace.Server.Export;

/// <summary>The text that stands in each export and says what the files beside it are.</summary>
public static class ExportReadme
{
    public static ReadOnlyMemory<byte> Text { get; } = """
        Everything that Trace keeps of one brand, as it was at one moment.

        Each .ndjson file holds one JSON object a line, in UTF-8. Times are RFC 3339 in UTC. Members without a value are left out.
        Objects have the shapes of the HTTP API (openapi.json, the schema in brackets) unless members are listed here.

        brand.ndjson             one line: brand (BrandResponse), appearance, detection, scanRetentionDays, dailyQuota, gtinPrefixes
        products.ndjson          ProductResponse; pictureUrl ends with the name of a file in pictures/
        pictures/                the pictures of products and the logo, WebP
        batches.ndjson           BatchResponse
        statuses.ndjson          status reports: batchId, entry, from, to (indexes, both included), status, at, recordedAt, recordedBy.
                                 Of two reports on one unit the later "at" holds; of two with the same, the later entry
        imported-serials.ndjson  serials of your own: gtin, serial, batchId, index
        keys.ndjson              SigningKeyInfo: public halves. They check every signed code without us
        people.ndjson            AccountResponse
        api-keys.ndjson          ApiKeyInfo
        anomalies.ndjson         AnomalyResponse, with what was decided and noted
        blocks.ndjson            codes that answer with your own warning: batchId, index, text
        scans.ndjson             batchId, index, id, scannedAt, ordinal, recheck, verdict, signature, source, latitude, longitude,
                                 accuracyMeters, country; positions are rounded to 0.01 degrees
        claims.ndjson            covered codes that people entered: batchId, index, firstUsedAt and firstUsedCountry (absent while only wrong ones were), uses
        reports.ndjson           what people reported after a check (ReportDetail): nobody looked into it before it came to you. Their contact is for an answer alone
        report-pictures/         their pictures, {report}-{number}, WebP
        rights.ndjson            RightResponse, with the standing of that day
        sellers.ndjson           SellerResponse: authorized sellers and your internal lists
        listings.ndjson          offers that were seen, with their captures (ListingDetail)
        purchases.ndjson         test purchases with what was recorded of them (PurchaseDetail)
        files.ndjson             kept files: id, purpose, sha256, sizeBytes, mediaType, name, keptAt
        files/                   their bytes as they arrived, by id. They came from outside: open them as you open what strangers send
        cases.ndjson             what was done about offers: CaseDetail with contacts, and the words of each letter and notice; files are named by their ids
        dossiers.ndjson          DossierResponse: evidence packs that were made; their files are in files/
        webhooks.ndjson          WebhookResponse
        deliveries/{id}.ndjson   WebhookDelivery, of the last 30 days
        log-records.ndjson       LogRecordResponse: what the transparency log has of you. Record and salt open the leaf at that index, see
                                 api-specs/transparency-log.md
        audit.ndjson             AuditEntry, oldest first

        Codes themselves are not stored: download them for each batch (GET /api/v1/batches/{id}/codes) while the deployment stands.

        Left out, because it is secret or means nothing elsewhere: private keys, passwords, API keys, second factors, the keys that serials
        and covered codes are derived with, and the pseudonyms of devices and networks.

        """u8.ToArray();
}
