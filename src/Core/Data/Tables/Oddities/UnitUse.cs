using System.Globalization;
using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>What stands around the numbers of a column whose values are texts: units and words, known or not. 12 kg and 30 lb are
/// on two scales, and 12 items are no category.</summary>
internal sealed partial class UnitUse
{
    private const int Looked = 64; // texts that tell whether a column is one of them
    private const double Mostly = 0.8; // a share of them
    private const int MostUnits = 4; // of which each has texts enough to be no chance
    private const int MostInMessage = 4;
    private const int LongestSign = 3; // before numbers, as R 12,50: Section 1.2 is no quantity
    private const int LongestMake = 2; // letters behind whole numbers, as 720p: a longer word is counted, as 12 cups

    // Words behind numbers that name something and count nothing: 3 Series, 5 Klasse, 4 door.
    private static readonly HashSet<string> Kinds = new(
        "series serie class klasse classe reihe generation gen grade level phase stage step type typ version edition model modell door doors runner wheel wheels way speed gear pole axle stroke valve button cylinder phasig t\u00fcrig \u53f7 \u865f \u7d1a \u7ea7 \u7d44 \u7ec4 \u73ed \u4f4d \u756a \u756a\u76ee \u56de \u4e01\u76ee \u968e \u697c \u4ee3 \u533a \ud638 \ubc18 \uae09 \uc704 \ud559\ub144 \u5e74\u7ea7 \u5e74\u7d1a".Split(' '),
        StringComparer.OrdinalIgnoreCase);

    private readonly Group[] groups; // those of most rows first
    private readonly string column;

    private UnitUse(string column, Group[] groups, string[] strays)
    {
        this.column = column;
        this.groups = groups;
        Strays = strays;
    }

    /// <summary>Texts that are no such numbers.</summary>
    public string[] Strays { get; }

    /// <summary>Whether numbers have different units.</summary>
    public bool IsMixed => groups.Length > 1;

    /// <summary>Whether they all have one unit that <see cref="NumberNotation"/> knows.</summary>
    public bool IsNotation => groups.Length == 1 && !groups[0].HasWeak && NumberNotation.UnitOf(groups[0].Example.Trim()) is not null;

    /// <summary>What most of them have around them.</summary>
    public string Unit => $"'{Excerpt.Of(groups[0].Unit)}'";

    // Without what is around them, of a few texts.
    private IEnumerable<string> Numbers => groups.SelectMany(group => group.Numbers);

    /// <summary>The use of units in a column; null where most texts are no numbers with something around them.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="texts">Its different texts.</param>
    /// <param name="rows">How many rows have each.</param>
    public static UnitUse? Of(string column, IReadOnlyList<string> texts, Func<long[]> rows)
    {
        int step = Math.Max(1, texts.Count / Looked), looked = 0, fitting = 0;
        for (int i = 0; i < texts.Count; i += step, looked++)
        {
            fitting += Split(texts[i]) is null ? 0 : 1;
        }

        return texts.Count < 2 || fitting < Mostly * looked ? null : Of(column, texts, rows());
    }

    private static UnitUse? Of(string column, IReadOnlyList<string> texts, long[] rows)
    {
        var found = new Dictionary<string, Group>(StringComparer.Ordinal);
        var strays = new List<string>();
        for (int i = 0; i < texts.Count; i++)
        {
            if (Split(texts[i]) is not { } parts)
            {
                strays.Add(texts[i]);
                continue;
            }

            string key = UnitScale.KeyOf(parts.Around) ?? Alike(parts.Around);
            if (!found.TryGetValue(key, out Group? group))
            {
                found.Add(key, group = new Group(parts.Around, parts.IsBefore, texts[i]));
            }

            group.Add(parts, rows[i]);
        }

        // A unit that is not known and has one text is a stray among others.
        Group[] groups = [.. found.Values.OrderByDescending(group => group.Rows)];
        Group[] alone = groups.Length == 1 ? [] : [.. groups.Where(group => group.Texts == 1 && !UnitScale.IsKnown(group.Unit))];
        groups = [.. groups.Except(alone)];
        strays.AddRange(alone.Select(group => group.Example));
        bool areTold = groups.Length is > 0 and <= MostUnits && groups.Sum(group => group.Texts) >= Mostly * texts.Count && AreQuantities(groups);
        return areTold ? new UnitUse(column, groups, [.. strays]) : null;
    }

    // One capital behind a number may name a seat, a word before whole numbers things that are numbered, and letters behind them a make or a size:
    // C1001, Euro 5, F-150, 720p, 6+.
    private static bool AreQuantities(Group[] groups)
    {
        string[] units = [.. groups.Select(group => group.Unit)];
        if (Array.Exists(groups, group => group.IsWeak))
        {
            return groups.Length > 1 && (UnitScale.AreDegrees(units) || UnitScale.Factors(units, out _) is not null);
        }

        return !Array.Exists(groups, IsName);
    }

