namespace Trace.Core.Detection;

/// <summary>
/// What the history of a unit says on "one object" against "two or more": a fold over its scans in the order of their times, of bounded size.
/// Never changes; a scan makes a new one.
/// </summary>
/// <remarks>
/// The score is a log-likelihood ratio. "One object" is a thing at one place that is rarely moved (a gift, a resale, a journey); where it may be is
/// kept as a weight for each place it was seen at, so A, B, A, B costs it three unlikely journeys. "Two or more" are things at places
/// of their own, each scanned again where it was scanned before. Signs of one network count up to a limit once it shows many devices: a rival
/// with one network flags nothing. A device that is where the object was last is a person who carries it: that weighs nothing.
/// </remarks>
public sealed partial class UnitEvidence
{
    private const int MaxPlaces = 6;
    private const int MaxDevices = 24;
    private const int MaxNetworks = 12;
    private const int MaxCountries = 16;
    private const int MaxSigns = 4;
    private const double MostOfOneScan = 2.47;
    private const double MostOfPreciseScan = 4;
    private const double LeastOfOneScan = -0.11;
    private const double LeastBase = -0.12;

    /// <summary>What signs of a network with more than one device weigh at most; less than the threshold.</summary>
    private const double MostOfOneNetwork = 3;
    private const int ManyDevices = 2;

    /// <summary>What the number of devices weighs at most where nothing is known of their networks: anybody can make up devices.</summary>
    private const double MostOfDevicesAlone = 5;

    /// <summary>A place as exact as this is not the network's but the phone's own.</summary>
    private const double PreciseKm = 2;

    private const double OfScanWithoutDevice = 0.5;

    /// <summary>Of an object that is somewhere unknown: it is back at a known place.</summary>
    private const double OfAwayReturned = 0.48;
    private const double MostAway = 0.9;

    /// <summary>By so much less variance a place is the same as another, better known.</summary>
    private const double MuchFiner = 20;

    private static readonly double BurstMilliseconds = TimeSpan.FromDays(4).TotalMilliseconds;
    private static readonly long LateMilliseconds = (long)TimeSpan.FromDays(21).TotalMilliseconds;
    private static readonly double DayMilliseconds = TimeSpan.FromDays(1).TotalMilliseconds;
    private static readonly long RecheckWindow = (long)TimeSpan.FromMinutes(10).TotalMilliseconds;

    private readonly KnownPlace[] _places;
    private readonly KnownDevice[] _devices;
    private readonly KnownNetwork[] _networks;
    private readonly EvidencePart[] _parts;
    private readonly ushort[] _countries;
    private readonly Sums _sums;

    private UnitEvidence(in Sums sums, KnownPlace[] places, KnownDevice[] devices, KnownNetwork[] networks, EvidencePart[] parts, ushort[] countries)
    {
        _sums = sums;
        (_places, _devices, _networks, _parts, _countries) = (places, devices, networks, parts, countries);
        Score = _sums.Base;
        foreach (var network in networks)
            Score += network.Counted;
    }

    /// <summary>A unit that was never scanned.</summary>
    public static UnitEvidence None { get; } = new(new Sums { LastAt = long.MinValue }, [], [], [], [], []);

    /// <summary>Natural logarithm of how much likelier two or more objects make this history than one.</summary>
    public double Score { get; }

    /// <summary>The same for "in a market it was not made for" against "where it was sent", from countries alone.</summary>
    public double MarketScore => _sums.Market;

    /// <summary>Time of the newest scan; an older one means that the fold has to be made again.</summary>
    public long LastAt => _sums.LastAt;

    /// <summary>How many different devices, as far as can be told.</summary>
    public int Devices => _sums.Devices;

    /// <summary>Whether the last scan came from a person whom the first object explains: somebody with a device that was there first.</summary>
    public bool LastIsFirstObject => _sums.LastIsFirstObject;

    /// <summary>The signs that counted, the weightiest first.</summary>
    public IReadOnlyList<EvidencePart> Parts => _parts;

    /// <summary>What it looks like, if it is enough for anything.</summary>
    public EvidenceKind Kind(EvidenceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (Score >= settings.Copied)
            return LooksShared ? EvidenceKind.SharedOnline : EvidenceKind.CopiedCode;
        return MarketScore >= settings.Diverted ? EvidenceKind.Diverted : EvidenceKind.None;
    }

    /// <summary>Many devices, mostly within days, from all over the world: a picture of the label went around.</summary>
    private bool LooksShared => _sums.PeakBurst >= 1.8 && _sums.PeakBurst >= 0.35 * _sums.Devices && _countries.Length >= 3;

