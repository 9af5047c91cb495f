using System.Globalization;
using NSec.Cryptography;
using QRCoder;
using Trace.Core.Codes;
using Trace.Core.Labels;

namespace Trace.Bench;

/// <summary>Labels on sheets as vector PDF, beside one core's rate of bare QR matrices of the same texts.</summary>
internal static class LabelsBench
{
    private const double Target = 0.5;

    public static async Task<int> RunAsync(int count)
    {
        Measure.PrintMachine();
        var contents = Contents(Math.Min(count, 2000));
        var matrices = Math.Min(count, 4000);
        var ceiling = await Measure.RateAsync(matrices, () => Matrices(contents, matrices));
        Measure.Print($"{"QR matrices (version 7, M), one core",-48} {ceiling,12:N0}/s   ceiling");

        var one = await Measure.RateAsync(count, () => PdfAsync(contents, count, degree: 1));
        var met = Measure.PrintRatio($"PDF on avery-l7160, {count:N0} labels, 1 task", one, ceiling, Target);
        var all = await Measure.RateAsync(count, () => PdfAsync(contents, count, Environment.ProcessorCount));
        Measure.PrintRatio($"the same, {Environment.ProcessorCount} tasks", all, ceiling, Target);
        return met ? 0 : 1;
    }

    private static List<LabelContent> Contents(int count)
    {
        var gtin = Gtin.TryParse(BenchServer.Gtin, out var parsed) ? parsed : throw new InvalidOperationException("The GTIN is wrong.");
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        using var cipher = new SerialCipher(new byte[SerialCipher.KeySizeBytes], gtin);
        var template = new CodeTemplate(CodeProfile.Signed, "HTTPS://ID.EXAMPLE.COM", gtin, lot: null, expiry: null, cipher, key, keyId: 1);
        return Enumerable.Range(0, count).Select(i =>
        {
            var serial = template.Serial(UnitId.Of(1234567, (uint)i));
            return new LabelContent
            {
                Uri = template.Uri(serial),
                Gtin = gtin.Value,
                Serial = serial,
                Lot = "L2617",
                Expiry = "2027-12",
                ProductName = "Olive oil, 500 ml",
                BrandName = "Bench",
            };
        }).ToList();
    }

    private static void Matrices(List<LabelContent> contents, int count)
    {
        using var generator = new QRCodeGenerator();
        for (var i = 0; i < count; i++)
        {
            using var data = generator.CreateQrCode(contents[i % contents.Count].Uri, QRCodeGenerator.ECCLevel.M);
        }
    }

    private static Task PdfAsync(List<LabelContent> contents, int count, int degree)
    {
        if (!LabelStocks.TryFind("avery-l7160", out var stock, out var problem)
            || !LabelPlan.TryCreate(stock, LabelFormat.Pdf, new LabelOptions { Degree = degree }, contents[..1], out var plan, out problem))
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{problem.Code}: {problem.Text}"));
        }

        return LabelWriter.WriteAsync(plan, Enumerable.Range(0, count).Select(i => contents[i % contents.Count]), Stream.Null);
    }
}
