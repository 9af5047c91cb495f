using Trace.Core.Codes;
using Trace.Core.Labels;
using Trace.Server.Accounts;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Labels;
using Trace.Server.Storage;

namespace Trace.Server.Demo;

/// <summary>
/// <c>--demo</c>: a brand with three products, batches in each state, label sheets on disk, scans with what a brand has to look at among them, and a
/// list of links to open, one for each verdict. Made once; a second start prints the same links.
/// </summary>
public sealed class DemoData(
    TraceSettings settings,
    Database database,
    BrandKeys keys,
    ProductSeal seal,
    ApiKeySeal apiKeySeal,
    AccountSeal accountSeal,
    PasswordHasher passwords,
    Issuing issuing,
    Importing importing,
    StatusReporting reporting,
    CodeExport codes,
    LabelPrinting labels,
    DemoScans scans,
    TimeProvider clock)
{
    private const string Slug = "demo";
    private const string Email = "demo@casa.example";

    private string Folder => Path.Combine(settings.DataFolder, "demo");

    private string LinksPath => Path.Combine(Folder, "links.txt");

    /// <param name="address">Where the server listens.</param>
    public async Task RunAsync(string address)
    {
        var origin = DemoOrigin.Of(settings.DemoHost, address);
        var brand = await database.ReadAsync(session => BrandsStore.FindBySlugAsync(session, Slug));
        if (!File.Exists(LinksPath))
        {
            if (brand != null)
                throw new InvalidOperationException("The demo was begun before and not finished; start it with another --data folder.");
            await CheckGtinsAsync();
            await CreateAsync(origin);
        }
        else if (brand != null && brand.Origin != origin)
        {
            Console.WriteLine($"The demo's labels keep the address {brand.Origin}; for another one use a new --data folder.");
        }

        Print(origin);
    }

    /// <summary>Before anything is made: half a demo is worse than none.</summary>
    private async Task CheckGtinsAsync()
    {
        foreach (var (gtin, _) in Products)
        {
            if (await database.ReadAsync(session => ProductsStore.FindForScanAsync(session, gtin)) != null)
                throw new InvalidOperationException($"The demo needs GTIN {gtin}, which this data folder has already; start the demo with another --data folder.");
        }
    }

    private async Task CreateAsync(string origin)
    {
        Directory.CreateDirectory(Folder);
        var brandId = await CreateBrandAsync(origin);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var nextYear = $"{today.AddYears(1):yyyy-MM}";

        var oil = await IssueAsync(brandId, new("9506000134352", 1000, "L2617", nextYear, ["AT", "DE"], "signed", ["lot", "expiry"], Activate: true, OverrunPercent: 2, SamplePercent: 1));
        var coffee = await IssueAsync(brandId, new("9506000134369", 5000, "C0931", nextYear, ["FR"], "signed"));
        var balm = await IssueAsync(brandId, new("9506000134376", 2000, "B77", Profile: "compact", Activate: true));
        var recalled = await IssueAsync(brandId, new("9506000134369", 500, "C0899", Profile: "signed", Activate: true));
        var expired = await IssueAsync(brandId, new("9506000134352", 500, "L2401", $"{today.AddMonths(-2):yyyy-MM}", Profile: "signed", Activate: true));
        var specimen = await IssueAsync(brandId, new("9506000134352", 100, Profile: "signed", Activate: true, Specimen: true));
        var imported = await ImportAsync(brandId);

        var reportedAt = clock.GetUtcNow() - TimeSpan.FromDays(9);
        await ReportAsync(oil, 940, 949, UnitStatus.Spoiled, reportedAt);
        await ReportAsync(oil, 950, 999, UnitStatus.Stolen, reportedAt);
        await ReportAsync(oil, 900, 909, UnitStatus.Retired, reportedAt);
        await ReportAsync(recalled, 0, recalled.Quantity - 1, UnitStatus.Recalled, reportedAt);
        await ReportAsync(coffee, 0, 99, UnitStatus.Active, reportedAt);
        await scans.StoreAsync(oil, retired: 905, stolen: 970, coffee, waiting: 300, reportedAt);

        await WriteLabelsAsync("olive-oil-avery-l7160.pdf", oil, "avery-l7160", LabelFormat.Pdf, count: 42);
        await WriteLabelsAsync("balm-compact-avery-5167.pdf", balm, "avery-5167", LabelFormat.Pdf, count: 80);
        await WriteLabelsAsync("specimen-avery-l7163.pdf", specimen, "avery-l7163", LabelFormat.Pdf, count: 14);
        await WriteLabelsAsync("coffee-roll-50x30.zpl", coffee, "roll-50x30", LabelFormat.Zpl, count: 10);

        await WriteLinksAsync(
            ("issued", "a unit of the olive oil", oil, 1),
            ("issued", "a compact code, checked by the server alone", balm, 0),
            ("issued", "a serial from the brand's own system", imported, 0),
            ("caution", "a code that was copied: checked all over Europe", oil, DemoScans.CopiedIndex),
            ("issued", "a test label (specimen)", specimen, 0),
            ("not_activated", "printed, not yet reported as applied", coffee, 200),
            ("caution", "from a stolen roll", oil, 960),
            ("caution", "past its expiry", expired, 0),
            ("retired", "recorded as used up", oil, 900),
            ("recalled", "from a recalled batch", recalled, 0));
    }

    private async Task<long> CreateBrandAsync(string origin)
    {
        var now = clock.GetUtcNow();
        var row = new BrandRow(PublicId.Create(), Slug, "Casa Demo", origin, now.ToUnixTimeMilliseconds());
        var (apiKey, password) = (ApiKey.Create(), SecretToken.Create());
        var passwordHash = Expect(await passwords.HashAsync(password));
        await database.WriteAsync(async session =>
        {
            _ = await BrandsApi.AddAsync(session, keys, row, now);
            await ApiKeysStore.AddAsync(session, apiKeySeal.Put(new ApiKeyRow(
                PublicId.Create(), row.BrandId, Roles.BrandAdmin, "Demo", ApiKey.Hash(apiKey), Gtins: null, Sites: null, row.CreatedAt, ExpiresAt: null)));
            await AccountsStore.AddAsync(session, accountSeal.Put(new AccountRow(
                PublicId.Create(), row.BrandId, Roles.BrandAdmin, Email, "Demo", passwordHash, Totp: null, TotpConfirmed: 0, TotpStep: 0, Gtins: null, Sites: null, row.CreatedAt, DisabledAt: null)));
            foreach (var (gtin, name) in Products)
            {
                await ProductsStore.AddAsync(session, new ProductRow(
                    gtin, row.BrandId, name, Description: null, ImageUrl: null, seal.Make(gtin, row.BrandId), row.CreatedAt));
            }
        });
        PrivateFile.Write(ApiKeyPath, apiKey);
        PrivateFile.Write(PasswordPath, password);
        return row.BrandId;
    }

    private string PasswordPath => Path.Combine(Folder, "console-password.txt");

    private string ApiKeyPath => Path.Combine(Folder, "brand-api-key.txt");

    /// <summary>GTINs of the prefix that GS1 keeps for demonstrations.</summary>
    private static IEnumerable<(string Gtin, string Name)> Products =>
    [
        ("09506000134352", "Extra virgin olive oil, 500 ml"),
        ("09506000134369", "Espresso beans, 1 kg"),
        ("09506000134376", "Lip balm, 10 g"),
    ];

    private async Task<Batch> IssueAsync(long brandId, CreateBatchRequest request)
    {
        var order = Expect(BatchOrder.Parse(request, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)));
        return Expect(await database.TryWriteAsync(session => issuing.IssueAsync(session, brandId, order)));
    }

    private async Task<Batch> ImportAsync(long brandId)
    {
        var query = new ImportQuery("9506000134376", Lot: null, Expiry: null, Market: null, InCode: null, Activate: true, Specimen: null);
        using var csv = new MemoryStream("serial\nBALM-0001\nBALM-0002\nBALM-0003\n"u8.ToArray());
        var order = Expect(await importing.CheckAsync(csv, query));
        csv.Position = 0;
        await using var staging = Expect(await importing.StageAsync(brandId, order, csv, query));
        var batch = Expect(await database.TryWriteAsync(session => importing.CommitAsync(session, staging, order)));
        return batch;
    }

    private async Task ReportAsync(Batch batch, long from, long to, UnitStatus status, DateTimeOffset at) =>
        Expect(await reporting.RecordAsync(batch, Caller.System(batch.BrandId), [new ReportedRange(from, to, status, at.ToUnixTimeMilliseconds())]));

    private async Task WriteLabelsAsync(string name, Batch batch, string template, LabelFormat format, long count)
    {
        if (!LabelStocks.TryFind(template, out var stock, out var problem))
            throw new InvalidOperationException(problem.Text);
        using var run = Expect(await labels.PlanAsync(batch, 0, count, stock, format, new LabelOptions(), withCover: false, CancellationToken.None));
        var path = Path.Combine(Folder, name);
        PrivateFile.Create(path);
        await using var file = File.Create(path);
        await run.WriteAsync(file, CancellationToken.None);
    }

    private async Task WriteLinksAsync(params (string Verdict, string What, Batch Batch, long Index)[] units)
    {
        var lines = new List<string>();
        foreach (var (verdict, what, batch, index) in units)
            lines.Add($"{verdict}\t{what}\t{await PathOfAsync(batch, index)}");
        var first = await PathOfAsync(units[0].Batch, units[0].Index);
        lines.Add($"not_issued\tthe first code with one digit of its signature changed\t{first[..^1]}{(first[^1] == '0' ? '1' : '0')}");
        PrivateFile.Write(LinksPath, string.Join('\n', lines));
    }

    private async Task<string> PathOfAsync(Batch batch, long index)
    {
        using var template = await issuing.TemplateAsync(batch);
        var uri = template.Uri(await codes.SerialAsync(batch, index, CancellationToken.None));
        return uri[batch.Origin.Length..];
    }

    private void Print(string address)
    {
        Console.WriteLine("Demo links, one for each verdict:");
        foreach (var parts in File.ReadLines(LinksPath).Select(line => line.Split('\t')))
            Console.WriteLine($"  {parts[0],-14} {parts[1]}\n                 {address}{parts[2]}");
        Console.WriteLine($"Label sheets:     {Folder}");
        Console.WriteLine($"Brand API key:    {ApiKeyPath}");
        Console.WriteLine($"Console:          {address}/console as {Email}, password in {PasswordPath}");
    }

    private static T Expect<T>(Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var failure) ? value : throw new InvalidOperationException($"Demo: {failure.Detail}");
}
