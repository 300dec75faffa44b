using System.Globalization;
using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <content>Two numbers in one text, numbers with the mark of a footnote, and bounds in words.</content>
internal sealed partial record NumberNotation
{
    /// <summary>What parts the two numbers, each of which becomes a column; empty for other kinds.</summary>
    private string Splits { get; init; } = string.Empty;

    /// <summary>What is made of the two numbers {0} and {1}; empty for other kinds.</summary>
    private string OfTwo { get; init; } = string.Empty;

    private const string RangesName = "ranges of numbers";
    private const string SharesName = "parts of a number";
    private const string ScoresName = "scores or other pairs of numbers";
    private const string RatiosName = "ratios or scores";
    private const string FootnotesName = "numbers with the mark of a footnote";
    private const int BandsApart = 1; // 18-24 and 25-34

    private const string One = @"\d+(?:[.,]\d+)*";
    private const string Below = "under|below|less than|fewer than|lower than|up to|at most|(no|not) more than|maximum|(?-i:[mM]ax\\.?|[bB]is|[tT]ot)|unter|weniger als|bis zu|h\u00f6chstens|moins de|jusqu'\u00e0|au plus|menos de|hasta|meno di|fino a|minder dan|mindre \u00e4n|\u5c0f\u4e8e|\u672a\u6eff";
    private const string Above = "over|above|more than|greater than|higher than|at least|(no|not) less than|minimum|(?-i:[mM]in\\.?|[aA]b)|from|\u00fcber|mehr als|mindestens|plus de|au moins|m\u00e1s de|al menos|pi\u00f9 di|almeno|meer dan|mer \u00e4n|\u5927\u4e8e|\u8d85\u8fc7";
    private const string About = "about|approx(imately)?\\.?|around|roughly|circa|(?-i:[cC]a?\\.|[cC]a|[eE]st\\.)|almost|nearly|etwa|rund|ungef\u00e4hr|environ|aprox\\.?|unos|\u7d04|\u7ea6|\uc57d";
    private const string Behind = @"\s*(and|or|und|oder|et|ou|y|o|e)\s+(more|over|above|older|up|greater|higher|mehr|\u00e4lter|dar\u00fcber|plus|m\u00e1s|less|under|below|fewer|younger|lower|weniger|j\u00fcnger|moins|menos)|\s*(\u4ee5\u4e0a|\u4ee5\u4e0b|\u672a\u6e80|\uc774\uc0c1|\uc774\ud558|\ubbf8\ub9cc)";

    // A range from a smaller number to a larger one; other short numbers with a hyphen are scores.
    private static NumberNotation? RangeOrScore(string text)
    {
        Match match = RangeText().Match(text);
        return ValueOf(match.Groups["from"].Value) < ValueOf(match.Groups["to"].Value) ? Ranges : Score().IsMatch(text) ? Scores : null;
    }

    /// <summary>Whether a text has a sign or words of a bound before or behind its number.</summary>
    public static bool IsBound(string text) => Bound().IsMatch(text.Trim()) || text.TrimStart() is [('<' or '>' or '\u2264' or '\u2265' or '~' or '\u2248'), ..];

    /// <summary>Whether a text of this kind is a number with a sign behind it: of a footnote, or a plus.</summary>
    public bool IsMarked(string text) => this == Footnotes || (Name == Bounds && text.EndsWith('+'));

    /// <summary>Whether texts are ratios or scores, some of which may look like hours and minutes: 2:1, 16:10.</summary>
    public static bool AreRatios(IReadOnlyList<string> texts) =>
        texts.Count > 0 && texts.All(text => Of(text)?.Name is RatiosName or Clocks) && texts.Any(text => Of(text)?.Name == RatiosName);

    /// <summary>What is to be remarked of texts that are levels and no quantities, or too few to tell; null where there is nothing.</summary>
    public static string? RemarkOf(IReadOnlyList<string> texts) => texts.Count > 1 && texts.Count(text => Of(text)?.Name is RangesName) * 2 >= texts.Count
        ? "bands of numbers; Ordinal keeps their order" : null;

    private static bool IsFromAbove(string text) => FromAbove().IsMatch(text);

    private static bool IsFromBelow(string text) => FromBelow().IsMatch(text);

    // What stands for the same in one column: 2:10 beside 3:1, and 1-3 beside 2-0.
    private static void Join(Dictionary<NumberNotation, int> found)
    {
        foreach ((string part, string whole) in new[] { (Clocks, RatiosName), (RangesName, ScoresName) })
        {
            NumberNotation? one = found.Keys.FirstOrDefault(notation => notation.Name == part), all = found.Keys.FirstOrDefault(notation => notation.Name == whole);
            if (one is not null && all is not null && found.Remove(one, out int count))
            {
                found[all] += count;
            }
        }
    }

    // Stars of hotels, and bands that lie side by side, are levels however many there are.
    private bool AreLevels(IReadOnlyList<string> texts) => Name switch
    {
        FootnotesName => texts.All(Stars().IsMatch),
        RangesName => AreBands(texts),
        _ => false,
    };

    private static bool AreBands(IReadOnlyList<string> texts)
    {
        (double From, double To)[] ranges = [.. texts.Select(text => RangeText().Match(text.Trim())).Where(match => match.Success)
            .Select(match => (ValueOf(match.Groups["from"].Value), ValueOf(match.Groups["to"].Value))).Order()];
        bool arePhones = texts.All(text => text.Length == texts[0].Length && Phone().IsMatch(text)) && !texts.All(text => text.EndsWith('0'));
        return arePhones || (ranges.Length > 1 && Enumerable.Range(1, ranges.Length - 1).All(i => ranges[i].From - ranges[i - 1].To is >= 0 and <= BandsApart));
    }