    /// <summary>The state after one more scan, which is not older than the newest but for moments.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="markets">Where its batch was sent, ISO 3166-1 alpha-2; empty: anywhere.</param>
    public UnitEvidence With(in Sighting scan, IReadOnlyList<string> markets)
    {
        ArgumentNullException.ThrowIfNull(markets);
        var device = FindDevice(scan.Device, scan.DeviceBefore);
        var sums = _sums;
        sums.LastAt = Math.Max(sums.LastAt, scan.At);
        if (scan.KnownPlace != null)
            sums.PlacedAt = Math.Max(sums.PlacedAt, scan.At);
        if (device >= 0 && Math.Abs(scan.At - _devices[device].LastAt) <= RecheckWindow)
        {
            sums.LastIsFirstObject = _devices[device].IsFirst;
            return new UnitEvidence(sums, _places, WithDevice(_devices, device, _devices[device] with { Hash = scan.Device!.Value, LastAt = scan.At }), _networks, _parts, _countries);
        }

        var look = Look(scan, device);
        if (scan.KnownPlace != null)
            sums.Away = look.Away;
        if (look.Weight > 0 && LeavesMarket(scan, markets))
            look = look with { Weight = look.Weight * OfLeavingMarket };
        var isNewDevice = device < 0;
        var ofDevice = 0.0;
        // One that names no device may be any: it stands for a place, weakly, and for no number.
        if (isNewDevice && scan.Device != null)
        {
            ofDevice = CountDevice(scan, ref sums);
        }

        if (scan.Network == null)
        {
            ofDevice = Math.Min(ofDevice, MostOfDevicesAlone - sums.DevicesAlone);
            sums.DevicesAlone += ofDevice;
        }

        var countries = _countries;
        if (scan.KnownCountry is { Length: 2 } country)
        {
            countries = WithCountry(country);
            sums.Market = Math.Clamp(sums.Market + WeightOfMarket(country, markets, isNewDevice), -6, 12);
        }

        sums.LastIsFirstObject = device >= 0 ? _devices[device].IsFirst : (scan.Device != null && sums.Devices == 1) || (_parts.Length == 0 && look.IsFirstPlace);
        var networks = WithNetwork(scan, isNewDevice, look.Weight, ofDevice, look.Against, ref sums);
        var parts = WithParts(scan, look, ofDevice);
        var devices = look.Forgotten < 0 ? _devices : Forget(_devices, look.Forgotten);
        if (scan.Device is { } hash)
            devices = WithDevice(devices, device, new KnownDevice(hash, scan.At, (byte)((device < 0 ? 0 : devices[device].Places) | (look.Place < 0 ? 0 : 1 << look.Place)), sums.LastIsFirstObject));
        return new UnitEvidence(sums, look.Places, devices, networks, parts, countries);
    }

    /// <summary>Counts a new one, and says what it weighs.</summary>
    private double CountDevice(in Sighting scan, ref Sums sums)
    {
        var since = scan.At - sums.NewDeviceAt;
        sums.PeakBurst = Math.Max(sums.PeakBurst, sums.Burst = 1 + sums.Burst * Math.Exp(-Math.Max(0, since) / BurstMilliseconds));
        sums.NewDeviceAt = scan.At;
        if (sums.Devices++ == 0)
        {
            sums.FirstDeviceAt = scan.At;
            return 0;
        }

        if (scan.At - sums.FirstDeviceAt > LateMilliseconds)
            sums.LateDevices++;
        var days = since / DayMilliseconds;
        var (afterPause, apart) = DeviceModel.Comes(days);
        sums.Pauses += afterPause ? 1 : 0;
        sums.Apart += apart ? 1 : 0;
        var weight = DeviceModel.Weight(days, sums.Devices, sums.Pauses, sums.Apart, sums.Burst);
        return scan.Network is { } network && FindNetwork(network, scan.NetworkBefore) >= 0 ? weight * DeviceModel.OfKnownNetwork : weight;
    }

