using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>Quantities that people write and programs take for text: hexadecimal, fractions, with an uncertainty or a unit,
/// powers of ten, bounds, hours and minutes.</summary>
/// <param name="Name">What such numbers are called, several of them.</param>
/// <param name="Singular">One of them.</param>
/// <param name="WayOut">What makes numbers of a column of them.</param>
/// <param name="MayBeClasses">Whether a few of them may as well be categories: '&lt;=50K' and '&gt;50K' are classes of income.</param>
internal sealed partial record NumberNotation(string Name, string Singular, string WayOut, bool MayBeClasses)
{
    /// <summary>What is taken out of each text, and what comes in its place.</summary>
    private (string Pattern, string By)? Replace { get; init; }

    /// <summary>Statements for a row, where {0} is the cell.</summary>
    private string? Script { get; init; }

    /// <summary>What the command does.</summary>
    private string Does { get; init; } = "does it";

    private const int Longest = 64;
    private const int Looked = 64; // texts of a column that are looked at
    private const double Mostly = 0.8; // a share of them

    /// <summary>The notation of a text; null for one that is no quantity, or a number as any other.</summary>
    public static NumberNotation? Of(string text)
    {
        if (text.Length is 0 or > Longest || !text.Any(symbol => char.IsDigit(symbol) || Fractions.Contains(symbol)))
        {
            return null;
        }

        string trimmed = text.Trim();
        foreach ((Regex pattern, NumberNotation notation) in All)
        {
            if (pattern.IsMatch(trimmed))
            {
                return Kind(pattern, trimmed, notation);
            }
        }

        return null;
    }

    /// <summary>Whether a text alone is a unit: kg, m/s, %.</summary>
    public static bool IsUnit(string text) => WithUnit().IsMatch("1 " + text);

    /// <summary>The number of a text that has a unit behind it, and the unit; null for other texts.</summary>
    public static (string Number, string Unit)? UnitOf(string text)
    {
        if (!WithUnit().IsMatch(text))
        {
            return null;
        }

        int length = Leading().Match(text).Length;
        return (text[..length], text[length..].Trim());
    }

    /// <summary>The notation of most texts; null where they may as well be categories.</summary>
    /// <param name="texts">Different ones.</param>
    /// <param name="mostCategories">So many quantities in words may be categories.</param>
    public static NumberNotation? OfMost(IReadOnlyList<string> texts, int mostCategories)
    {
        int step = Math.Max(1, texts.Count / Looked);
        var found = new Dictionary<NumberNotation, int>();
        int looked = 0;
        for (int i = 0; i < texts.Count; i += step, looked++)
        {
            if (Of(texts[i]) is { } notation)
            {
                found[notation] = found.GetValueOrDefault(notation) + 1;
            }
        }

        if (found.Count == 0)
        {
            return null;
        }

        Join(found);
        (NumberNotation most, int count) = found.MaxBy(entry => entry.Value);
        if (found.Keys.FirstOrDefault(notation => notation.Name == Durations) is { } durations && found.Keys.All(notation => notation == durations || notation.Name == WithUnits))
        {
            (most, count) = (durations, found.Values.Sum()); // 45m beside 1h 30m
        }

        return found.Values.Sum() >= Mostly * looked && count * 2 > looked && !(most.MayBeClasses && texts.Count <= mostCategories && most.MayBe(texts)) && !most.AreLevels(texts)
            ? most
            : null;
    }

    // Whether a few texts may be categories: bounds from below and from above, and halves of which one is a whole.
    private bool MayBe(IReadOnlyList<string> texts) => Name switch
    {
        Bounds => texts.Any(IsFromAbove) && texts.Any(IsFromBelow),
        RatiosName or SharesName or ScoresName or FootnotesName => false, // told however few
        FractionsName => texts.Select(text => text.Split('/')[^1]).Distinct().Count() == 1 && texts.Any(text => text.Split('/') is [var above, var below] && above.Trim() == below.Trim()),
        _ => true,
    };

    /// <summary>Whether texts are hours and minutes, or minutes and seconds, also beyond those of a day.</summary>
    public static bool AreClocks(IReadOnlyList<string> texts) => texts.Count > 0 && texts.All(text => Of(text)?.Name == Clocks);

    /// <summary>Numbers with a unit where there are few different ones; null where one of them may as well be a category: 5k, 1st.</summary>
    public static NumberNotation? OfFew(IReadOnlyList<string> texts) => texts.Count > 0 && (texts.All(PlainUnit().IsMatch) || texts.Any(DecimalUnit().IsMatch))
        && texts.All(text => Of(text)?.Name is WithUnits or Bounds) ? texts.Select(Of).FirstOrDefault(notation => notation!.Name == WithUnits) : null;

    /// <summary>Whether they are hours and minutes.</summary>
    public bool IsClock => Name == Clocks;

    /// <summary>Whether they are durations.</summary>
    public bool IsDuration => Name == Durations;

