namespace Trace.Testing;

/// <summary>Reads barcodes with programs that share no code with ours.</summary>
/// <remarks>Image files in PNG or PGM. Results stand in the order of the images; within an image the order is the reader's.</remarks>
public static class BarcodeDecoder
{
    private const int Cores = 2;

    /// <summary>Every QR code of one image as text, by zbarimg; empty when it finds none.</summary>
    public static async Task<IReadOnlyList<string>> ReadQrTextsAsync(string imagePath) =>
        [.. (await ReadQrAsync([imagePath]))[0].Select(code => code.Text)];

    /// <summary>Every QR code of every image by zbarimg, images shared between two processes.</summary>
    public static Task<IReadOnlyList<IReadOnlyList<Barcode>>> ReadQrAsync(IReadOnlyList<string> imagePaths) =>
        InBatchesAsync(imagePaths, ZbarReader.ReadAsync);

    /// <summary>The second opinion: every barcode of the formats by ZXing-C++. Tells positions and knows DataMatrix.</summary>
    /// <remarks>On a page of many codes it misses some (73 of 1,008 in a trial of 42 sheets, where zbarimg missed none): give it labels cut out with <see cref="GrayImage"/>.</remarks>
    /// <param name="imagePaths">PNG or PGM files.</param>
    /// <param name="formats">Comma-separated names: QRCode, DataMatrix, Code128, EAN-13, …</param>
    public static Task<IReadOnlyList<IReadOnlyList<Barcode>>> ReadWithZxingAsync(IReadOnlyList<string> imagePaths, string formats = "QRCode,DataMatrix") =>
        InBatchesAsync(imagePaths, batch => ZxingReader.ReadAsync(batch, formats));

    /// <summary>Every QR code and DataMatrix of one image as text, by ZXing-C++; empty when it finds none.</summary>
    public static async Task<IReadOnlyList<string>> ReadTextsWithZxingAsync(string imagePath, string formats = "QRCode,DataMatrix") =>
        [.. (await ReadWithZxingAsync([imagePath], formats))[0].Select(code => code.Text)];

    /// <summary>As <see cref="ReadQrTextsAsync(string)"/>, for an image in memory.</summary>
    public static async Task<IReadOnlyList<string>> ReadQrTextsAsync(byte[] image)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("image");
        await File.WriteAllBytesAsync(path, image);
        return await ReadQrTextsAsync(path);
    }

    /// <summary>As <see cref="ReadTextsWithZxingAsync(string, string)"/>, for an image in memory.</summary>
    public static async Task<IReadOnlyList<string>> ReadTextsWithZxingAsync(byte[] image, string formats = "QRCode,DataMatrix") =>
        [.. (await ReadWithZxingAsync(image, formats)).Select(code => code.Text)];

    /// <summary>As <see cref="ReadWithZxingAsync(IReadOnlyList{string}, string)"/>, for an image in memory.</summary>
    public static async Task<IReadOnlyList<Barcode>> ReadWithZxingAsync(byte[] image, string formats = "QRCode,DataMatrix")
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("image");
        await File.WriteAllBytesAsync(path, image);
        return (await ReadWithZxingAsync([path], formats))[0];
    }

    private static async Task<IReadOnlyList<IReadOnlyList<Barcode>>> InBatchesAsync(
        IReadOnlyList<string> paths,
        Func<IReadOnlyList<string>, Task<IReadOnlyList<IReadOnlyList<Barcode>>>> read)
    {
        var results = new IReadOnlyList<Barcode>[paths.Count];
        var batches = Enumerable.Range(0, paths.Count).Chunk(Math.Clamp(paths.Count / Cores, 1, 16));
        var options = new ParallelOptions { MaxDegreeOfParallelism = Cores };
        await Parallel.ForEachAsync(batches, options, async (batch, _) =>
        {
            var codes = await read([.. batch.Select(index => paths[index])]);
            for (var i = 0; i < batch.Length; i++)
                results[batch[i]] = codes[i];
        });
        return results;
    }
}
