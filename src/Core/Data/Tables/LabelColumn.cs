using System.Globalization;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>
/// The values of a label column while a file is read, and what they turn out to be: classes or numbers.
/// </summary>
/// <remarks>
/// Unless the caller decides, text makes classes; so do whole numbers with at most 100 distinct values that occur twice
/// on average, if they are at most 20 or numbered from 0 or 1; of those in between the caller has to decide; other numbers are for regression. Text among numbers is an error, unless there is more text than
/// numbers. Whole numbers that a double cannot hold, or that have leading zeros as codes do, are class names as
/// written. Classes are sorted: numbers by value, texts by code point. A value is kept in eight bytes: a number as its
/// double, a text as a NaN whose payload is the text's number.
/// </remarks>
internal sealed unsafe partial class LabelColumn : IDisposable
{
    public const int MostWholeNumbers = 100;

    /// <summary>More different whole numbers than these are classes only where they are numbered from 0 or 1 without a gap.</summary>
    public const int MostUntold = 20;

    private const int FewestRows = 20; // with fewer, one cannot say that texts hardly repeat
    private const int TextsInMessage = 3;
    private const long TextBits = 0x7FF8_0000_0000_0000;

    private readonly TargetTask task;
    private readonly NumberFormat format;
    private readonly Categories texts = new();
    private readonly Categories? classes;
    private readonly GrowingRows<long> codes = new(1);
    private long* values; // the codes in one block, once complete
    private long rows;
    private readonly List<long> textLines = []; // of each text the first one
    private readonly List<double> codeValues = []; // for each text its value if it is a whole number, else NaN
    private long textRows; // rows whose text is not a number
    private long firstTextLine;
    private bool hasLeadingZero;
    private bool hasFraction;
    private bool hasText;

    /// <param name="name">For messages and the description.</param>
    /// <param name="task">What the caller asked for.</param>
    /// <param name="classNames">The classes in order if known already.</param>
    /// <param name="format">How numbers are written; null for a decimal point.</param>
    public LabelColumn(string name, TargetTask task, string[]? classNames, NumberFormat? format = null)
    {
        this.format = format ?? new NumberFormat('.', null);
        Name = name;
        this.task = classNames is null ? task : TargetTask.Classification;
        classes = classNames is null ? null : new Categories(classNames);
    }

    /// <summary>The failure for a number beyond the range of Float32.</summary>
    internal static (string Id, string Message) BeyondFloat => (
        "ValueOutOfRange", "is beyond the range of a 32-bit floating-point number.");

    public string Name { get; }

    /// <summary>Describes a location in the file and its text.</summary>
    public Func<long, string, string> PlaceOf { get; init; } = (line, _) => $"line {line}";

    /// <summary>What messages propose to type.</summary>
    public TableProposals Proposals { get; init; } = new(new DatasetOptions(), new MissingMarkers(null), null);

    /// <summary>Whether the caller decided what the values are.</summary>
    public bool WasAskedFor => task != TargetTask.Auto;

    /// <summary>The signs beside its numbers; null where none are looked for.</summary>
    public SignUse? Signs { get; private set; }

    /// <inheritdoc cref="FeatureColumn.LongNumbers"/>
    public LongNumbers? LongNumbers { get; private set; }

    /// <summary>The values as numbers, for quantities.</summary>
    public ColumnProfile Profile { get; } = new(1024);

    /// <summary>Where one of its texts stands first; 0 for one that is not in the file.</summary>
    public long PlaceOfText(string text) => Enumerable.Range(0, texts.Count).FirstOrDefault(i => texts[i] == text, -1) is >= 0 and int number ? textLines[number] : 0;

    /// <summary>So many values will come, as far as one can tell.</summary>
    public void Expect(long count) => codes.Expect(count);

    /// <summary>Adds a trimmed field that is not missing.</summary>
    /// <returns>Null, or the id and message of what is wrong with it.</returns>
    public (string Id, string Message)? Add(ReadOnlySpan<byte> text, long line = 0)
    {
        if (format.TryParse(text, out double value, out NumberMarks marks))
        {
            if (format.HasMarks && (Signs ??= new SignUse(Proposals)).Add(text, line, value, marks) is { } failure)
            {
                return failure;
            }

            bool isCode = NumberText.IsCode(text), isLong = NumberText.IsBeyondDouble(text);
            hasLeadingZero |= isCode;
            if (isLong)
            {
                (LongNumbers ??= new LongNumbers()).Add(text, value);
            }

            return task != TargetTask.Regression && (isCode || isLong || NumberText.IsPower(text))
                ? AddCode(text, value, line)
                : AddNumber(value);
        }

        if (task == TargetTask.Regression)
        {
            return (
                "TextInNumberColumn", "is not a number, and -Task Regression asks for numbers." + new NumberProposal(format, Proposals, Name).Of(NameText.Decode(text), []));
        }

        firstTextLine = hasText ? firstTextLine : line;
        hasText = true;
        textRows++;
        return AddCode(text, double.NaN, line);
    }