    /// <summary>Whether they are numbers with a unit behind them.</summary>
    public bool HasUnit => Name == WithUnits;

    /// <summary>What does it in a pipeline, a sentence with a blank before it; empty where it takes more.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="texts">Of the column.</param>
    /// <param name="format">How the table writes numbers.</param>
    /// <param name="proposals">Of the table.</param>
    public string Command(string column, IEnumerable<string> texts, NumberFormat format, TableProposals proposals)
    {
        string cell = "$_." + Typed.Of(column);
        if (Splits.Length > 0)
        {
            return Parted(column, cell, proposals);
        }

        if (OfTwo.Length > 0)
        {
            return Joined(column, texts, format, proposals);
        }

        if (Script is not null)
        {
            return $" {proposals.Rows($"ForEach-Object {{ {Script.Replace("{0}", cell, StringComparison.Ordinal)}; $_ }}")} {Does}.";
        }

        if (Replace is not var (pattern, by))
        {
            return string.Empty;
        }

        bool areBounds = Name == WithUnits && texts.Any(text => Of(text)?.Name == Bounds);
        pattern = areBounds ? Signs : pattern;
        IEnumerable<string> numbers = texts.Where(text => Of(text)?.Name is { } name && (name == Name || (name is Bounds or WithUnits && pattern == Signs))).Select(text => Regex.Replace(text.Trim(), pattern, by, RegexOptions.IgnoreCase));
        string further = new NumberProposal(format, proposals, column).Behind(numbers, out string replace, out string sentence);
        return $" {proposals.Change(column, Operator(pattern, by) + replace, further)} {Does}.{(areBounds ? BoundsTaken : string.Empty)}{sentence}";
    }

    /// <summary>What is to be said where a command takes bounds as numbers.</summary>
    public const string BoundsTaken = " It takes a bound, as <5, as its number: that, or half of it, is the analyst's decision.";

    private static string Operator(string pattern, string by) => $"-replace {Typed.Of(pattern)}" + (by.Length == 0 ? string.Empty : $", {Typed.Of(by)}");

    private static NumberNotation? Kind(Regex pattern, string text, NumberNotation notation)
    {
        if (notation == Ranges)
        {
            return RangeOrScore(text);
        }

        if (notation.Name != FractionsName || pattern != Fraction())
        {
            return notation;
        }

        string[] parts = text.Split(Slashes);
        string above = parts[0].Trim().Split(' ', '-', '\u00a0')[^1], below = parts[^1].Trim();
        bool hasWhole = above.Length < parts[0].Trim().TrimStart('-', '+').Length;
        bool isFraction = parts.Length < 2 || hasWhole
            || (int.TryParse(above, out int one) && int.TryParse(below, out int other) && Denominators.Contains(other) && (one < other || (other <= 16 && one <= 8 * other)));
        return isFraction ? notation : PairsOfNumbers;
    }

