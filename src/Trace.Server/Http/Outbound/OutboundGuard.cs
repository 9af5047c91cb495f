namespace Trace.Server.Http.Outbound;

/// <summary>What does not need a connection to be known: the scheme, the time, the size of the answer.</summary>
internal sealed class OutboundGuard(IReadOnlySet<string> allowed, OutboundLimits limits) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        if (uri.Scheme != Uri.UriSchemeHttps && !allowed.Contains($"{uri.Host}:{uri.Port}"))
            throw new OutboundRefusedException($"{uri.Host} is called over https only.");
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limits.Whole);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, deadline.Token);
            if (response.Content.Headers.ContentLength > limits.MaxResponseBytes)
                throw TooLarge(limits);
            response.Content = await BoundAsync(response.Content, deadline);
            return response;
        }
        catch (Exception exception)
        {
            response?.Dispose();
            var late = exception is OperationCanceledException && deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested;
            deadline.Dispose();
            if (late)
                throw TooSlow(limits);
            throw;
        }
    }

    internal static OutboundRefusedException TooLarge(OutboundLimits limits) => new($"The answer has more than {limits.MaxResponseBytes} bytes.");

    internal static OutboundTooSlowException TooSlow(OutboundLimits limits) => new($"The answer took more than {limits.Whole.TotalSeconds} seconds.");

    private async Task<StreamContent> BoundAsync(HttpContent content, CancellationTokenSource deadline)
    {
        var bounded = new StreamContent(new OutboundStream(await content.ReadAsStreamAsync(deadline.Token), limits, deadline));
        foreach (var (name, values) in content.Headers)
            bounded.Headers.TryAddWithoutValidation(name, values);
        return bounded;
    }
}
