using System.Dynamic;
using System.Linq.Expressions;
using NormTools.Native;

namespace NormTools;

/// <content>Selecting rows.</content>
public sealed partial class Dataset : IDynamicMetaObjectProvider
{
    /// <summary>The rows with the given numbers, in that order, as in $data[0..99] and $data[-1]; negative numbers
    /// count from the end.</summary>
    /// <exception cref="NormToolsException">There is no such row.</exception>
    public Dataset this[params object[] row] => Select(row.SelectMany(item => RowNumbers(item, 0)).ToArray());

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new DatasetIndexing(parameter, this);

    /// <exception cref="NormToolsException">There is no such row.</exception>
    internal Dataset Select(long[] rows)
    {
        long[] own = StopFlag.ConvertAll(rows, row => row >= -Count && row < Count
            ? row < 0 ? row + Count : row
            : throw Errors.NoSuchRow(row, Count));
        return own.Length > 0 ? Part(own) : throw Errors.NoRows();
    }

    /// <summary>The rows of some classes.</summary>
    /// <exception cref="NormToolsException">There is no such class, or there are none.</exception>
    internal Dataset OfClasses(string[] names)
    {
        if (ClassNames is null)
        {
            throw Errors.Invalid("NotClasses", "-Class selects rows by their class, and the data set has no classes.");
        }

        var numbers = new HashSet<long>(names.Select(name => Array.IndexOf(ClassNames, name) is >= 0 and int number
            ? (long)number
            : throw Errors.NoSuchClass(name, ClassNames)));
        var targets = (long[])Target!.ToArray();
        return Select(StopFlag.Rows(targets.Length).Where(row => numbers.Contains(targets[row])).Select(row => (long)row).ToArray());
    }

    private static IEnumerable<long> RowNumbers(object? value, int depth)
    {
        object? basic = Unwrapped.Of(value);
        if (basic is System.Collections.IEnumerable list and not string)
        {
            return depth < Tensor.MaximumRank
                ? list.Cast<object?>().SelectMany(item => RowNumbers(item, depth + 1))
                : throw Errors.NestedTooDeep(string.Empty, Tensor.MaximumRank);
        }

        if (basic is Tensor tensor)
        {
            return RowNumbers(tensor.ToArray(), depth);
        }

        return TensorReader.TryNumber(basic, out double number) && number == Math.Floor(number) && Math.Abs(number) < int.MaxValue
            ? new[] { (long)number }
            : throw Errors.Invalid("NotAWholeNumber", $"A row's number is wanted; {Errors.Describe(basic)} was given.");
    }
}