    private static bool IsName(Group group) => (!group.HasFractions && Kinds.Contains(group.Unit.Split(' ')[0].Trim('-', '.')))
        || (group.IsBefore ? !(group.HasFractions ? UnitScale.IsMoney(group.Unit) || (group.HasCents && group.Unit.Length <= LongestSign)
                : UnitScale.IsMoney(group.Unit) && !(group.Unit == "Euro" && group.Numbers.TrueForAll(number => number.Length == 1)))
            : group.Unit == "+" || !(group.HasFractions || group.Unit.Count(char.IsLetter) > LongestMake || group.Unit.Any(IsIdeograph) || group.Unit == "x" || UnitScale.IsKnown(group.Unit)
                || UnitScale.IsMoney(group.Unit) || NumberNotation.IsUnit(group.Unit)));

    // Counts things in one sign.
    private static bool IsIdeograph(char symbol) => char.GetUnicodeCategory(symbol) == UnicodeCategory.OtherLetter;

    /// <summary>What the numbers have around them: 'kg' in 3 rows, 'lb' in 2.</summary>
    public string Describe() => string.Join(", ", groups.Take(MostInMessage).Select((group, i) => $"'{Excerpt.Of(group.Unit)}' in "
        + (i == 0 ? Plural.Of(group.Rows, "row") : group.Rows.ToString("N0", CultureInfo.InvariantCulture))));

    /// <summary>What makes numbers of them, a sentence.</summary>
    /// <param name="format">How the table writes numbers.</param>
    /// <param name="proposals">Of the table.</param>
    public string WayOut(NumberFormat format, TableProposals proposals)
    {
        if (!IsMixed)
        {
            string further = new NumberProposal(format, proposals, column).Behind(Numbers, out string replace, out string sentence);
            string command = proposals.Change(column, $"-replace '^[^\\d+-]+{(Strays.Any(HasHyphen) ? "((?<=\\p{L})-)?" : string.Empty)}|(?<=\\d)\\D+$'{replace}", further);
            string unknown = format.Signs.HasFlag(NumberSigns.Currency) && !IsNotation ? $" -NumberSign Currency does not know {Unit}:" : string.Empty;
            return $"{unknown} {command} leaves the numbers.{(Array.Exists(Strays, NumberNotation.IsBound) ? NumberNotation.BoundsTaken : string.Empty)}{sentence}";
        }

        NumberProposal numbers = new(format, proposals, column);
        (char Mark, char? Groups)? reading = numbers.Reading(Numbers);
        return Conversion(reading ?? (',', null), out string into) is not { } change ? " Write them in one unit in the file."
            : reading is null ? " If their commas are decimal marks: -Decimal ','; if they part thousands: -Thousands ','; with either, what makes one unit of them is told."
            : $" {proposals.Rows($"ForEach-Object {{ {change}; $_ }}")} {(into.Length == 0 ? "writes them out." : $"makes {into} of them all.")}{UnitScale.Note(groups.Select(group => group.Unit))}";
    }

    // Gaps and what is written otherwise stay as they are.
    private string? Conversion((char Mark, char? Groups) reading, out string into)
    {
        string name = "$_." + Typed.Of(column);
        string[] units = [.. groups.Select(group => group.Unit)];
        bool areDegrees = UnitScale.AreDegrees(units);
        into = areDegrees ? Array.Find(units, unit => !UnitScale.IsFahrenheit(unit))! : string.Empty;
        double[]? factors = areDegrees ? null : UnitScale.Factors(units, out into);
        string plain = Written(reading);
        if ((!areDegrees && factors is null) || groups.Select(group => group.IsBefore).Distinct().Count() > 1 || !Numbers.All(number => Regex.IsMatch(number, $"^{plain}$")))
        {
            return null;
        }

        string list = string.Join('|', groups.SelectMany(group => group.Spellings).Select(unit => Blanks().Replace(Regex.Escape(unit), "\\s*")));
        bool isBefore = groups[0].IsBefore;
        string number = isBefore ? "$Matches[2]" : "$Matches[1]", its = isBefore ? "$Matches[1]" : "$Matches[2]";
        string pattern = isBefore ? $"^\\s*({list})\\s*({plain})\\s*$" : $"^\\s*({plain})\\s*({list})\\s*$";
        string replace = (reading.Groups is null ? string.Empty : $" -replace {Typed.Of(Mark(reading.Groups.Value))}") + (reading.Mark == ',' ? " -replace ',', '.'" : string.Empty);
        number = replace.Length > 0 ? $"[double]({number}{replace})" : $"[double]{number}";
        string value = areDegrees ? $"if ({its} -like '*F') {{ ({number} - 32) / 1.8 }} else {{ {number} }}"
            : $"{number} * @{{ {string.Join("; ", Entries(factors!))} }}[{its} -replace '\\s']";
        return $"if ({name} -match {Typed.Of(pattern)}) {{ {name} = {value} }}";
    }

    // Numbers in one writing and in no other.
    private static string Written((char Mark, char? Groups) reading)
    {
        string mark = Mark(reading.Mark), whole = reading.Groups is char groups ? $"(?:\\d{{1,3}}(?:{Mark(groups)}\\d{{3}})+|\\d+)" : "\\d+";
        return $"[+-]?(?:{whole}(?:{mark}\\d*)?|{mark}\\d+)";
    }

