using System.Text;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <content>Refusals of columns that are neither numbers nor text.</content>
internal sealed unsafe partial class FeatureColumn
{
    private const int MostFooters = 3; // lines below a table

    // Whether numbers of the column have a point that is a decimal mark.
    private static bool HasDecimalPoints(float* column, long rows, int width) => HasFractions(column, rows, width) && !AreThousandths(column, rows, width);

    // Also whole numbers may be the numbers of texts here.
    private static bool HasFractions(float* column, long rows, int width)
    {
        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            if (column[row * width] != MathF.Floor(column[row * width]) && !float.IsNaN(column[row * width]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether all fractions of a column may as well be thousands: 7.351, 12.48.</summary>
    public static bool AreThousandths(float* column, long rows, int width)
    {
        long fractions = 0, thousandths = 0;
        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            double value = column[row * width];
            if (value == Math.Floor(value) || double.IsNaN(value))
            {
                continue;
            }

            double whole = Math.Round(value * 1000);
            if (Math.Abs(value) is < 1 or >= 1000 || Math.Abs((value * 1000) - whole) > 1e-3 * Math.Max(1, Math.Abs(value)))
            {
                return false; // no thousands, or more digits than a group has
            }

            fractions++;
            thousandths += whole % 10 != 0 ? 1 : 0;
        }

        return fractions > 0 && thousandths * 2 >= fractions;
    }

    /// <summary>Whether there are whole numbers, of which none is so large that it would have to be parted.</summary>
    public static bool HasShortWholeNumbers(float* column, long rows, int width)
    {
        bool hasWhole = false;
        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            float value = column[row * width];
            if (value == MathF.Floor(value) && Math.Abs(value) >= 1000)
            {
                return false;
            }

            hasWhole |= value == MathF.Floor(value) && value != 0;
        }

        return hasWhole;
    }

    private void Decide(float* column, long rows, int width, Func<long, string, string, string> place)
    {
        if (isKnown || textRows == 0)
        {
            return;
        }

        if (encoding == ColumnEncoding.All)
        {
            RefuseNumbers(rows, place);
            return;
        }

        if (HoldsWords)
        {
            RefuseQuantities();
            return;
        }

        string[] all = [.. Enumerable.Range(0, Texts.Count).Select(i => Texts[i])];
        NumberProposal proposal = new(rules.Format, rules.Proposals, Name);
        string inRows = textRows == 1 ? string.Empty : $" ({Plural.Of(textRows, "row")} of the column hold text)";
        bool isBelow = rules.Proposals.LastPlace - firstText.Line is >= 0 and < MostFooters;
        if (isBelow && Profile.Count >= textRows && textRows <= MostFooters && (FooterText.MayBeTotal(firstText.Text) || FooterText.IsNote(firstText.Text)))
        {
            throw CoreException.InvalidData(
                "TextInNumberColumn",
                $"{place(firstText.Line, Name, firstText.Text)} is not a number{inRows}: if it heads totals or a note below the table, {rules.Proposals.SkipLast(textRows)} leaves the last "
                + $"{(textRows == 1 ? "line" : "lines")} out.");
        }

        if (Profile.Count > 0)
        {
            bool areStrays = Profile.Count >= textRows;
            bool hasPoints = HasDecimalPoints(column, rows, width);
            var strays = new StrayTexts(all, rules, Name)
            {
                MayBeNames = MayBeNames(rows, all),
                Proposal = proposal.Of(firstText.Text, all, hasPoints, hasNumbers: true),
                AreMany = textRows > 1,
            };
            throw CoreException.InvalidData(
                areStrays ? "TextInNumberColumn" : "NumberInTextColumn",
                (areStrays ? $"{place(firstText.Line, Name, firstText.Text)} is not a number{inRows}" : $"{place(firstNumber.Line, Name, firstNumber.Text)} is a number in a column of text{inRows}")
                + strays.WaysOut(areStrays));
        }

        int like = Enumerable.Range(0, Texts.Count).Count(i => rules.Format.IsLikeNumber(Texts[i]));
        if (like * 2 >= Texts.Count)
        {
            string first = Enumerable.Range(0, Texts.Count).Select(i => Texts[i]).First(rules.Format.IsLikeNumber);
            throw CoreException.InvalidData(
                "TextInNumberColumn",
                (first == firstText.Text ? place(firstText.Line, Name, first) : $"{First(place)}, and '{Excerpt.Of(first)}'")
                + " is not a number as the file's numbers are to be written." + proposal.Of(first, all));
        }
    }

    // Whether -Encode takes the column, by the rule of RefuseNumbers.
    private bool MayBeNames(long rows, string[] texts)
    {
        int like = texts.Count(rules.Format.IsLikeNumber);
        long numbers = Profile.Distinct + like;
        return !rules.Proposals.IsLike && (HasCodes || HasPowers
            || numbers * 2 <= Profile.Distinct + texts.Length
            || (numbers <= LabelColumn.MostWholeNumbers && numbers <= rows / 2 && like == 0 && Profile.IsWhole));
    }

    // A column named for encoding may hold numeric codes, but quantities must not become ranks.
    private void RefuseNumbers(long rows, Func<long, string, string, string> place)
    {
        string[] all = [.. Enumerable.Range(0, Texts.Count).Select(i => Texts[i])];
        bool areCodes = all.Any(text => Encoding.UTF8.GetBytes(text) is var bytes && (NumberText.IsCode(bytes) || NumberText.IsBeyondDouble(bytes) || NumberText.IsPower(bytes)));
        string[] numbers = areCodes ? [] : [.. all.Where(IsQuantity)];
        if (numbers.Length * 2 > Texts.Count
            && (numbers.Length > LabelColumn.MostWholeNumbers || numbers.Length > rows / 2 || numbers.Any(HasFraction)))
        {
            string message = rules.Proposals.IsLike
                ? $"the column holds {Plural.Of(numbers.Length, "different number")}, and in the data of -Like texts. "
                    + "The column has to be written in the same way on both sides, or -ExcludeProperty leaves it out of both."
                : numbers.Length == Texts.Count
                ? $"the column holds {numbers.Length:N0} different numbers, and -Encode would make ranks of them. "
                    + "Leave it out of -Encode: numbers are taken as they are."
                : $"the column holds numbers ('{Excerpt.Of(numbers[0])}') and text ('{Excerpt.Of(all.First(text => !IsQuantity(text)))}'), "
                    + "and -Encode would make ranks of the numbers. Leave it out of -Encode; "
                    + $"{rules.Proposals.Gaps(all.Where(text => !IsQuantity(text)))}, or {rules.Proposals.Exclude(Name)}.";
            throw CoreException.InvalidData("NumbersAsCategories", $"{First(place)}: {message}{new NumberProposal(rules.Format, rules.Proposals, Name).Of(numbers[0], numbers)}");
        }
    }

    // Texts of which most are numbers are hardly meant.
    private void RefuseQuantities()
    {
        long numbers = Enumerable.Range(0, Texts.Count).LongCount(i => IsQuantity(Texts[i]));
        if (numbers * 2 > Texts.Count)
        {
            string first = Enumerable.Range(0, Texts.Count).Select(i => Texts[i]).First(IsQuantity);
            throw CoreException.InvalidData(
                "NumbersAsText", $"Column '{Excerpt.Of(Name)}' holds numbers ('{Excerpt.Of(first)}'), and -Text is for texts of words: without it numbers are taken as they are.");
        }
    }

    // Where the column's first text stands.
    private string First(Func<long, string, string, string> place) => place(firstText.Line, Name, firstText.Text);

    private bool IsQuantity(string text)
    {
        return rules.Format.TryParse(Encoding.UTF8.GetBytes(text), out _) || rules.Format.IsLikeNumber(text);
    }

    private bool HasFraction(string text) =>
        !rules.Format.TryParse(Encoding.UTF8.GetBytes(text), out double number) || number != Math.Floor(number);
}
