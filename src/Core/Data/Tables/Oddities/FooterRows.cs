using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Finds rows that are none of the data: totals, means and notes in a table and below it.</summary>
/// <remarks>A row is certain to be none where its text says so and its numbers are the sums or means of those above, or it
/// is a note alone. What is certain is refused, for a model would learn it; what is likely is pointed out.</remarks>
internal sealed unsafe partial class FooterRows
{
    private const int MostRows = 5; // below a table
    private const int MostColumns = 64; // whose sums are looked at
    private const int FewestSummed = 4; // rows: 1, 2 and 3 may well be data
    private const int FewestNamed = 2; // where all rows but the last one have a name
    private const double Loose = 0.005; // of means that are written with few digits
    private const double Strict = 1e-5;

    private enum Finding
    {
        None,
        Likely,
        Certain,
    }

    private readonly float* block;
    private readonly long rows;
    private readonly FeatureColumn[] features;
    private readonly LabelColumn? label; // of classes
    private readonly long* classes;
    private readonly string[] classNames;
    private readonly LabelColumn[] quantities; // labels of numbers
    private readonly float* targets; // theirs
    private readonly int[] numbers; // the features of numbers, and behind all features the labels of numbers

    /// <param name="block">[rows, features].</param>
    /// <param name="targets">Class numbers, where there are classes.</param>
    /// <param name="description">Of the data.</param>
    /// <param name="features">The columns of the features.</param>
    /// <param name="labels">Those of the labels.</param>
    public FooterRows(float* block, void* targets, DatasetDescription description, FeatureColumn[] features, LabelColumn[] labels)
    {
        this.block = block;
        rows = description.Rows;
        this.features = features;
        classNames = description.ClassNames;
        label = classNames.Length > 0 ? labels[0] : null;
        classes = classNames.Length > 0 ? (long*)targets : null;
        quantities = classNames.Length > 0 ? [] : labels;
        this.targets = (float*)targets;
        numbers = [.. Enumerable.Range(0, features.Length).Where(i => !features[i].IsText).Take(MostColumns), .. Enumerable.Range(features.Length, quantities.Length)];
    }

    /// <summary>The place of the last row.</summary>
    public long LastPlace { get; init; }

    /// <summary>Writes a place and its text for a message.</summary>
    public required Func<long, string, string, string> PlaceOf { get; init; }

    /// <summary>What a user types to leave out the last rows, so many.</summary>
    public required Func<long, string> LeaveLast { get; init; }

    /// <summary>What a user types to leave out the rows with some texts in a column.</summary>
    public required Func<string, string[], string> LeaveTexts { get; init; }

    /// <summary>What is likely, a sentence each.</summary>
    /// <exception cref="CoreException">FooterRow: a row is certain to be none of the data.</exception>
    public IEnumerable<string> Look()
    {
        if (rows < 3)
        {
            return [];
        }

        long first = rows;
        var found = Finding.None;
        while (first > 2 && rows - first < MostRows && Classify(first - 1) is not Finding.None and var next)
        {
            found = (Finding)Math.Max((int)found, (int)next);
            first--;
        }

        RefuseSubtotals(first);
        if (found == Finding.None || rows - first == MostRows)
        {
            return [];
        }

        (int column, string text) = Heading(first);
        bool isAlone = column < 0 ? classes is null || IsFirstOfClass(first) : IsFirst(column, first);
        if (found == Finding.Likely && !isAlone)
        {
            return []; // a text that the data have as well
        }

        string name = column < 0 ? label!.Name : features[column].Name;
        long place = column < 0 ? label!.PlaceOfText(text) : features[column].IsText ? features[column].PlaceOf(text) : 0;
        place = place == 0 || !isAlone || (column >= 0 && !features[column].IsText) ? LastPlace - (rows - 1 - first) : place;
        string message = $"{PlaceOf(place, name, text)} {(found == Finding.Certain ? "heads" : "may head")} "
            + $"{(rows - first == 1 ? "a row" : Plural.Of(rows - first, "row"))} of totals or notes below the table. {LeaveLast(rows - first)}";
        if (found == Finding.Certain)
        {
            throw CoreException.InvalidData("FooterRow", message);
        }

        if (column >= 0)
        {
            features[column].Remarks = [.. features[column].Remarks, "a row below the table?"];
        }

        return [message];
    }

