using System.Collections;
using System.Globalization;
using NormTools.Native;

namespace NormTools;

/// <summary>A target of texts, one for each row, such as those of Import-Csv: read as Import-Dataset reads a label
/// column.</summary>
/// <remarks>
/// Text makes classes; so do whole numbers with at most 100 different values that occur at least twice on average.
/// Other numbers are quantities. Text among numbers is an error, unless there is more text than numbers; so are texts
/// that hardly repeat. Whole numbers with a leading zero, or with more digits than a double holds, are class names as
/// they are written. Classes are sorted: numbers by value, then texts by their characters.
/// </remarks>
internal sealed class TargetText : IComparer<string>
{
    private const int FewestRows = 20; // with fewer, texts may simply not have repeated yet
    private const double LargestWhole = 1L << 53; // that a double holds

    private readonly string[] texts;
    private readonly bool areNumbers;
    private readonly bool haveCodes; // a whole number with a leading zero

    private TargetText(string[] texts)
    {
        this.texts = texts;
        areNumbers = StopFlag.Each(texts).All(text => TensorReader.TryNumber(text, out _));
        haveCodes = StopFlag.Each(texts).Any(HasZeroBefore);
    }

    public long Count => texts.Length;

    /// <summary>The target if it consists of text; otherwise null.</summary>
    public static TargetText? Of(object target)
    {
        if (target is string || target is not IEnumerable values)
        {
            return null;
        }

        var texts = new List<string>();
        foreach (object? value in StopFlag.Each(values.Cast<object?>()))
        {
            if (Unwrapped.Of(value) is not string text)
            {
                return null;
            }

            texts.Add(text);
        }

        return texts.Count > 0 ? new TargetText(texts.ToArray()) : null;
    }

    /// <summary>Whether the texts are the names of classes, and not numbers.</summary>
    /// <param name="asked">Whether classes or quantities were asked for; null to decide from the texts.</param>
    /// <param name="classNames">The names of the classes; if no number is one of them, numbers are class
    /// numbers.</param>
    public bool MakesClasses(bool? asked, string[]? classNames)
    {
        if (asked is null && classNames is null)
        {
            RefuseStrays();
        }

        if (!areNumbers)
        {
            return true;
        }

        if (classNames is not null)
        {
            var known = new HashSet<string>(classNames, StringComparer.Ordinal);
            return StopFlag.Each(texts).Any(text => known.Contains(text) || known.Contains(Name(text)));
        }

        return asked ?? (haveCodes || AreFewWholeNumbers());
    }

    /// <summary>The different names, sorted.</summary>
    public string[] Names()
    {
        string[] names = StopFlag.Each(texts).Select(Name).Distinct(StringComparer.Ordinal).ToArray();
        StopFlag.Sort(names, this);
        return names;
    }

    /// <summary>The number of each row's class.</summary>
    /// <exception cref="NormToolsException">A text is none of the names.</exception>
    public long[] Numbers(string[] names)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            numbers[name] = numbers.Count;
        }

        return StopFlag.Each(texts).Select(text =>
            numbers.TryGetValue(text, out long number) || numbers.TryGetValue(Name(text), out number)
                ? number
                : throw Errors.UnknownClass(text, names)).ToArray();
    }

    public int Compare(string left, string right)
    {
        bool leftIsNumber = TensorReader.TryNumber(left, out double leftValue);
        bool rightIsNumber = TensorReader.TryNumber(right, out double rightValue);
        int order = leftIsNumber && rightIsNumber
            ? leftValue.CompareTo(rightValue)
            : rightIsNumber.CompareTo(leftIsNumber);
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }

    /// <summary>Whether the digits would change if the text were read as a number.</summary>
    public static bool IsName(string text, double number) =>
        HasZeroBefore(text) || (Math.Abs(number) >= LargestWhole && text.TrimStart('-', '+').All(char.IsDigit));

    /// <summary>The name of a class. For a number it is the text of its value, so that 3 and 3.0 are one
    /// class.</summary>
    private static string Name(string text) => TensorReader.TryNumber(text, out double number) && !IsName(text, number)
        ? (number + 0.0).ToString("R", CultureInfo.InvariantCulture)
        : text;

    private static bool HasZeroBefore(string text) => text.Length > 1 && text[0] == '0' && text.All(char.IsDigit);

    private void RefuseStrays()
    {
        string[] strays = StopFlag.Each(texts).Where(text => !TensorReader.TryNumber(text, out _)).ToArray();
        if (strays.Length > 0 && strays.Length * 2 <= texts.Length)
        {
            throw Errors.MixedTarget(strays, texts.Length);
        }

        int different = strays.Length > 0 || haveCodes ? Names().Length : 0;
        if (texts.Length >= FewestRows && different > texts.Length * 4L / 5)
        {
            throw Errors.TooManyClasses(different, texts.Length, texts[0]);
        }
    }

    private bool AreFewWholeNumbers()
    {
        var distinct = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<double>();
        long most = Math.Min(TargetReader.MostWholeNumbers, Count / 2);
        foreach (string text in StopFlag.Each(texts))
        {
            TensorReader.TryNumber(text, out double number);
            distinct.Add(Name(text));
            numbers.Add(number);
            if (number != Math.Floor(number) || double.IsInfinity(number) || distinct.Count > most)
            {
                return false;
            }
        }

        TargetReader.RefuseUntold(numbers, Count);
        return true;
    }
}
