using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>How a feature column is encoded.</summary>
internal enum ColumnEncoding
{
    /// <summary>Numbers stay numbers, and text is kept as text.</summary>
    None,

    /// <summary>Numbers stay numbers, and text becomes 0, 1, 2...: a pattern chose the column.</summary>
    Text,

    /// <summary>All values become 0, 1, 2...: the column was named.</summary>
    All,

    /// <summary>All values are texts of any length, of whose words numbers are made later.</summary>
    Words,
}

/// <summary>One feature column while a table is read: numbers with gaps, or texts stored as numbers.</summary>
/// <remarks>
/// A column is numeric or text, never both: a text among numbers is an error that names it, and so is a number among
/// texts, unless the column was named for encoding.
/// </remarks>
internal sealed unsafe partial class FeatureColumn
{
    private readonly TableRules rules;
    private readonly ColumnEncoding encoding;
    private readonly bool isKnown;
    private readonly NumberColumns numbers;
    private readonly int place; // among the columns
    private (long Line, string Text) firstText;
    private (long Line, string Text) firstNumber;
    private long textRows;
    private NumberForms forms; // of its numbers
    private Categories? texts; // made with the first text: most columns have none
    private readonly List<long> textLines = []; // of each text the first one
    private long numberRows; // from Complete on

    /// <param name="name">For messages and the description.</param>
    /// <param name="encoding">The encoding asked for.</param>
    /// <param name="known">The texts of an encoded column in order, if known already.</param>
    /// <param name="rules">How the table writes numbers and gaps.</param>
    /// <param name="numbers">Takes the numbers of all columns.</param>
    /// <param name="place">Of this one among them.</param>
    public FeatureColumn(
        string name, ColumnEncoding encoding, string[]? known, TableRules rules, NumberColumns numbers, int place)
    {
        Name = name;
        this.encoding = known is null ? encoding : ColumnEncoding.All;
        this.rules = rules;
        texts = known is null ? null : new Categories(known);
        isKnown = known is not null;
        this.numbers = numbers;
        this.place = place;
    }

    public string Name { get; }

    /// <summary>The number of missing values.</summary>
    public long Missing { get; private set; }

    /// <summary>The fill value for gaps; set before <see cref="Complete"/> if learnt from other data; null for
    /// none.</summary>
    public double? Fill { get; set; }

    /// <summary>The number of gaps filled.</summary>
    public long Filled { get; private set; }

    /// <summary>What its numbers are like, from <see cref="Complete"/> on.</summary>
    public ColumnProfile Profile => numbers.Profile(place, numberRows);

    /// <summary>Whether whole numbers were written with leading zeros, as codes are.</summary>
    public bool HasCodes => forms.HasFlag(NumberForms.Code) && !IsText;

    /// <summary>Whether numbers were written as digits around an E and none with another exponent, as names of rooms may be: 1E2.</summary>
    public bool HasPowers => forms.HasFlag(NumberForms.Power) && !forms.HasFlag(NumberForms.Exponent) && Profile.IsWhole;

    /// <summary>The first number as it is written.</summary>
    public string FirstNumber => firstNumber.Text;

    /// <summary>Whether all of its values are texts, whatever they look like.</summary>
    public bool TakesTexts => encoding is ColumnEncoding.All or ColumnEncoding.Words;

    /// <summary>Whether its texts are of words, and no categories.</summary>
    public bool HoldsWords => encoding == ColumnEncoding.Words;

    /// <summary>Whether the column holds texts, stored as numbers.</summary>
    public bool IsText => TakesTexts || textRows > 0;

    /// <summary>Whether its texts became numbers on request.</summary>
    public bool IsEncoded => IsText && encoding is ColumnEncoding.Text or ColumnEncoding.All;

    /// <summary>The texts in order, after <see cref="Complete"/>.</summary>
    public string[] Names { get; private set; } = [];

    /// <summary>How its gaps are written that may as well be names or categories.</summary>
    public MarkedGaps Marked { get; } = new();

    /// <summary>The signs beside its numbers; null where none are looked for.</summary>
    public SignUse? Signs { get; private set; }

    /// <summary>Whole numbers of more digits than a double holds; null where there are none.</summary>
    public LongNumbers? LongNumbers { get; private set; }

    /// <summary>Where one of its texts stands first; 0 for one that is not in the file.</summary>
    public long PlaceOf(string text) => Texts.Number(text) is >= 0 and int number && number < textLines.Count && !isKnown ? textLines[number] : 0;

    /// <summary>What looks odd, in a few words each.</summary>
    public string[] Remarks { get; set; } = [];

    /// <summary>The step that makes numbers of its dates, as it is typed; null where it holds none, or no format reads them.</summary>
    public string? DateStep { get; set; }

    /// <summary>Whether a number is the first one: then <see cref="Begin"/> takes it.</summary>
    public bool HasNumber => numbers.HasNumber(place);

    private Categories Texts => texts ??= new Categories(areLong: HoldsWords);

    /// <summary>Takes note of how numbers are written.</summary>
    public void Mark(NumberForms found) => forms |= found;

    /// <summary>Takes note of the first number as it is written.</summary>
    public void Begin(ReadOnlySpan<byte> field, long line) => firstNumber = (line, Decode(field));