    private static string Mark(char sign) => sign switch
    {
        ' ' => "\\s",
        '\'' => "['\\u2018\\u2019]",
        '.' => "\\.",
        _ => sign.ToString(),
    };

    // Keys of a hashtable know no case.
    private IEnumerable<string> Entries(double[] factors) => groups
        .SelectMany((group, i) => group.Spellings.Select(unit => (Key: Blanks().Replace(unit, string.Empty), Factor: factors[i]))).DistinctBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase)
        .Select(entry => FormattableString.Invariant($"{Typed.Of(entry.Key)} = {entry.Factor:R}"));

    /// <summary>A number and what stands around it; null for a text that is something else.</summary>
    private static Parts? Split(string text)
    {
        if (text.Length is < 2 or > 64 || !text.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return null;
        }

        string trimmed = text.Trim();
        if (NumberNotation.UnitOf(trimmed) is (string its, string unit))
        {
            return new Parts(its, unit, IsBefore: false, IsWeak: false);
        }

        if (NumberNotation.IsBound(trimmed))
        {
            return null;
        }

        Match match = OneNumber().Match(trimmed);
        string before = match.Groups["before"].Value.Trim(), after = match.Groups["after"].Value.Trim();
        if (!match.Success || before.Length > 0 == after.Length > 0 || HasHyphen(trimmed) || (before.EndsWith('.') && !UnitScale.IsMoney(before)))
        {
            return null;
        }

        bool isWeak = after.Length == 1 && char.IsAsciiLetterUpper(after[0]) && match.Groups["after"].Value.Length == 1;
        bool isOne = before.Length > 0 ? WordBefore().IsMatch(before) : WordBehind().IsMatch(after);
        return isOne ? new Parts(match.Groups["number"].Value, before + after, before.Length > 0, isWeak) : null;
    }

    // A hyphen directly behind a letter is no minus.
    private static bool HasHyphen(string text) => Hyphen().IsMatch(text);

    // One item and two items have the same unit.
    private static string Alike(string unit) => (unit.Length > 3 && unit[^1] is 'n' or 'e') || (unit.Length > 2 && unit[^1] == 's') ? Alike(unit[..^1]) : unit;

    [GeneratedRegex(@"^(?<before>[^\d+\-\u2212.,]*|\p{L}+\.[ \u00a0\u202f])(?<number>[+\-\u2212]?(\d[\d.,'\u2019\u00a0\u202f ]*)?\d([eE][+-]?\d+)?)(?<after>[^\d]*)$")]
    private static partial Regex OneNumber();

    // No ordinal, half of a day, or version.
    [GeneratedRegex(@"^(?!(st|nd|rd|th|er|\.)([^\p{L}]|$)|[ap]\.?m\.?$)([\p{L}\p{Sc}%\u2030\u00b0'.]+([ \u00a0\u202f-][\p{L}\p{Sc}.]+){0,2}|\+)$", RegexOptions.IgnoreCase)]
    private static partial Regex WordBehind();

    [GeneratedRegex(@"^(?!((?i:v|ver|rev|no|nr|q)|r)\.?$)[\p{L}\p{Sc}.]+([ \u00a0\u202f][\p{L}\p{Sc}.]+)?$")]
    private static partial Regex WordBefore();

    [GeneratedRegex(@"\p{L}[-\u2212]\d")]
    private static partial Regex Hyphen();

    // Of an amount of money, or its thousands.
    [GeneratedRegex(@"[.,'\u2019]\d{2,3}$")]
    private static partial Regex Cents();

    [GeneratedRegex(@"(\\?[ \u00a0\u202f])+")]
    private static partial Regex Blanks();

    private readonly record struct Parts(string Number, string Around, bool IsBefore, bool IsWeak);

    private sealed class Group(string unit, bool isBefore, string example)
    {
        private const int MostNumbers = 1000;

        public string Unit => unit;

        public bool IsBefore => isBefore;

        public string Example => example;

        /// <summary>As the unit is written, the first way first.</summary>
        public List<string> Spellings { get; } = [unit];

        public bool IsWeak { get; private set; } = true;

        public bool HasWeak { get; private set; }

        public List<string> Numbers { get; } = [];

        public bool HasFractions { get; private set; }

        public bool HasCents { get; private set; }

        public int Texts { get; private set; }

        public long Rows { get; private set; }

        public void Add(Parts parts, long rows)
        {
            string number = parts.Number;
            Texts++;
            if (!Spellings.Contains(parts.Around, StringComparer.OrdinalIgnoreCase))
            {
                Spellings.Add(parts.Around);
            }

            IsWeak &= parts.IsWeak;
            HasWeak |= parts.IsWeak;
            HasCents |= Cents().IsMatch(number);
            Rows += rows;
            HasFractions |= number.AsSpan().IndexOfAny(".,'\u2019") >= 0;
            if (Numbers.Count < MostNumbers)
            {
                Numbers.Add(number);
            }
        }
    }
}