    // A text, or a whole number that has to be kept as written.
    private (string Id, string Message)? AddCode(ReadOnlySpan<byte> text, double value, long line)
    {
        text = Invisible.Trim(text);
        int number = texts.Number(text);
        if (number < 0)
        {
            return texts.Explain(number);
        }

        if (number == codeValues.Count)
        {
            codeValues.Add(value);
            textLines.Add(line);
        }

        int failure = classes?.Number(text) ?? 0;
        codes.Add(TextBits | (long)number);
        return failure < 0 ? classes!.Explain(failure) : null;
    }

    /// <inheritdoc cref="Add"/>
    public (string Id, string Message)? AddNumber(double value)
    {
        if (!double.IsFinite(value) || Math.Abs(value) > float.MaxValue)
        {
            return (BeyondFloat.Id, BeyondFloat.Message + " -MissingMarker with it and -MissingValue DropUnlabelled leave its row out.");
        }

        hasFraction |= value != Math.Floor(value);
        int failure = classes?.Number(NumberName(value)) ?? 0;
        codes.Add(BitConverter.DoubleToInt64Bits(value + 0.0)); // minus zero is zero
        return failure < 0 ? classes!.Explain(failure) : null;
    }

    /// <summary>Completes the column and decides what it holds.</summary>
    /// <returns>Whether they are classes.</returns>
    /// <param name="isAlone">Whether it is the only label: several are quantities.</param>
    public bool Complete(bool isAlone)
    {
        rows = codes.Count;
        values = codes.Detach();
        if (task == TargetTask.Auto && (hasText || (hasLeadingZero && !hasFraction)))
        {
            RefuseStrayTexts();
        }

        if (task != TargetTask.Auto || hasText || hasFraction)
        {
            return task == TargetTask.Classification || hasText;
        }

        long distinct = Distinct(rows / 2);
        bool areFew = distinct <= Math.Min(MostWholeNumbers, rows / 2);
        if (areFew && isAlone && !hasLeadingZero && distinct > MostUntold && !AreNumbered(distinct))
        {
            throw NeedsTask(distinct);
        }

        return hasLeadingZero || areFew;
    }

    /// <summary>The number of distinct values, counted only until it exceeds the limit.</summary>
    private long Distinct(long most)
    {
        var distinct = new HashSet<long>();
        int looked = 0;
        for (long row = 0; row < rows && distinct.Count <= most; row++)
        {
            Slices.Count(ref looked, 1);
            distinct.Add(values[row]);
        }

        return distinct.Count;
    }

    /// <summary>The values as class numbers, int64 [rows], in a block of the pool that the caller owns.</summary>
    /// <exception cref="CoreException">
    /// TooManyCategories: the column has more values than there can be classes.
    /// </exception>
    public long* DetachClasses(out string[] names)
    {
        Categories found = classes ?? new Categories();
        var classOf = new Dictionary<long, int>();
        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            if (classOf.ContainsKey(values[row]))
            {
                continue;
            }

            string name = CodeName(values[row]);
            int number = found.Number(name);
            if (number < 0)
            {
                (string id, string message) = found.Explain(number);
                throw CoreException.InvalidData(
                    id, $"Column '{Excerpt.Of(Name)}': '{Excerpt.Of(name)}' {message}");
            }

            classOf.Add(values[row], number);
        }

        names = found.Sorted(out int[] ranks);
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            values[row] = ranks[classOf[values[row]]]; // int64 like the codes: replaced by classes in place
        }

        long* result = values;
        values = null;
        return result;
    }

    /// <summary>Writes the values as numbers into one column of [rows, width].</summary>
    /// <exception cref="CoreException">
    /// TextInNumberColumn: the column holds text. ValueOutOfRange: a number with many digits is beyond the range of
    /// Float32.
    /// </exception>
    public void CopyValues(float* target, int width)
    {
        if (hasText)
        {
            throw CoreException.InvalidData(
                "TextInNumberColumn",
                $"{PlaceOf(firstTextLine, texts[codeValues.FindIndex(double.IsNaN)])} is text; several label columns together must hold numbers.");
        }

        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            double value = (values[row] & TextBits) == TextBits
                ? codeValues[(int)(values[row] & ~TextBits)]
                : BitConverter.Int64BitsToDouble(values[row]);
            if (Math.Abs(value) > float.MaxValue)
            {
                throw CoreException.InvalidData(
                    BeyondFloat.Id,
                    $"Column '{Excerpt.Of(Name)}': '{Excerpt.Of(CodeName(values[row]))}' {BeyondFloat.Message} "
                    + "-Task Classification takes it as the name of a class.");
            }

            target[row * width] = (float)value;
            Profile.Add(value, (float)value);
        }
    }

    public void Dispose()
    {
        codes.Dispose();
        NativePool.Return(values);
        values = null;
    }

    private static string NumberName(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private string CodeName(long code) => (code & TextBits) == TextBits
        ? texts[(int)(code & ~TextBits)]
        : NumberName(BitConverter.Int64BitsToDouble(code));
}
