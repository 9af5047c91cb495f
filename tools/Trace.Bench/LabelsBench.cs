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
        var gtin = Gtin.TryParse(BenchServer.Gtin, out var parsed) ? parsed : throw new InvalidOperationException("The GTIN is wrong.");
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        using var cipher = new SerialCipher(new byte[SerialCipher.KeySizeBytes], gtin);
        var template = new CodeTemplate(CodeProfile.Signed, "HTTPS://ID.EXAMPLE.COM", gtin, lot: null, expiry: null, cipher, key, keyId: 1);

        var uris = Contents(template, gtin, 2000).Select(content => content.Uri).ToList();
        var matrices = Math.Min(count, 4000);
        var measured = await Measure.RatesAsync(
            new Side(matrices, () => Matrices(uris, matrices)),
            new Side(count, () => PdfAsync(Contents(template, gtin, count), degree: 1)),
            new Side(count, () => PdfAsync(Contents(template, gtin, count), Environment.ProcessorCount)));
        Measure.Print($"{"QR matrices (version 7, M), one core",-48} {measured[0].Ceiling,12:N0}/s   ceiling");
        var met = Measure.PrintRatio($"PDF on avery-l7160, {count:N0} labels, 1 task", measured[0], Target);
        Measure.PrintRatio($"the same, {Environment.ProcessorCount} tasks", measured[1], Target);
        return met ? 0 : 1;
    }

    /// <summary>What the server derives for each label: serial, signature, text.</summary>
    private static IEnumerable<LabelContent> Contents(CodeTemplate template, Gtin gtin, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var serial = template.Serial(UnitId.Of(1234567, (uint)i));
            yield return new LabelContent
            {
                Uri = template.Uri(serial),
                Gtin = gtin.Value,
                Serial = serial,
                Lot = "L2617",
                Expiry = "2027-12",
                ProductName = "Olive oil, 500 ml",
                BrandName = "Bench",
            };
        }
    }

    private static void Matrices(List<string> uris, int count)
    {
        using var generator = new QRCodeGenerator();
        for (var i = 0; i < count; i++)
        {
            using var data = generator.CreateQrCode(uris[i % uris.Count], QRCodeGenerator.ECCLevel.M);
        }
    }

    private static Task PdfAsync(IEnumerable<LabelContent> contents, int degree)
    {
        if (!LabelStocks.TryFind("avery-l7160", out var stock, out var problem)
            || !LabelPlan.TryCreate(stock, LabelFormat.Pdf, new LabelOptions { Degree = degree }, [.. contents.Take(1)], out var plan, out problem))
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{problem.Code}: {problem.Text}"));
        }

        return LabelWriter.WriteAsync(plan, contents, Stream.Null);
    }
}