    private static readonly char[] Slashes = ['/', '\u2044', '\u2215'];
    private static readonly HashSet<int> Denominators = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 32, 64, 100, 1000];

    private const string FractionsName = "fractions";
    private const string Pairs = "pairs of numbers";
    private const string Bounds = "bounds and rough values";
    private const string Clocks = "hours and minutes";
    private const string Durations = "durations";
    private const string WithUnits = "numbers with a unit";

    private const string Fractions = "\u00bc\u00bd\u00be\u2150\u2151\u2152\u2153\u2154\u2155\u2156\u2157\u2158\u2159\u215a\u215b\u215c\u215d\u215e";
    private const string Number = @"[+\-\u2212]?(\d{1,3}(['\u2019 \u00a0\u202f]\d{3})+([.,]\d+)?|\d{1,3}(,\d{3}){2,}(\.\d+)?|\d{1,3}(\.\d{3}){2,}(,\d+)?|\d{1,3}(,\d{3}\.|\.\d{3},)\d+|\d+([.,]\d*)?|[.,]\d+)([eE][+\-]?\d+)?";

    // One capital behind a number may as well name a seat or a class, unless there is a blank between or a decimal before it.
    private const string Units =
        @"((?i:kgs?|kms?|mg|ml|cm|mm|lbs?|oz|ft|hrs?|mins?|secs?|minutes?|seconds?|hours?|days?|weeks?|months?|years?|gal|gallons?|lit(er|re)s?|miles?|met(er|re)s?|grams?|pounds?|feet|inch(es)?|tons?|tonnes?)|%|\u2030|\u00b0|\u00ba|['""\u2032\u2033]|(\u00b0|\u00ba)[CF]|(?<=[ \u00a0\u202f]|[.,]\d+)[CFKVAWJNLMBbtU]|[mglshdy]|deg ?[CF]?|rad"
        + @"|[npu\u00b5\u03bcmcdhkMG](m|g|l|L|s|V|A|W|Wh|J|Hz|Pa|bar|cal|N|eV|mol|M)|Wh|Hz|Pa|bar|cal|eV|mol"
        + @"|[nmcdk\u00b5\u03bc]?m(2|3|\u00b2|\u00b3)|in|inch|ft|yd|mi|oz|lbs?|st|sec|mins?|hrs?|hours?|days?|wk|weeks?|mo|months?|yrs?|years?|pcs|px|rpm"
        + @"|ppm|ppb|dB|[kK]|mn|bn|IU|[kKMGT]i?B|mph|kph|hp|ha|[kMG]?VA|[kMG]?(\u2126|\u03a9)|k?cal|Nm|Mio\.?|Mrd\.?|Tsd\.?"
        + @"|Std\.?|Stunden?|Tage?n?|Wochen?|Monate?n?|Jahre?n?|Stk\.?|St\u00fcck"
        + @"|[lL]/100 ?km|(?!(and|or|w|n|y)/)" + Part + @"([/\u00b7*](" + Part + @"|\(" + Part + "[ \u00b7*]" + Part + @"\)))+)";

    // Of units that are put together: kg/m2, W/(m2 K), mg/dl.
    private const string Part = @"[A-Za-z\u00b5\u03bc\u2126\u03a9\u00b0%\u20ac$]{1,5}(\^?-?[2-4]|[\u00b2\u00b3]|\u207b[\u00b9\u00b2\u00b3])?";

    // In PowerShell, where a part that there is not counts as 0; each part alone, and at least one.
    private const string DurationParts =
        @"^(?=\d)(?:(\d+) ?(?:d|days?|T|Tage?)[ ,]*)?(?:(\d+) ?(?:h|hrs?|hours?|Std\.?)[ ,]*)?(?:(\d+) ?(?:m|mins?|minutes?|Min\.?)[ ,]*)?(?:(\d+) ?(?:s|secs?|seconds?|Sek\.?))?$";

    private const string WithoutUnit = @"(?<=[\d.,])\s*(?![eE][+-]?\d)[^\d\s.,+-].*$";
    private const string Around = @"\s*(\u00b1|\+/?-|\().*";
    private const string TimesTen = @"\s*[x\u00d7*\u00b7]\s*10\^?";
    private const string Signs = @"^[^\d.,+-]\D*?(?=[+-]?[.,]?\d)|(?<=\d)\s*((?![eE][+-]?\d)[^\d\s.,+-].*|\+.*)$";

    // Behind a blank, of two letters, or a sign that is nothing else.
    [GeneratedRegex(@"\d[ \u00a0\u202f]+\D|\d(\D{2}|[\u2030\u00b0\u00ba])(?<!\dst$)")]
    private static partial Regex PlainUnit();

    // 0.5l is a quantity, and so is 1l beside it.
    [GeneratedRegex(@"^\D?\d*[.,]\d+\D+$")]
    private static partial Regex DecimalUnit();

    [GeneratedRegex(@"^[+-]?(0[xX][0-9a-fA-F]+|&[hH][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+)$")]
    private static partial Regex Hexadecimal();

    // Not a month and its year, nor two years.
    [GeneratedRegex(@"^(?!\d{1,2}/(19|20)\d\d$|(19|20)\d\d ?/ ?(\d{1,2}|(19|20)\d\d)$)[+\-\u2212]?(\d+[ \u00a0-])?\d+ ?[/\u2044\u2215] ?\d*[1-9]\d*$")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^[+\-\u2212]?\d* ?[" + Fractions + "]$")]
    private static partial Regex OneSign();

    [GeneratedRegex(@"^\d{1,4}:[0-5]\d(:[0-5]\d)?([.,]\d+)?$")]
    private static partial Regex Clock();

    [GeneratedRegex("^" + Number + @"\s*((\u00b1|\+/-|\+-|\\pm)\s*" + Number + @"(\s*" + Units + @")?|\(\d+\)([eE][+\-]?\d+)?)$")]
    private static partial Regex Uncertain();

    [GeneratedRegex("^" + Number + @"\s*[xX\u00d7*\u00b7\u22c5]\s*10(\s*(\^|\*\*)\s*\(?[+\-\u2212]?\d+\)?|[+\-\u2212]\d+|[\u207a\u207b]?[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+)$|^10\^[+\-\u2212]?\d+$")]
    private static partial Regex Power();

    // Of two parts at least.
    [GeneratedRegex(@"^(?=\d+\D+\d)" + "(?:" + DurationParts + ")")]
    private static partial Regex Duration();

    [GeneratedRegex("^" + Number)]
    private static partial Regex Leading();

    [GeneratedRegex("^" + Number + @"[ \u00a0\u202f]?" + Units + "$")]
    private static partial Regex WithUnit();

    [GeneratedRegex("^\\d+ ?(ft|['\u2032\u2019]) ?\\d+([.]\\d+)? ?(in|[\"\u2033\u201d]|'')?$")]
    private static partial Regex FeetAndInches();
}
