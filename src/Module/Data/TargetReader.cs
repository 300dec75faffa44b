using NormTools.Native;

namespace NormTools;

/// <summary>Converts -Target of New-Dataset to class numbers or quantities.</summary>
/// <remarks>
/// Text makes classes, in the order of -ClassName or sorted; text that reads as numbers is taken by the rules of
/// Import-Dataset (see <see cref="TargetText"/>). Whole-number tensors (Int64, UInt8) are class numbers, as in PyTorch.
/// Floating-point values are class numbers if all are whole and not negative, with at most 100 different values that
/// occur at least twice on average, where more than 20 count from 0 or 1 (the rule of Import-Dataset); other values are quantities. -Task overrides these
/// rules.
/// </remarks>
internal sealed class TargetReader
{
    internal const int MostWholeNumbers = 100;
    private const int MostUntold = 20;
    private const int MostClasses = 65_536;

    private readonly string[]? classNames;
    private readonly bool? classes;

    /// <param name="classNames">The names of the classes where they are known.</param>
    /// <param name="classes">Whether classes or quantities were asked for; null to decide from the values.</param>
    public TargetReader(string[]? classNames, bool? classes)
    {
        this.classNames = classNames;
        this.classes = classNames is null ? classes : true;
    }

    /// <summary>Int64 [rows] class numbers with their names, or Float32 [rows, outputs] without.</summary>
    /// <exception cref="NormToolsException">The values are not of the kind asked for, or there is not one for each
    /// row.</exception>
    public (Tensor Target, string[]? Names) Read(object target, long rows)
    {
        if (classNames?.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(names => names.Skip(1).Any()) is { } twice)
        {
            throw Errors.DuplicateName("ClassName", twice.Key);
        }

        object basic = Unwrapped.Of(target)!;
        if (TargetText.Of(basic) is { } text && text.MakesClasses(classes, classNames))
        {
            return FromText(text, rows);
        }

        Tensor tensor = basic as Tensor ?? TensorReader.Read(basic, DType.Float64, "Target"); // 1700000001.5 has a fraction
        tensor.ThrowIfDisposed();
        if (tensor.Rank == 0 || tensor.Dimensions[0] != rows || tensor.Rank > 2)
        {
            throw Errors.TargetShape(tensor.Dimensions, rows);
        }

        return tensor.Count == rows && IsClasses(tensor) ? FromNumbers(tensor) : FromQuantities(tensor, rows);
    }

    private (Tensor Target, string[]? Names) FromText(TargetText text, long rows)
    {
        if (text.Count != rows)
        {
            throw Errors.TargetShape(new long[] { text.Count }, rows);
        }

        if (classes == false)
        {
            throw Errors.Invalid("TargetNotNumbers", "-Target holds text, and -Task Regression wants numbers.");
        }

        string[] names = classNames ?? text.Names();
        return (TensorReader.Read(text.Numbers(names), DType.Int64), names);
    }

    private bool IsClasses(Tensor tensor)
    {
        if (classes is not null || !tensor.DType.IsFloat())
        {
            return classes ?? true;
        }

        var distinct = new HashSet<double>();
        long most = Math.Min(MostWholeNumbers, tensor.Count / 2);
        foreach (object value in StopFlag.Each(tensor.ToArray().Cast<object>()))
        {
            double number = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
            distinct.Add(number);
            if (!(number >= 0) || number != Math.Floor(number) || distinct.Count > most)
            {
                return false;
            }
        }

        RefuseUntold(distinct, tensor.Count);
        return distinct.Count > 0;
    }

    /// <summary>Ages are no classes, and codes of 30 regions are: of many whole numbers only those that count from 0 or 1 make classes.</summary>
    /// <exception cref="NormToolsException">The caller has to say what they are.</exception>
    public static void RefuseUntold(ICollection<double> distinct, long rows)
    {
        if (distinct.Count > MostUntold && !(distinct.Min() is 0 or 1 && distinct.Max() - distinct.Min() + 1 == distinct.Count))
        {
            throw Errors.ClassesOrQuantities(distinct.Count, rows);
        }
    }

    private (Tensor Target, string[]? Names) FromNumbers(Tensor tensor)
    {
        long largest = -1;
        foreach (object value in StopFlag.Each(tensor.ToArray().Cast<object>()))
        {
            double number = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
            if (!(number >= 0) || number != Math.Floor(number) || number >= MostClasses)
            {
                throw Errors.NotAClassNumber(number, MostClasses);
            }

            largest = Math.Max(largest, (long)number);
        }

        if (classNames is not null && largest >= classNames.Length)
        {
            throw Errors.TooFewClassNames(classNames.Length, largest);
        }

        string[] names = classNames
            ?? Enumerable.Range(0, (int)largest
                + 1).Select(number => FormattableString.Invariant($"{number}")).ToArray();
        Tensor numbers = tensor.To(DType.Int64);
        return (numbers.Reshape(numbers.Count), names);
    }

    private (Tensor Target, string[]? Names) FromQuantities(Tensor tensor, long rows)
    {
        if (classes == true)
        {
            throw Errors.TargetShape(tensor.Dimensions, rows);
        }

        Tensor numbers = tensor.ToFloat32("Target");
        Tensor result = numbers.Reshape(rows, -1);
        result.Lost = numbers.Lost;
        return (result, null);
    }
}