    /// <summary>Whether the place of a scan speaks for one object or for two, and what is known of places after it.</summary>
    private Looked Look(in Sighting scan, int device)
    {
        if (scan.KnownPlace is not { } at)
            return new Looked(0, Sign.Places, -1, -1, _places, Forgotten: -1, IsFirstPlace: _places.Length == 0, _sums.Away);
        var variance = PlaceModel.Variance(at.RadiusKm, at.RadiusKm > PreciseKm ? scan.Kind : NetworkKind.Fixed, scan.Country);
        if (_places.Length == 0)
            return new Looked(0, Sign.Places, 0, -1, [KnownPlace.Begin(scan, at, variance)], Forgotten: -1, IsFirstPlace: true, Away: 0);

        Span<double> near = stackalloc double[MaxPlaces];
        Span<double> stay = stackalloc double[MaxPlaces];
        Span<double> brought = stackalloc double[MaxPlaces];
        var days = Math.Max(0, scan.At - _sums.PlacedAt) / DayMilliseconds;
        var (scans, closest, current) = (0.0, 0, 0);
        var (two, moved, anywhere) = (0.0, 0.0, 0.0);
        for (var i = 0; i < _places.Length; i++)
        {
            ref readonly var place = ref _places[i];
            var distance = Disc.DistanceKm(place.Latitude, place.Longitude, at.Latitude, at.Longitude);
            near[i] = PlaceModel.Near(distance, variance + place.Variance);
            var far = PlaceModel.Anywhere(distance, variance);
            anywhere = Math.Max(anywhere, far);
            brought[i] = PlaceModel.Moved(distance, variance + place.Variance, days);
            moved += place.Belief * brought[i];
            two += place.Scans * near[i];
            scans += place.Scans;
            if (near[i] > near[closest])
                closest = i;
            if (place.Belief > _places[current].Belief)
                current = i;
        }

        two = (two + anywhere) / (scans + 1);
        // One object: it is where it was, or was brought to where nobody scanned it before, or it is there and the scan is not.
        var away = Math.Min(MostAway, _sums.Away + moved);
        var one = PlaceModel.Elsewhere * anywhere + away * anywhere;
        for (var i = 0; i < _places.Length; i++)
        {
            var arrived = 0.0;
            for (var j = 0; j < _places.Length; j++)
            {
                if (j != i)
                    arrived += _places[j].Belief * Math.Min(brought[j], 0.02);
            }

            stay[i] = (_places[i].Belief * (1 - _sums.Away) * (1 - brought[i]) + arrived + _sums.Away * OfAwayReturned) * near[i];
            one += stay[i];
        }

        var isHere = near[closest] > anywhere;
        var carries = device >= 0 && (_devices[device].Places & (1 << current)) != 0;
        var weight = carries ? 0 : Math.Clamp(Math.Log(two / one), LeastOfOneScan, at.RadiusKm <= PreciseKm && _places[current].Variance < PreciseKm * PreciseKm ? MostOfPreciseScan : MostOfOneScan);
        if (weight > 0 && scan.Device == null)
            weight *= OfScanWithoutDevice;
        var sign = isHere ? closest == current ? Sign.Places : Sign.Interleaving : brought[current] == 0 ? Sign.Travel : Sign.Places;
        return Place(scan, at, variance, new Judged(weight, sign, isHere ? closest : -1, current, carries, anywhere, away), stay);
    }

    private Looked Place(in Sighting scan, in Disc at, double variance, in Judged judged, ReadOnlySpan<double> stay)
    {
        var (place, forgotten) = (judged.Here, -1);
        KnownPlace[] places;
        if (place >= 0)
        {
            places = [.. _places];
            places[place] = places[place].Again(scan, at, variance);
        }
        else if (_places.Length < MaxPlaces)
        {
            place = _places.Length;
            places = [.. _places, KnownPlace.Begin(scan, at, variance)];
        }
        else
        {
            // The first stays: it is whom the later ones are compared with.
            place = 1;
            for (var i = 2; i < MaxPlaces; i++)
            {
                if (_places[i].LastAt < _places[place].LastAt)
                    place = i;
            }

            places = [.. _places];
            places[place] = KnownPlace.Begin(scan, at, variance);
            forgotten = place;
        }

        // Where the one object is now.
        var sum = 0.0;
        Span<double> belief = stackalloc double[MaxPlaces];
        for (var i = 0; i < places.Length; i++)
        {
            var before = i < _places.Length && i != forgotten ? _places[i].Belief : 0;
            belief[i] = judged.Carries
                ? i == place ? 1 : 0
                : (i < _places.Length && i != forgotten ? stay[i] : 0) + before * PlaceModel.Elsewhere * judged.Anywhere + (i == place && judged.Here < 0 ? judged.Away * judged.Anywhere : 0);
            sum += belief[i];
        }

        // Where it was known by a network alone and is seen exactly now, it is one place, better known.
        for (var i = 0; i < places.Length && judged.Here < 0; i++)
        {
            if (i != place && places[i].Variance > MuchFiner * variance)
                (belief[place], belief[i]) = (belief[place] + belief[i], 0);
        }

        for (var i = 0; i < places.Length; i++)
            places[i] = places[i] with { Belief = sum > 0 ? Math.Min(1, belief[i] / sum) : i == place ? 1 : 0 };
        var gone = judged.Here >= 0 && !judged.Carries ? judged.Away * judged.Anywhere : 0;
        return new Looked(judged.Weight, judged.Sign, place, judged.Current, places, forgotten, IsFirstPlace: place == 0, Away: sum + gone > 0 ? gone / (sum + gone) : 0);
    }

    private readonly record struct Judged(double Weight, Sign Sign, int Here, int Current, bool Carries, double Anywhere, double Away);

    private readonly record struct Looked(double Weight, Sign Sign, int Place, int Against, KnownPlace[] Places, int Forgotten, bool IsFirstPlace, double Away);
}
