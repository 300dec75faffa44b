using System.Globalization;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <content>Remarks on texts, and on what stands for something else.</content>
internal sealed unsafe partial class ColumnRemarks
{
    private const double MostlyDifferent = 0.8; // a share of the rows: texts that hardly repeat
    private const int MostCategories = 4; // of quantities in words: '<18', '18+'
    private const int StraysInNote = 3;
    private const int MostClassesUntold = 10; // of whole numbers that do not count from 0 or 1

    // Signs that a program wrote around all texts of a column, and what puts them right in the file.
    private static readonly List<(string Name, string Start, string? End, string Replace)> Dress =
    [
        ("single quotes", "'", "'", "\"'\", '\"'"),
        ("typographic quotes", "\u201c\u201d\u201e\u00ab\u00bb", "\u201c\u201d\u00ab\u00bb", "'[\u201c\u201d\u201e\u00ab\u00bb]', '\"'"),
        ("equals signs", "=", "\"", "'=\"', '\"'"),
        ("apostrophes", "'", null, "\"(?<=^|[,;\\t|])'\""),
    ];

    private void Text(FeatureColumn feature, float* column, int width, List<string> remarks)
    {
        string[] names = feature.Names;
        if (feature.HoldsWords)
        {
            return;
        }

        UnitUse? units = feature.TakesTexts ? null : UnitUse.Of(feature.Name, names, () => RowsOf(names.Length, column, width));
        if (names.Length > 0 && Dress.Find(wear => Array.TrueForAll(names, name => name.Length > 1 && wear.Start.Contains(name[0])
            && (wear.End is null || wear.End.Contains(name[^1])))) is { Name: not null } dress)
        {
            Warn(remarks, feature, dress.Name, "{0} holds texts " + (dress.End is null ? "behind " : "in ") + dress.Name + ", which are taken as a part of them: "
                + $"(Get-Content {Escaped(Proposals.File)}) -replace {Escaped(dress.Replace)} | Set-Content copy.csv; {Escaped(Proposals.Import("copy.csv"))} "
                + (dress.End is null ? "takes them away." : "makes double ones of them."));
        }
        else if (!feature.TakesTexts && NumberNotation.AreClocks(names))
        {
            Warn(remarks, feature, "times or durations", "{0} holds hours and minutes, or minutes and seconds, which are taken as texts and are no categories."
                + Escaped(NumberNotation.Of(names[0])!.Command(feature.Name, names, Format, Proposals)) + " -ExcludeProperty leaves it out.");
        }
        else if (!NumberNotation.AreRatios(names) && DateText.Strays(names) is { } strays)
        {
            Dates(feature, strays, remarks);
        }
        else if (!feature.TakesTexts && Magnitude.WayOut(feature.Name, names, false, Format, Proposals) is { } written)
        {
            Warn(remarks, feature, "thousands or millions in letters", "{0} holds numbers with letters or words for thousands or millions, which are taken as texts." + Escaped(written));
        }
        else if (units?.IsMixed == true && NumberNotation.OfMost(names, MostCategories)?.IsDuration != true)
        {
            Warn(remarks, feature, "numbers in different units", $"{{0}} holds numbers in different units ({Escaped(units.Describe())}), which are taken as texts."
                + Escaped(units.WayOut(Format, Proposals)) + Exceptions(feature, units.Strays));
        }
        else if ((NumberNotation.OfMost(names, MostCategories) ?? NumberNotation.OfFew(names)) is { } notation && !feature.TakesTexts && !(isAlone && feature.Name.Contains(':')))
        {
            Warn(remarks, feature, notation.Name, "{0} holds " + notation.Name + ", which are taken as texts. To have numbers, change the "
                + $"column in the file: {notation.WayOut}." + Escaped(notation.Command(feature.Name, names, Format, Proposals)) + Exceptions(feature, [.. names.Where(name => NumberNotation.Of(name) is null)]));
        }
        else if (units?.IsNotation == false)
        {
            Warn(remarks, feature, "numbers with a word", $"{{0}} holds numbers with {Escaped(units.Unit)} beside them, which are taken as texts."
                + Escaped(units.WayOut(Format, Proposals)) + Exceptions(feature, units.Strays));
        }
        else if (rows >= FewestRows && names.Length > MostlyDifferent * (rows - feature.Missing))
        {
            Warn(remarks, feature, "nearly all different", "{0} holds texts of which nearly every one is different, as names "
                + "and identifiers are: these are no categories. -ExcludeProperty leaves it out.");
        }

        foreach ((string text, long count) in feature.Marked.All())
        {
            bool isLikely = MarkedGaps.IsLikely(text, names, rows - feature.Missing, IsMarkerOfNumbers(text), HasEmptyGaps);
            string wayOut = $"a category with {Proposals.GapsWithout(text)}", few = $"'{text}' is a gap in {Plural.Of(count, "row")}";
            if (isLikely)
            {
                Warn(remarks, feature, $"{few}; {wayOut}", Escaped($"{{0}} has '{text}' in {Plural.Of(count, "row")}, which {(count == 1 ? "is" : "are")} taken as {(count == 1 ? "a gap" : "gaps")}: "
                    + $"if it is a category as its other texts are, {Proposals.GapsWithout(text)} keeps it.").Replace("{{0}}", "{0}", StringComparison.Ordinal));
            }
            else if (text != "-")
            {
                remarks.Add(text.Equals("none", StringComparison.OrdinalIgnoreCase) ? $"None is a gap; {wayOut}" : $"{text} is a gap in {Plural.Of(count, "row")}; {wayOut}");
            }
        }

        if (looked.Count == 0 && !feature.TakesTexts)
        {
            Shape(feature, names, remarks);
        }

        Spellings(names, remarks);
    }