    private Finding Classify(long row)
    {
        float* values = block + (row * features.Length);
        int texts = 0, counts = 0, gaps = 0; // of columns that have a value in other rows
        bool isTotal = false, mayBe = false, isNote = false;
        for (int i = 0; i < features.Length; i++)
        {
            bool isGap = float.IsNaN(values[i]);
            counts += !features[i].IsText && !isGap ? 1 : 0;
            gaps += isGap && (features[i].IsText ? !float.IsNaN(values[i - features.Length]) : features[i].Missing == 1) ? 1 : 0;
            if (features[i].IsText && !isGap)
            {
                See(features[i].Names[(int)values[i]]);
            }
        }

        if (classes is not null)
        {
            See(classNames[classes[row]]);
        }

        int columns = features.Length + (classes is null ? 0 : 1);
        if (counts == 0 && (quantities.Length == 0 || isNote || isTotal || texts > 0))
        {
            return texts != 1 || columns < 2 ? Finding.None
                : isNote || isTotal ? Finding.Certain
                : columns > 2 && Values(row - 1) > 1 ? Finding.Likely
                : Finding.None;
        }

        if (!mayBe && !IsAtEnd(row))
        {
            return Finding.None;
        }

        (int sums, int others) = Matches(row, 0, mayBe ? Loose : Strict);
        return isTotal ? sums > 0 ? Finding.Certain : Finding.Likely
            : mayBe ? sums > 0 && others == 0 ? Finding.Certain : Finding.None
            : others == 0 && sums > 0 && (sums > 1 || gaps > 0) && row >= (gaps == 0 ? FewestSummed : sums > 1 ? FewestNamed : FewestNamed + 1) ? Finding.Likely
            : Finding.None;

        void See(string text)
        {
            texts++;
            isTotal |= FooterText.IsTotal(text);
            mayBe |= FooterText.MayBeTotal(text);
            isNote |= FooterText.IsNote(text);
        }
    }

    // A sum is the largest number of its column, or the smallest: most rows need no further look.
    private bool IsAtEnd(long row)
    {
        int first = Array.Find(numbers, i => Value(row, i) is not (0 or float.NaN));
        ColumnProfile profile = first < features.Length ? features[first].Profile : quantities[first - features.Length].Profile;
        float value = Value(row, first);
        return value == (float)profile.Maximum || value == (float)profile.Minimum;
    }

    private float Value(long row, int column) => column < features.Length ? block[(row * features.Length) + column]
        : targets[(row * quantities.Length) + column - features.Length];

    private int Values(long row) => Enumerable.Range(0, features.Length).Count(i => !float.IsNaN(block[(row * features.Length) + i]));

    // How many numbers of a row are the sum or the mean of at least two rows above it, from a first one on, and how many are not.
    private (int Are, int AreNot) Matches(long row, long from, double tolerance)
    {
        int are = 0, areNot = 0, looked = 0;
        foreach (int column in numbers)
        {
            double sum = 0;
            long count = 0, different = 0;
            for (long above = from; above < row; above++)
            {
                Slices.Count(ref looked, 1);
                float value = Value(above, column);
                sum += float.IsNaN(value) ? 0 : value;
                count += float.IsNaN(value) ? 0 : 1;
                different += value is not (0 or float.NaN) && value != sum ? 1 : 0;
            }

            float number = Value(row, column);
            if (float.IsNaN(number) || (number == 0 && sum == 0))
            {
                continue;
            }

            bool isSum = Math.Abs(number - sum) <= Math.Min(tolerance, Strict) * Math.Abs(sum);
            bool isMean = tolerance > Strict && count > 0 && Math.Abs(number - (sum / count)) <= tolerance * Math.Abs(sum / count);
            are += (isSum || isMean) && different > 0 ? 1 : 0;
            areNot += isSum || isMean ? 0 : 1;
        }

        return (are, areNot);
    }

    // The column and the text that say what a row is; -1 for the label's.
    private (int Column, string Text) Heading(long row)
    {
        float* values = block + (row * features.Length);
        (int Column, string Text)? first = null;
        for (int i = 0; i < features.Length; i++)
        {
            if (!float.IsNaN(values[i]))
            {
                string text = features[i].IsText ? features[i].Names[(int)values[i]] : values[i].ToString("R", System.Globalization.CultureInfo.InvariantCulture);
                first ??= (i, text);
                if (features[i].IsText && (FooterText.MayBeTotal(text) || FooterText.IsNote(text)))
                {
                    return (i, text);
                }
            }
        }

        return classes is not null && FooterText.MayBeTotal(classNames[classes[row]]) ? (-1, classNames[classes[row]]) : first ?? (0, string.Empty);
    }

    private bool IsFirstOfClass(long row)
    {
        for (long above = 0; above < row; above++)
        {
            if (classes[above] == classes[row])
            {
                return false;
            }
        }

        return true;
    }

    // Whether no row above has the text.
    private bool IsFirst(int column, long row)
    {
        float value = block[(row * features.Length) + column];
        for (long above = 0; above < row && features[column].IsText; above++)
        {
            if (block[(above * features.Length) + column] == value)
            {
                return false;
            }
        }

        return true;
    }
}
