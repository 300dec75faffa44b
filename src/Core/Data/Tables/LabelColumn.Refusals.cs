using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <content>Refusals of columns that are neither classes nor quantities.</content>
internal sealed unsafe partial class LabelColumn
{
    private const int MostQuantities = 2; // dates or quantities in words that may as well be classes: '<=50K' and '>50K'

    // Neither a text among numbers nor texts that hardly repeat are classes, unless the caller says so.
    private void RefuseStrayTexts()
    {
        long numberRows = rows - textRows;
        string[] strays = [.. Enumerable.Range(0, texts.Count).Where(i => double.IsNaN(codeValues[i])).Select(i => texts[i])];
        NumberProposal proposal = new(format, Proposals, Name);
        string examples = string.Join(", ", strays.Take(TextsInMessage).Select(text => $"'{Excerpt.Of(text)}'"));
        if (hasText && numberRows > 0 && (textRows <= numberRows || hasFraction || AreQuantities()))
        {
            throw CoreException.InvalidData(
                "MixedLabel",
                $"Column '{Excerpt.Of(Name)}' holds numbers and, in {Plural.Of(textRows, "row")}, text ({examples}; the first at "
                + $"{PlaceOf(firstTextLine, strays[0])}). "
                + StrayTexts.OfLabel(strays, format, Proposals, Name, proposal.Of(strays[0], strays, hasFraction, hasNumbers: true)));
        }

        int like = strays.Count(IsQuantity);
        if (like * 2 > strays.Length)
        {
            string first = strays.First(IsQuantity);
            throw CoreException.InvalidData(
                "TextInNumberColumn",
                (first == strays[0] ? PlaceOf(firstTextLine, first) : $"{PlaceOf(firstTextLine, strays[0])}, and '{Excerpt.Of(first)}'")
                + " is not a number as the file's numbers are to be written; "
                + $"-Task Classification takes such texts as classes.{proposal.Of(first, strays)}");
        }

        if (numberRows == 0)
        {
            RefuseQuantities(strays);
        }

        if ((numberRows == 0 || hasLeadingZero) && rows >= FewestRows && Distinct(rows) > rows * 4 / 5)
        {
            string first = hasText ? $"the first at {PlaceOf(firstTextLine, strays[0])}" : $"'{Excerpt.Of(texts[0])}'";
            throw CoreException.InvalidData(
                "TooManyClasses",
                $"Column '{Excerpt.Of(Name)}' has {Distinct(rows):N0} different texts in {rows:N0} rows ({first}), hardly one of "
                + "them twice: these are no classes to learn. -Task Classification takes them all the same"
                + (hasText ? "." + proposal.Of(strays[0], strays) : ", -Task Regression takes numbers as quantities."));
        }
    }

    // Ages are no classes, and codes of 30 regions are.
    private bool AreNumbered(long distinct)
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            double value = BitConverter.Int64BitsToDouble(values[row]);
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        return least is 0 or 1 && most - least + 1 == distinct;
    }

    private CoreException NeedsTask(long distinct) => CoreException.InvalidData(
        "TooManyClasses",
        $"Column '{Excerpt.Of(Name)}' holds {distinct} different whole numbers in {rows:N0} rows: "
        + $"-Task Regression takes them as quantities, -Task Classification makes {distinct} classes.");

    // Dates and quantities with a unit are no classes, however often they repeat.
    private void RefuseQuantities(string[] strays)
    {
        if (strays.Length <= MostQuantities)
        {
            return;
        }

        string first = $"the first at {PlaceOf(firstTextLine, strays[0])}";
        string[]? others = NumberNotation.AreClocks(strays) ? [] : NumberNotation.AreRatios(strays) ? null : DateText.Strays(strays);
        if (others is not null)
        {
            string further = others.Length == 0 ? string.Empty : $" {Proposals.Gaps(others, out _)} -MissingValue DropUnlabelled";
            string days = NumberNotation.AreClocks(strays) ? NumberNotation.Of(strays[0])!.Command(Name, strays, format, Proposals)
                : DateText.FormatOf([.. strays.Except(others)]) is { } dateFormat
                ? " Days as numbers: " + Proposals.Rows(
                    $"ForEach-Object {{ if ($_.{Typed.Of(Name)} -match '\\d') {{ $_.{Typed.Of(Name)} = [datetime]::ParseExact($_.{Typed.Of(Name)}, {Typed.Of(dateFormat)}, $null).ToOADate() }}; $_ }}", further) + "."
                : string.Empty;
            throw CoreException.InvalidData(
                "LabelOfDates", $"Column '{Excerpt.Of(Name)}' holds dates or times ({first}), which are no classes. -Task Classification takes them as classes.{days}"
                + (others.Length == 0 ? string.Empty : $" Not so {string.Join(", ", others.Take(TextsInMessage).Select(text => $"'{Excerpt.Of(text)}'"))}"
                    + (days.Length > 0 ? ", whose rows the line leaves out." : $":{further} leaves such rows out.")));
        }

        if (Magnitude.WayOut(Name, strays, false, format, Proposals) is { } written)
        {
            throw CoreException.InvalidData(
                "TextInNumberColumn",
                $"Column '{Excerpt.Of(Name)}' holds numbers with letters or words for thousands or millions; {first}. They are no classes, which -Task Classification makes of them; for quantities:{written}");
        }

        UnitUse? units = UnitUse.Of(Name, strays, () => RowsOf(strays));
        if (units is { IsMixed: true } or { IsNotation: false } && NumberNotation.OfMost(strays, MostQuantities)?.IsDuration != true)
        {
            string what = units.IsMixed ? $"in different units ({units.Describe()})" : $"with {units.Unit} beside them";
            throw CoreException.InvalidData(
                "TextInNumberColumn",
                $"Column '{Excerpt.Of(Name)}' holds numbers {what}; {first}. They are no classes, which -Task Classification makes of them; for quantities:{units.WayOut(format, Proposals)}");
        }

        if (NumberNotation.OfMost(strays, MostQuantities) is { } notation)
        {
            throw CoreException.InvalidData(
                "TextInNumberColumn",
                $"Column '{Excerpt.Of(Name)}' holds {notation.Name} ({first}), which are no classes. -Task Classification takes them as classes; "
                + $"for quantities: {notation.WayOut}.{notation.Command(Name, strays, format, Proposals)}");
        }
    }

    // How many rows have each of some texts.
    private long[] RowsOf(string[] strays)
    {
        var places = new Dictionary<int, int>();
        for (int i = 0; i < strays.Length; i++)
        {
            places.Add(texts.Number(strays[i]), i);
        }

        var counts = new long[strays.Length];
        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            if ((values[row] & TextBits) == TextBits && places.TryGetValue((int)(values[row] & ~TextBits), out int place))
            {
                counts[place]++;
            }
        }

        return counts;
    }

    private bool IsQuantity(string text) => format.IsLikeNumber(text) || NumberNotation.Of(text) is { MayBeClasses: false, IsClock: false };

    // Whether the numbers of the column would be taken as quantities.
    private bool AreQuantities()
    {
        var numbers = new HashSet<long>();
        int looked = 0;
        for (long row = 0; row < rows && numbers.Count <= MostWholeNumbers; row++)
        {
            Slices.Count(ref looked, 1);
            if ((values[row] & TextBits) != TextBits)
            {
                numbers.Add(values[row]);
            }
        }

        long numberRows = rows - textRows;
        return numberRows >= FewestRows && numbers.Count > Math.Min(MostWholeNumbers, numberRows / 2);
    }
}
