using System.Globalization;
using System.Text;
using NormTools.Core.Memory;

namespace NormTools.Core.Data;

/// <summary>
/// The values of a label column while a file is read, and what they turn out to be: classes or numbers.
/// </summary>
/// <remarks>
/// Unless the caller says, any text makes classes; so do whole numbers with at most 100 different values that come
/// twice on average; other numbers are for regression. Classes are in order: numbers by value, texts by code point. A
/// value is kept in eight bytes: a number as its double, a text as a NaN that carries the text's number.
/// </remarks>
internal sealed unsafe class LabelColumn : IDisposable
{
    private const int MostWholeNumbers = 100;
    private const int FewestNumbers = 20; // of fewer nobody can say that a text strayed among them
    private const int TextsInMessage = 3;
    private const long TextBits = 0x7FF8_0000_0000_0000;

    private readonly TargetTask task;
    private readonly NumberFormat format;
    private readonly Categories texts = new();
    private readonly Categories? classes;
    private readonly GrowingRows<long> codes = new(1);
    private long* values; // the codes in one block, once all are there
    private long rows;
    private bool hasText;
    private bool hasFraction;

    /// <param name="name">For messages and the description.</param>
    /// <param name="task">What the caller asked for.</param>
    /// <param name="classNames">The classes in their order when they are known already.</param>
    /// <param name="format">How numbers are written; null for with a decimal point.</param>
    public LabelColumn(string name, TargetTask task, string[]? classNames, NumberFormat? format = null)
    {
        this.format = format ?? new NumberFormat('.', null);
        Name = name;
        this.task = classNames is null ? task : TargetTask.Classification;
        classes = classNames is null ? null : new Categories(classNames);
    }

    public string Name { get; }

    /// <summary>Takes a trimmed field that is not missing.</summary>
    /// <returns>Null, or the id and the sentence of what is wrong with it.</returns>
    public (string Id, string Message)? Add(ReadOnlySpan<byte> text)
    {
        if (format.TryParse(text, out double value))
        {
            return AddNumber(value);
        }

        if (task == TargetTask.Regression)
        {
            return (
                "TextInNumberColumn", "is not a number, and -Task Regression asks for numbers." + format.Proposal(text));
        }

        if (task == TargetTask.Auto && hasFraction)
        {
            return Mixed;
        }

        int number = texts.Number(text);
        if (number < 0)
        {
            return texts.Explain(number);
        }

        hasText = true;
        int failure = classes?.Number(text) ?? 0;
        codes.Add(TextBits | (long)number);
        return failure < 0 ? classes!.Explain(failure) : null;
    }

    /// <inheritdoc cref="Add"/>
    public (string Id, string Message)? AddNumber(double value)
    {
        if (!double.IsFinite(value) || Math.Abs(value) > float.MaxValue)
        {
            return ("ValueOutOfRange", "is beyond the range of a 32-bit floating-point number.");
        }

        hasFraction |= value != Math.Floor(value);
        if (task == TargetTask.Auto && hasText && hasFraction)
        {
            return Mixed;
        }

        int failure = classes?.Number(NumberName(value)) ?? 0;
        codes.Add(BitConverter.DoubleToInt64Bits(value + 0.0)); // minus zero is zero
        return failure < 0 ? classes!.Explain(failure) : null;
    }

    /// <summary>Ends the taking of values.</summary>
    /// <returns>Whether they are classes.</returns>
    public bool Complete()
    {
        rows = codes.Count;
        values = codes.Detach();
        if (task == TargetTask.Auto && hasText)
        {
            RefuseStrayTexts();
        }

        if (task != TargetTask.Auto || hasText || hasFraction)
        {
            return task == TargetTask.Classification || hasText;
        }

        long most = Math.Min(MostWholeNumbers, rows / 2);
        var distinct = new HashSet<long>();
        for (long row = 0; row < rows && distinct.Count <= most; row++)
        {
            distinct.Add(values[row]);
        }

        return distinct.Count <= most;
    }

    // Neither a text among numbers nor texts that hardly repeat are classes, unless the caller says so.
    private void RefuseStrayTexts()
    {
        var numbers = new HashSet<long>();
        long numberRows = 0;
        for (long row = 0; row < rows; row++)
        {
            bool isText = (values[row] & TextBits) == TextBits;
            numberRows += isText ? 0 : 1;
            if (!isText && numbers.Count <= MostWholeNumbers)
            {
                numbers.Add(values[row]);
            }
        }

        long textRows = rows - numberRows;
        string examples = string.Join(
            ", ", Enumerable.Range(0, Math.Min(texts.Count, TextsInMessage)).Select(i => $"'{Excerpt.Of(texts[i])}'"));
        if (numberRows >= FewestNumbers
            && (numbers.Count > Math.Min(MostWholeNumbers, numberRows / 2) || textRows * 20 <= numberRows))
        {
            throw CoreException.InvalidData(
                "MixedLabel",
                $"Column '{Excerpt.Of(Name)}' holds numbers and, in {Plural.Of(textRows, "row")}, text ({examples}). "
                + "-MissingMarker says which texts stand for a missing value (-MissingValue DropRow leaves their rows out), "
                + $"-Task Classification makes classes of all.{format.Proposal(Encoding.UTF8.GetBytes(texts[0]))}");
        }

        if (numberRows == 0 && rows >= FewestNumbers && texts.Count > rows * 4 / 5)
        {
            throw CoreException.InvalidData(
                "TooManyClasses",
                $"Column '{Excerpt.Of(Name)}' has {texts.Count:N0} different texts in {rows:N0} rows ({examples}), hardly one of them "
                + "twice: these are no classes to learn. -Task Classification takes them all the same."
                + format.Proposal(Encoding.UTF8.GetBytes(texts[0])));
        }
    }

    /// <summary>The values as class numbers, int64 [rows], in a block of the pool that the caller owns.</summary>
    /// <exception cref="CoreException">
    /// TooManyCategories: the column has more values than there can be classes.
    /// </exception>
    public long* DetachClasses(out string[] names)
    {
        Categories found = classes ?? new Categories();
        var classOf = new Dictionary<long, int>();
        for (long row = 0; row < rows; row++)
        {
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
            values[row] = ranks[classOf[values[row]]]; // int64 as the codes were: turned into classes where they lie
        }

        long* result = values;
        values = null;
        return result;
    }

    /// <summary>Writes the values as numbers into one column of [rows, width].</summary>
    /// <exception cref="CoreException">TextInNumberColumn: the column holds text.</exception>
    public void CopyValues(float* target, int width)
    {
        if (hasText)
        {
            throw CoreException.InvalidData(
                "TextInNumberColumn", $"Column '{Excerpt.Of(Name)}' holds text; several label columns together must hold numbers.");
        }

        for (long row = 0; row < rows; row++)
        {
            target[row * width] = (float)BitConverter.Int64BitsToDouble(values[row]);
        }
    }

    public void Dispose()
    {
        codes.Dispose();
        NativePool.Return(values);
        values = null;
    }

    private static (string Id, string Message) Mixed => (
        "MixedLabel", "is in a column of both text and fractions: -Task says whether it holds classes or numbers.");

    private static string NumberName(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private string CodeName(long code) => (code & TextBits) == TextBits
        ? texts[(int)(code & ~TextBits)]
        : NumberName(BitConverter.Int64BitsToDouble(code));
}