    private static double ValueOf(string text) => double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;

    // Two columns of what stands between signs.
    private string Parted(string column, string cell, TableProposals proposals)
    {
        string Its(int part) => Typed.Of($"{column} {part + 1}");
        string Part(int part) => $"@{{ n = {Its(part)}; e = {{ ({cell} -split '{Splits}')[{part}] }} }}";
        string further = proposals.IsLabel(column) ? $" -Label {Its(0)}, {Its(1)}" : string.Empty;
        return further.Length > 0 && !proposals.HasOneLabel ? string.Empty
            : $" {proposals.Rows($"Select-Object *, {Part(0)}, {Part(1)} -ExcludeProperty {Typed.Of(column)}", further)} makes two columns of it.";
    }

    // One number of the two.
    private string Joined(string column, IEnumerable<string> texts, NumberFormat format, TableProposals proposals)
    {
        string cell = "$_." + Typed.Of(column), pattern = $@"^\D*?({One})\D+?({One})\D*$";
        string[] numbers = [.. texts.Where(text => Of(text) == this).Select(text => Regex.Match(text, pattern)).SelectMany(match => new[] { match.Groups[1].Value, match.Groups[2].Value })];
        if (new NumberProposal(format, proposals, column).Reading(numbers) is not { } reading)
        {
            return " If their commas are decimal marks: -Decimal ','; if they part thousands: -Thousands ','; with either, the command is told.";
        }

        string replace = (reading.Groups is char groups ? $" -replace '[{groups}]'" : string.Empty) + (reading.Mark == ',' ? " -replace ',', '.'" : string.Empty);
        string Part(int part) => replace.Length == 0 ? $"[double]$Matches[{part}]" : $"[double]($Matches[{part}]{replace})";
        string value = string.Format(CultureInfo.InvariantCulture, OfTwo, Part(1), Part(2));
        return $" {proposals.Rows($"ForEach-Object {{ if ({cell} -match '{pattern}') {{ {cell} = {value} }}; $_ }}")} {Does}.";
    }

    [GeneratedRegex(@"^\d+([.,]\d+)?\s?[:\u2236]\s?\d+([.,]\d+)?$")]
    private static partial Regex Ratio();

    [GeneratedRegex(@"^\d+\s+(of|out of|von|sur|de|di|van|av|af|z|ze|\u0438\u0437)\s+\d+$", RegexOptions.IgnoreCase)]
    private static partial Regex Share();

    // No years, and nothing with zeros before it: 2019-20, 555-0123.
    [GeneratedRegex(@"^(?!0\d|(19|20)\d\d\s*\D+\s*((19|20)\d\d|\d\d)$)(?<from>\d{1,7}(?:[.,]\d+)*)(\s*([-\u2013\u2014\u2212~\u301c\uff5e\u2026]|\.\.\.?)\s*|\s+(to|bis|\u00e0|a|al|till|through|thru|and|und|\u0434\u043e)\s+|\s*[\u81f3\u5230]\s*)(?!0\d)(?<to>\d{1,7}(?:[.,]\d+)*)(\s*"
        + Units + ")?$", RegexOptions.IgnoreCase)]
    private static partial Regex RangeText();

    [GeneratedRegex("^(" + Below + @"|[<\u2264])\s*[<\u2264]?=?\s*[+-]?[.,]?\d|(less|under|below|fewer|younger|lower|weniger|j\u00fcnger|moins|menos|\u4ee5\u4e0b|\u672a\u6e80|\uc774\ud558|\ubbf8\ub9cc)$", RegexOptions.IgnoreCase)]
    private static partial Regex FromAbove();

    [GeneratedRegex("^(" + Above + @"|[>\u2265])|(more|over|above|older|up|greater|higher|mehr|\u00e4lter|dar\u00fcber|plus|m\u00e1s|\u4ee5\u4e0a|\uc774\uc0c1)$|\+$", RegexOptions.IgnoreCase)]
    private static partial Regex FromBelow();

    // Signs or words before a number, words behind it, or a plus behind one that is no level: 5+ may be one, and 10,000+ is none.
    [GeneratedRegex("^(([<>\u2264\u2265~\u2248]=?|((" + Below + "|" + Above + "|" + About + @")(?!\p{L})))\s*" + Number + @"(\s*" + Units + ")?|" + Number + "(" + Behind + @")|(?=\d{3}|\d+[.,'\u2019\u00a0\u202f ]\d)" + Number + @"\s?\+|" + Number + @"\s?\+\s*" + Units + ")$", RegexOptions.IgnoreCase)]
    private static partial Regex Bound();

    [GeneratedRegex(@"^\d{1,3}\s?[-\u2013]\s?\d{1,3}$")]
    private static partial Regex Score();

    [GeneratedRegex(@"^\d+\s?(y|yrs?|years?)\.?,?\s?\d+\s?(m|mos?|mon|months?)\.?$", RegexOptions.IgnoreCase)]
    private static partial Regex YearsAndMonths();

    [GeneratedRegex(@"^10\^[+\-\u2212]?\d+$")]
    private static partial Regex TenTo();

    [GeneratedRegex(@"^\d{3}-\d{4}$")]
    private static partial Regex Phone();

    [GeneratedRegex(@"^[1-7]\s?\*$")]
    private static partial Regex Stars();

    // [0], (a), (p), *, a dagger, raised digits; a letter alone may name a house.
    [GeneratedRegex("^" + Number + @"\s*(\[\s*\w{1,4}\s*\]|\([a-zA-Z*]{1,3}\)|[*\u2020\u2021\u00a7\u00b6#]+|[\u00b9\u00b2\u00b3\u2070\u2074-\u2079\u1d43-\u1d61]+)+$")]
    private static partial Regex Footnoted();
}