    /// <summary>Takes a number.</summary>
    /// <returns>Null, or the id and the sentence of what is wrong with it.</returns>
    public (string Id, string Message)? AddNumber(double number, out float value)
    {
        value = (float)number;
        if (!float.IsFinite(value))
        {
            return (
                LabelColumn.BeyondFloat.Id,
                LabelColumn.BeyondFloat.Message + " -MissingMarker with it makes a gap of it, -ExcludeProperty leaves the column out.");
        }

        numbers.Add(place, number, value);
        return null;
    }

    /// <summary>Takes a trimmed field, UTF-8 without quotes, that is no gap.</summary>
    /// <param name="field">The field.</param>
    /// <param name="line">Its line.</param>
    /// <param name="value">The number, or the number of the text.</param>
    /// <returns>Null, or the id and message of what is wrong with the field.</returns>
    public (string Id, string Message)? AddText(ReadOnlySpan<byte> field, long line, out float value)
    {
        if (!TakesTexts && rules.Format.TryParse(field, out double number, out NumberMarks marks)) // wanted as text elsewhere, or with signs
        {
            forms |= NumberText.Forms(field);
            if (NumberText.IsBeyondDouble(field))
            {
                (LongNumbers ??= new LongNumbers()).Add(field, number);
            }

            if (rules.Format.HasMarks && (Signs ??= new SignUse(rules.Proposals)).Add(field, line, number, marks) is { } failure)
            {
                value = 0;
                return failure;
            }

            if (!HasNumber)
            {
                Begin(field, line);
            }

            return AddNumber(number, out value);
        }

        int text = Texts.Number(Invisible.Trim(field));
        value = text;
        if (text == textLines.Count)
        {
            textLines.Add(line);
        }

        firstText = textRows++ == 0 ? (line, Decode(field)) : firstText;
        return text < 0 ? Explain(text) : null;
    }

    /// <summary>Takes a gap; nothing else in the table is NaN, so <see cref="Complete"/> finds it again.</summary>
    public (string Id, string Message)? AddGap(ReadOnlySpan<byte> field)
    {
        Missing++;
        Marked.Add(field);
        return rules.Missing == MissingValue.Error
            ? ("MissingValue", "is a missing value; without -MissingValue Error it is kept as a gap.")
            : null;
    }

    /// <summary>
    /// Decides whether the finished column is numeric or text, fills gaps if asked to, and renumbers texts in sorted
    /// order.
    /// </summary>
    /// <param name="column">The first value in [rows, width].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="width">The distance from one row to the next, in values.</param>
    /// <param name="place">Describes a location in the file: line, column and text.</param>
    /// <exception cref="CoreException">The column is neither numbers nor text, or has no mean.</exception>
    public void Complete(float* column, long rows, int width, Func<long, string, string, string> place)
    {
        numberRows = rows - Missing - textRows;
        Decide(column, rows, width, place);
        int looked = 0;
        if (IsText)
        {
            Names = Texts.Sorted(out int[] ranks);
            for (long row = 0; row < rows; row++)
            {
                Slices.Count(ref looked, 1);
                float value = column[row * width];
                column[row * width] = float.IsNaN(value) ? value : ranks[(int)value];
            }

            return;
        }

        if (rules.Missing != MissingValue.Mean)
        {
            Fill = null;
            return;
        }

        if (Fill is null && Missing == rows)
        {
            throw CoreException.InvalidData(
                "ColumnWithoutValues", $"Column '{Excerpt.Of(Name)}' has no value, so no mean to fill its gaps with.");
        }

        float mean = (float)(Fill ??= (float)(numbers.Sum(this.place) / (rows - Missing)));
        for (long row = 0; Missing > 0 && row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            float value = column[row * width];
            column[row * width] = float.IsNaN(value) ? mean : value;
        }

        Filled = Missing;
    }

    /// <summary>What the finished column is like.</summary>
    public ColumnDescription Describe()
    {
        bool hasNumbers = !IsText && numberRows > 0;
        ColumnProfile profile = Profile;
        return new ColumnDescription
        {
            Name = Name,
            Kind = !IsText ? ColumnKind.Number : IsEncoded ? ColumnKind.Category : ColumnKind.Text,
            Distinct = IsText ? Names.Length : profile.Distinct,
            IsEstimate = !IsText && profile.IsEstimate,
            Missing = Missing,
            Gaps = Missing - Filled,
            Minimum = hasNumbers ? profile.Minimum : null,
            Maximum = hasNumbers ? profile.Maximum : null,
            IsPercent = !IsText && Signs?.IsPercent == true,
            Currency = IsText ? string.Empty : Signs?.Currency ?? string.Empty,
            Remarks = Remarks,
            DateStep = DateStep,
        };
    }

    private (string Id, string Message) Explain(int failure)
    {
        (string id, string message) = Texts.Explain(failure);
        return (id, message + (isKnown ? string.Empty : " -ExcludeProperty leaves the column out."));
    }

    private static string Decode(ReadOnlySpan<byte> field) => NameText.Decode(field[..Math.Min(field.Length, 256)]);
}
