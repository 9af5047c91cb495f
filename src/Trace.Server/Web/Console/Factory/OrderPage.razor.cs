using System.Globalization;
using Microsoft.AspNetCore.Components;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Web.Console.Factory;

/// <summary>The form of an order. What it may say is what the API takes, and is looked at by the same function.</summary>
public sealed partial class OrderPage
{
    public const string Path = "/console/factory/order";

    private IReadOnlyList<ProductRow>? _products;
    private string _gtin = "";
    private string _quantity = "";
    private string _overrun = "";
    private string _samples = "";
    private string _lot = "";
    private string _expiry = "";
    private string _market = "";
    private string _site = "";
    private string _profile = "signed";
    private bool _lotInCode;
    private bool _expiryInCode;
    private bool _activate;
    private bool _specimen;
    private bool _cover;
    private bool _isSending;
    private string? _problem;

    [Inject] public required Database Database { get; set; }

    [Inject] public required BatchOrders Orders { get; set; }

    [Inject] public required ConsoleNotes Notes { get; set; }

    /// <summary>Of this form: sent again, it is the same order.</summary>
    [PersistentState] public string? FormKey { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var caller = await Session.AsAsync(Policies.PersonIssuing);
        FormKey ??= $"console-{PublicId.Format(PublicId.Create())}";
        _products = await Database.ReadAsync(session => ProductsStore.ListAsync(session, caller.BrandId, caller.Gtins, "", Paging.MaxLimit));
        _gtin = _products.Count > 0 ? _products[0].Gtin : "";
    }

    private async Task SendAsync()
    {
        if (_isSending)
            return;
        _isSending = true;
        try
        {
            var caller = await Session.AsAsync(Policies.PersonIssuing);
            if (ToRequest() is not { } request)
                return;
            if (!(await Orders.PlaceOnceAsync(caller, request, FormKey!)).TryGet(out var batch, out var failure))
            {
                _problem = failure.Detail;
                return;
            }

            Notes.Say(T.With("order.done", batch.Id, batch.Quantity.ToString("N0", T.Culture)));
            Navigation.NavigateTo(DeskPage.Of(batch.Id));
        }
        finally
        {
            _isSending = false;
        }
    }

    /// <summary>Null, with the problem said, where a number is none.</summary>
    private CreateBatchRequest? ToRequest()
    {
        if (!WholeNumber.TryParse(_quantity, out var quantity) || !TryPercent(_overrun, out var overrun) || !TryPercent(_samples, out var samples))
        {
            _problem = T["order.no_number"];
            return null;
        }

        string[] inCode = [.. _lotInCode ? ["lot"] : Array.Empty<string>(), .. _expiryInCode ? ["expiry"] : Array.Empty<string>()];
        return new CreateBatchRequest(
            _gtin,
            quantity,
            Given(_lot),
            Given(_expiry),
            [.. _market.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(country => country.ToUpperInvariant())],
            _profile,
            inCode,
            _activate,
            _specimen,
            overrun,
            samples,
            Given(_site),
            _cover);
    }

    /// <summary>Nothing is none; a comma is a point here.</summary>
    private static bool TryPercent(string text, out decimal? percent)
    {
        percent = null;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        var isNumber = decimal.TryParse(text.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        percent = value;
        return isNumber;
    }

    private static string? Given(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
