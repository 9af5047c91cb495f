using Microsoft.AspNetCore.Components.Forms;

namespace Trace.Server.Web.Console.Brand;

/// <summary>A file that a person chose on a page.</summary>
public static class UploadedFile
{
    /// <summary>What the choice offers.</summary>
    public const string Pictures = "image/png,image/jpeg,image/webp";

    /// <summary>One that is too large is read a little too far, so that the slice can say so.</summary>
    public static async Task<byte[]> ReadAsync(IBrowserFile file, int mostBytes)
    {
        if (file.Size > mostBytes)
            return new byte[mostBytes + 1];
        await using var stream = file.OpenReadStream(mostBytes);
        using var content = new MemoryStream((int)file.Size);
        await stream.CopyToAsync(content);
        return content.ToArray();
    }
}
