using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>Quantities that people write and programs take for text: hexadecimal, fractions, with an uncertainty or a unit,
/// powers of ten, bounds.</summary>
/// <param name="Name">What such numbers are called, several of them.</param>
/// <param name="Singular">One of them.</param>
/// <param name="WayOut">What makes numbers of a column of them.</param>
/// <param name="MayBeClasses">Whether a few of them may as well be categories: '&lt;=50K' and '&gt;50K' are classes of income.</param>
/// <param name="Replace">The operator that makes numbers of texts; empty for durations, which have a command of their own, and null where there is
/// none.</param>
internal sealed partial record NumberNotation(string Name, string Singular, string WayOut, bool MayBeClasses, string? Replace = null)
{
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
                return notation;
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

        (NumberNotation most, int count) = found.MaxBy(entry => entry.Value);
        if (found.Keys.FirstOrDefault(notation => notation.Replace is "") is { } durations && found.Keys.All(notation => notation == durations || notation.Replace == WithoutUnit))
        {
            (most, count) = (durations, found.Values.Sum()); // 45m beside 1h 30m
        }

        return found.Values.Sum() >= Mostly * looked && count * 2 > looked && (!most.MayBeClasses || texts.Count > mostCategories)
            ? most
            : null;
    }

    /// <summary>Numbers with a unit where there are few different ones; null where one of them may as well be a category: 5k, 1st.</summary>
    public static NumberNotation? OfFew(IReadOnlyList<string> texts) => texts.Count > 0 && (texts.All(PlainUnit().IsMatch) || texts.Any(DecimalUnit().IsMatch))
        && texts.All(text => Of(text)?.Replace == WithoutUnit) ? Of(texts[0]) : null;

    /// <summary>What does it in a pipeline; empty where it takes more.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="proposals">Of the table.</param>
    public string Command(string column, TableProposals proposals) => Replace is null ? string.Empty
        : " " + proposals.Rows(Replace.Length == 0 ? Durations(column) : $"ForEach-Object {{ $_.{Typed.Of(column)} = $_.{Typed.Of(column)} {Replace}; $_ }}") + " does it.";

    // In minutes.
    private static string Durations(string column) =>
        $"ForEach-Object {{ if ($_.{Typed.Of(column)} -match {Typed.Of(DurationParts)}) {{ $_.{Typed.Of(column)} = 1440 * $Matches[1] + 60 * $Matches[2] + $Matches[3] + $Matches[4] / 60 }}; $_ }}";

    private const string Fractions = "\u00bc\u00bd\u00be\u2150\u2151\u2152\u2153\u2154\u2155\u2156\u2157\u2158\u2159\u215a\u215b\u215c\u215d\u215e";
    private const string Number = @"[+\-\u2212]?(\d+([.,]\d*)?|[.,]\d+)([eE][+\-]?\d+)?";

    // One capital behind a number may as well name a seat or a class, unless there is a blank between or a decimal before it.
    private const string Units =
        @"(%|\u2030|\u00b0|\u00ba|['""\u2032\u2033]|(\u00b0|\u00ba)[CF]|(?<=[ \u00a0\u202f]|[.,]\d+)[CFKVAWJNLMBbtU]|[mglshdy]|deg ?[CF]?|rad"
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

    private const string WithoutUnit = @"-replace '\s*(?![eE][+-]?\d)[^\d\s.,+-].*$'";

    private static readonly (Regex Pattern, NumberNotation Notation)[] All =
    [
        (Hexadecimal(), new(
            "hexadecimal, octal or binary numbers", "a hexadecimal, octal or binary number", "[Convert]::ToInt64(text, 16) reads one", false)),
        (Fraction(), new("fractions", "a fraction", "its two parts, parted by -split '/', have to be divided", true)),
        (Uncertain(), new(
            "numbers with an uncertainty", "a number with an uncertainty", "-replace '\\s*(\u00b1|\\+/?-|\\().*' leaves the values", false,
            "-replace '\\s*(\u00b1|\\+/?-|\\().*'")),
        (Power(), new(
            "powers of ten", "a power of ten", "-replace '\\s*[x\u00d7*\u00b7]\\s*10\\^?', 'e' writes them as programs do", false,
            "-replace '\\s*[x\u00d7*\u00b7]\\s*10\\^?', 'e'")),
        (Bound(), new(
            "bounds", "a bound", "a value in its place, such as half of it, is the analyst's decision; -MissingMarker makes a gap of it", true)),
        (FeetAndInches(), new(
            "feet and inches", "a length in feet and inches", "the two have to be put together, as feet * 12 + inches", false)),
        (Duration(), new("durations", "a duration", "the parts have to be put together, as hours * 60 + minutes", false, string.Empty)),
        (WithUnit(), new(
            "numbers with a unit", "a number with a unit", "where all have the same one, " + WithoutUnit + " leaves the numbers", true, WithoutUnit)),
    ];

    // Behind a blank, of two letters, or a sign that is nothing else.
    [GeneratedRegex(@"\d[ \u00a0\u202f]+\D|\d(\D{2}|[\u2030\u00b0\u00ba])(?<!\dst$)")]
    private static partial Regex PlainUnit();

    // 0.5l is a quantity, and so is 1l beside it.
    [GeneratedRegex(@"^\D?\d*[.,]\d+\D+$")]
    private static partial Regex DecimalUnit();

    [GeneratedRegex(@"^[+-]?(0[xX][0-9a-fA-F]+|&[hH][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+)$")]
    private static partial Regex Hexadecimal();

    // Not a month and its year.
    [GeneratedRegex(@"^(?!\d{1,2}/(19|20)\d\d$|(19|20)\d\d/\d{1,2}$)[+\-\u2212]?(\d+[ \u00a0-])?\d+ ?[/\u2044\u2215] ?\d*[1-9]\d*$|^[+\-\u2212]?\d* ?[" + Fractions + "]$")]
    private static partial Regex Fraction();

    [GeneratedRegex("^" + Number + @"\s*((\u00b1|\+/-|\+-|\\pm)\s*" + Number + @"(\s*" + Units + @")?|\(\d+\)([eE][+\-]?\d+)?)$")]
    private static partial Regex Uncertain();

    [GeneratedRegex("^" + Number + @"\s*[xX\u00d7*\u00b7\u22c5]\s*10(\s*(\^|\*\*)\s*\(?[+\-\u2212]?\d+\)?|[+\-\u2212]\d+|[\u207a\u207b]?[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+)$|^10\^[+\-\u2212]?\d+$")]
    private static partial Regex Power();

    [GeneratedRegex(@"^([<>\u2264\u2265~\u2248]=?|ca\. ?)\s*" + Number + @"(\s*" + Units + @")?$")]
    private static partial Regex Bound();

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
