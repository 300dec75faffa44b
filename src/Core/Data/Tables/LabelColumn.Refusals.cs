using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <content>Refusals of columns that are neither classes nor quantities.</content>
internal sealed unsafe partial class LabelColumn
{
    // Neither a text among numbers nor texts that hardly repeat are classes, unless the caller says so.
    private void RefuseStrayTexts()
    {
        long numberRows = rows - textRows;
        string[] strays = [.. Enumerable.Range(0, texts.Count).Where(i => double.IsNaN(codeValues[i])).Select(i => texts[i])];
        string examples = string.Join(", ", strays.Take(TextsInMessage).Select(text => $"'{Excerpt.Of(text)}'"));
        if (hasText && numberRows > 0 && (textRows <= numberRows || AreQuantities()))
        {
            throw CoreException.InvalidData(
                "MixedLabel",
                $"Column '{Excerpt.Of(Name)}' holds numbers and, in {Plural.Of(textRows, "row")}, text ({examples}; the first at "
                + $"{PlaceOf(firstTextLine, strays[0])}). "
                + "-MissingMarker says which texts stand for a missing value (-MissingValue DropRow leaves their rows out), "
                + $"-Task Classification makes classes of all.{format.Proposal(strays[0])}");
        }

        int like = strays.Count(IsQuantity);
        if (like * 2 > strays.Length)
        {
            string first = strays.First(IsQuantity);
            throw CoreException.InvalidData(
                "TextInNumberColumn",
                (first == strays[0] ? PlaceOf(firstTextLine, first) : $"{PlaceOf(firstTextLine, strays[0])}, and '{Excerpt.Of(first)}'")
                + " is not a number as the file's numbers are to be written; "
                + $"-Task Classification takes such texts as classes.{format.Proposal(first)}");
        }

        if ((numberRows == 0 || hasLeadingZero) && rows >= FewestRows && Distinct(rows) > rows * 4 / 5)
        {
            string first = hasText ? $"the first at {PlaceOf(firstTextLine, strays[0])}" : $"'{Excerpt.Of(texts[0])}'";
            throw CoreException.InvalidData(
                "TooManyClasses",
                $"Column '{Excerpt.Of(Name)}' has {Distinct(rows):N0} different texts in {rows:N0} rows ({first}), hardly one of "
                + "them twice: these are no classes to learn. -Task Classification takes them all the same"
                + (hasText ? "." + format.Proposal(strays[0]) : ", -Task Regression takes numbers as quantities."));
        }
    }

    private bool IsQuantity(string text) => format.IsLikeNumber(text) || NumberNotation.Of(text) is { MayBeClasses: false };

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
