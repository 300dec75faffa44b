namespace NormTools.Core.Data;

/// <summary>Units of one kind and what one of them is in the first: a kilogram and a pound, a thousand and a million.</summary>
internal static class UnitScale
{
    private const int Money = 8; // its place

    private static readonly Dictionary<string, double>[] Kinds =
    [
        Of("kg 1 kgs 1 kilo 1 kilos 1 kilogram 1 kilograms 1 gram 0.001 grams 0.001 pound 0.45359237 pounds 0.45359237 ounce 0.028349523125 ounces 0.028349523125 tonne 1000 tonnes 1000 g 0.001 mg 0.000001 t 1000 lb 0.45359237 lbs 0.45359237 oz 0.028349523125 st 6.35029318"),
        Of("m 1 meter 1 meters 1 metre 1 metres 1 kms 1000 mile 1609.344 miles 1609.344 feet 0.3048 foot 0.3048 inches 0.0254 yard 0.9144 yards 0.9144 mm 0.001 cm 0.01 km 1000 in 0.0254 inch 0.0254 ft 0.3048 yd 0.9144 mi 1609.344"),
        Of("l 1 L 1 liter 1 liters 1 litre 1 litres 1 gal 3.785411784 gallon 3.785411784 gallons 3.785411784 ml 0.001 mL 0.001 cl 0.01 dl 0.1 hl 100"),
        Of("min 1 m 1 mins 1 minute 1 minutes 1 minuten 1 secs 0.016666666666666666 second 0.016666666666666666 seconds 0.016666666666666666 sekunde 0.016666666666666666 sekunden 0.016666666666666666 stunde 60 stunden 60 woche 10080 wochen 10080 wk 10080 wks 10080 s 0.016666666666666666 sec 0.016666666666666666 h 60 hr 60 hrs 60 hour 60 hours 60 Std 60 Std. 60 d 1440 day 1440 days 1440 Tage 1440 Tag 1440 week 10080 weeks 10080"),
        Of("km/h 1 kph 1 mph 1.609344 m/s 3.6 kn 1.852"),
        Of("kW 1 W 0.001 MW 1000 hp 0.745699872 PS 0.73549875"),
        Of("MB 1 KB 0.0009765625 kB 0.0009765625 GB 1024 TB 1048576 B 0.00000095367431640625"),
        Of("k 1000 K 1000 Tsd 1000 Tsd. 1000 M 1000000 Mio 1000000 Mio. 1000000 mn 1000000 B 1000000000 bn 1000000000 Mrd 1000000000 Mrd. 1000000000 T 1000000000000"),
        Of("EUR 1 \u20ac 1 Euro 1 TEUR 1000 T\u20ac 1000 kEUR 1000 k\u20ac 1000 Mio.\u20ac 1000000 Mio\u20ac 1000000 Mio.EUR 1000000 MioEUR 1000000 Mrd.\u20ac 1000000000 Mrd.EUR 1000000000"),
        Of("month 1 months 1 mo 1 mos 1 monat 1 monate 1 yr 12 yrs 12 year 12 years 12 jahr 12 jahre 12"),
        Of("bps 0.01 pp 1 % 1 \u2030 0.1"),
    ];

    private static readonly HashSet<string> Amounts = new("Rp Rs Rs. \u5186 \u5143 \uc6d0 \u0440\u0443\u0431 \u0440\u0443\u0431. kr kr. KSh Ksh RM".Split(' '), StringComparer.Ordinal);

    private static readonly string[] Celsius = ["C", "\u00b0C", "\u00baC", "degC", "deg C"];
    private static readonly string[] Fahrenheit = ["F", "\u00b0F", "\u00baF", "degF", "deg F"];

    /// <summary>What each of some units is in the first of them that is the kind's own, or in the first one; null where they
    /// are not all of one kind.</summary>
    /// <param name="units">As they are written.</param>
    /// <param name="into">The unit that numbers are then in: empty for plain numbers.</param>
    public static double[]? Factors(string[] units, out string into)
    {
        into = string.Empty;
        Dictionary<string, double>? kind = Array.Find(Kinds, kind => Array.TrueForAll(units, unit => Factor(kind, unit) is not null));
        if (kind is null)
        {
            return null;
        }

        bool isScale = kind.ContainsKey("Mio");
        double one = isScale ? 1 : Factor(kind, units[0])!.Value;
        into = isScale ? string.Empty : units[0];
        return Array.ConvertAll(units, unit => Factor(kind, unit)!.Value / one);
    }

    /// <summary>What is the same for all spellings of one unit, as kg, Kg and kgs; null for one that is not known, or of several kinds.</summary>
    public static string? KeyOf(string unit)
    {
        int[] kinds = [.. Enumerable.Range(0, Kinds.Length).Where(kind => Factor(Kinds[kind], unit) is not null)];
        return kinds.Length == 1 && kinds[0] != Money && kinds[0] != Kinds.Length - 1
            ? FormattableString.Invariant($"{kinds[0]}:{Factor(Kinds[kinds[0]], unit):R}") : null;
    }

    /// <summary>What is to be said of a unit that is not the same everywhere; else empty.</summary>
    public static string Note(IEnumerable<string> units) => units.Any(unit => unit.StartsWith("gal", StringComparison.OrdinalIgnoreCase)) ? " A gallon is that of the United States, 3.785 l." : string.Empty;

    // Capitals tell nothing, but those of mega and of a letter alone.
    private static double? Factor(Dictionary<string, double> kind, string unit)
    {
        string bare = Bare(unit);
        string lower = bare.ToLowerInvariant();
        bool isFree = bare.Length > 2 || (bare.Length == 2 && (char.IsUpper(bare[1]) == char.IsUpper(bare[0]) || bare[0] != 'M'));
        return kind.TryGetValue(bare, out double factor) || (isFree && kind.TryGetValue(lower, out factor)) ? factor : null;
    }

    /// <summary>Whether units are degrees of both scales.</summary>
    public static bool AreDegrees(string[] units) => Array.TrueForAll(units, IsDegree) && units.Any(IsFahrenheit) && units.Any(unit => !IsFahrenheit(unit));

    public static bool IsDegree(string unit) => Celsius.Contains(unit) || Fahrenheit.Contains(unit);

    public static bool IsFahrenheit(string unit) => Fahrenheit.Contains(unit);

    /// <summary>Whether it is a unit that can be converted to others.</summary>
    public static bool IsKnown(string unit) => IsDegree(unit) || Array.Exists(Kinds, kind => Factor(kind, unit) is not null);

    /// <summary>Whether it is a currency.</summary>
    public static bool IsMoney(string unit) => unit.Any(symbol => char.GetUnicodeCategory(symbol) == System.Globalization.UnicodeCategory.CurrencySymbol)
        || Kinds[Money].ContainsKey(Bare(unit)) || Amounts.Contains(unit) || SignedNumber.IsCurrency(unit);

    private static string Bare(string unit) => unit.Replace(" ", string.Empty, StringComparison.Ordinal).Replace("\u00a0", string.Empty, StringComparison.Ordinal);

    private static Dictionary<string, double> Of(string list)
    {
        string[] words = list.Split(' ');
        var kind = new Dictionary<string, double>(StringComparer.Ordinal);
        for (int i = 0; i < words.Length; i += 2)
        {
            kind.Add(words[i], double.Parse(words[i + 1], System.Globalization.CultureInfo.InvariantCulture));
        }

        return kind;
    }
}
