namespace Trace.Server.Http;

/// <summary>Forms of pages. What is no form, or a broken one, is the sender's mistake and not ours.</summary>
public static class FormBody
{
    public static async Task<Outcome<IFormCollection>> ReadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
            return Problems.ForStatus(StatusCodes.Status415UnsupportedMediaType);
        try
        {
            return Outcome.Of(await request.ReadFormAsync(request.HttpContext.RequestAborted));
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problems.ForStatus(exception.StatusCode);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return new Failure("invalid_request", "The form cannot be read.");
        }
    }
}