    private void Shape(FeatureColumn feature, string[] names, List<string> remarks)
    {
        if (NumberNotation.RemarkOf(names) is { } remark)
        {
            remarks.Add(remark);
        }
        else if (!(isAlone && feature.Name.Contains(':')) && NumberShape.Of(names) is { } shape)
        {
            if (shape.AreQuantities)
            {
                Warn(remarks, feature, $"numbers in the form {shape.Form}", Escaped($"{{0}} holds numbers in the form '{shape.Form}', which are taken as texts.{shape.Command(feature.Name, names, Format, Proposals)}")
                    .Replace("{{0}}", "{0}", StringComparison.Ordinal));
            }
            else
            {
                remarks.Add($"numbers in the form {shape.Form}, or names");
            }
        }
    }

    // How many rows have each of the texts of a column.
    private long[] RowsOf(int texts, float* column, int width)
    {
        var counts = new long[texts];
        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            float value = column[row * width];
            counts[float.IsNaN(value) ? 0 : (int)value] += float.IsNaN(value) ? 0 : 1;
        }

        return counts;
    }

    private void Dates(FeatureColumn feature, string[] strays, List<string> remarks)
    {
        string? option = DateText.FormatOfStep([.. feature.Names.Except(strays)], out string? other);
        feature.DateStep = option is null ? null : $"DatePart {Typed.Of(Excerpt.Of(feature.Name))}{option}";
        Warn(remarks, feature, strays.Length == 0 ? "dates" : "dates, and other texts", "{0} holds dates or times, which are no categories: "
            + (option is null ? "numbers made of them (a month, an age in days) are. "
                : $"Split-Dataset -Preprocessor {{{{ DatePart {{1}}{option} }}}} makes numbers of them (year, month, day of the week)"
                    + (other is null ? ", " : $", -Format {Typed.Of(other)} where the month stands before the day, "))
            + "-ExcludeProperty leaves it out." + Exceptions(feature, strays));
    }

    // A few texts that are not like the others of their column, each with its line.
    private string Exceptions(FeatureColumn feature, string[] strays)
    {
        if (strays.Length == 0)
        {
            return string.Empty;
        }

        (string Text, long Place)[] found =
            [.. strays.Select(text => (text, feature.PlaceOf(text))).OrderBy(stray => stray.Item2).Take(StraysInNote)];
        string markers = Proposals.Gaps(found.Select(stray => stray.Text));
        string list = string.Join(", ", found.Select(stray => $"'{Excerpt.Of(stray.Text)}'"
            + (stray.Place > 0 ? $" ({lineOf(stray.Place)})" : string.Empty)))
            + (strays.Length > found.Length ? $" and {strays.Length - found.Length} more" : string.Empty);
        return Escaped($" Not so {list}: {markers} makes a gap of such texts.");
    }

    private void Classes(LabelColumn label, string[] names, List<string> remarks)
    {
        if (Array.TrueForAll(names, IsInSingleQuotes))
        {
            remarks.Add("single quotes");
        }

        if (label.WasAskedFor)
        {
            return;
        }

        NumberNotation? notation = NumberNotation.OfMost(names, 0) is { HasUnit: true } unit ? unit : NumberNotation.OfMost(names, MostCategories);
        UnitUse? units = notation is null ? UnitUse.Of(label.Name, names, () => new long[names.Length]) : null;
        string? kind = DateText.AreDates(names) ? "dates or times"
            : notation is not null ? notation.Name
            : units is { IsNotation: false } ? $"numbers with {units.Unit} beside them"
            : null;
        if (Array.TrueForAll(names, IsWholeNumber))
        {
            bool isCounted = names[0] is "0" or "1" && names[^1] == (names.Length - (names[0] == "0" ? 1 : 0)).ToString(CultureInfo.InvariantCulture);
            if (!isCounted)
            {
                remarks.Add("whole numbers; -Task Regression makes quantities");
            }

            if (!isCounted && names.Length > MostClassesUntold)
            {
                Warn(remarks, label.Name, "quantities?", "{0} holds " + names.Length.ToString(CultureInfo.InvariantCulture) + " different whole numbers, of which classes are made: -Task Regression takes "
                    + "them as quantities, -Task Classification says that classes are meant.");
            }
        }

        if (kind is not null)
        {
            Warn(remarks, label.Name, kind, "{0} holds " + Escaped(kind) + ", of which classes are made: -Task Classification says that this is meant."
                + (notation is not null ? $" For quantities:{Escaped(notation.Command(label.Name, names, Format, Proposals))}"
                    : units is { IsNotation: false } ? $" For quantities:{Escaped(units.WayOut(Format, Proposals))}"
                    : string.Empty));
        }
    }

    // Points that may part thousands.
    private void Thousands(string name, float* column, int width, ColumnProfile profile, List<string> remarks)
    {
        if (profile.IsWhole || !(HasDecimalCommas || HasSemicolons || Points is not null) || !FeatureColumn.AreThousandths(column, rows, width))
        {
            return;
        }

        if (HasDecimalCommas)
        {
            Warn(remarks, name, "thousands or decimals?", "{0} has points before three digits, as in 7.351, and other numbers of the file a "
                + "decimal comma: if they part thousands, -Decimal ',' -Thousands '.'.");
        }
        else if (HasSemicolons && FeatureColumn.HasShortWholeNumbers(column, rows, width))
        {
            Warn(remarks, name, "thousands or decimals?", "{0} has whole numbers beside points before three digits, as 950 beside 1.234, in a file with semicolons, as they "
                + "are written where a comma is the decimal mark: if the points part thousands, -Decimal ',' -Thousands '.'; if not, -Decimal '.' says so.");
        }
        else if (Points?.MayPartThousands(name) == true)
        {
            Warn(remarks, name, "thousands or decimals?", "{0} has a point before exactly three digits in all numbers that have one, as 1.234, and no number of the table shows what a point is: "
                + "if it parts thousands, -Decimal ',' -Thousands '.'; if it is the decimal mark, -Decimal '.' says so.");
        }
    }

    private void Months(string name, float* column, int width, ColumnProfile profile, List<string> remarks)
    {
        if (MonthNumbers.FormatOf(column, rows, width, profile) is { } format)
        {
            string typed = Typed.Of(Excerpt.Of(name));
            Warn(remarks, name, "months as numbers", Escaped($"{{0}} seems to hold months written as {MonthNumbers.Example(format)}, which are read as numbers between which there is no month. "
                + $"Dates: {Proposals.Rows($"ForEach-Object {{ if ($_.{typed} -match '\\d') {{ $_.{typed} = [datetime]::ParseExact($_.{typed}, {Typed.Of(format)}, $null).ToString('yyyy-MM-dd') }}; $_ }}")}.")
                .Replace("{{0}}", "{0}", StringComparison.Ordinal));
        }
    }

    // What stands for a missing value, and amounts without a currency among others.
    private void Strange(string name, string? sentinel, SignUse? signs, List<string> remarks)
    {
        if (sentinel is not null)
        {
            Warn(remarks, name, $"{sentinel} for a gap?", "{0} holds " + sentinel + ", far from all other values: if it stands for a missing one, "
                + $"{Escaped(Proposals.Gaps([sentinel]))} makes gaps of it.");
        }

        if (signs?.HasBareAmounts == true)
        {
            Warn(remarks, name, "with and without a currency", "{0} holds amounts with a currency and without one, which are taken to be in the same.");
        }
    }

    private static bool IsWholeNumber(string text) => text.Length > 0 && text.AsSpan(text[0] == '-' ? 1 : 0) is { IsEmpty: false } digits
        && !digits.ContainsAnyExceptInRange('0', '9') && (digits[0] != '0' || digits.Length == 1);

    private static bool IsInSingleQuotes(string text) => text.Length > 1 && text[0] == '\'' && text[^1] == '\'';

    private static string Escaped(string text) => text.Replace("{", "{{").Replace("}", "}}");

    private static void Spellings(string[] names, List<string> remarks)
    {
        if (SpelledAlike(names) is var (first, second))
        {
            remarks.Add($"'{Excerpt.Of(first)}' and '{Excerpt.Of(second)}' differ in spelling only");
        }
    }

    // -1 and 1, or A- and A, are no spellings of one thing: only between letters or digits is a hyphen like a blank.
    private static (string First, string Second)? SpelledAlike(string[] names)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            string plain = string.Join(' ', name.Split([' ', '\u00a0'], StringSplitOptions.RemoveEmptyEntries));
            plain = string.Create(plain.Length, plain, (joined, text) =>
            {
                for (int i = 0; i < text.Length; i++)
                {
                    bool joins = text[i] is '_' or '-' && i > 0 && i < text.Length - 1
                        && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);
                    joined[i] = joins ? ' ' : text[i];
                }
            });
            if (!seen.TryAdd(plain, name))
            {
                return (seen[plain], name);
            }
        }

        return null;
    }
}
