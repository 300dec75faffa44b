using System.Collections;
using System.Globalization;
using NormTools.Native;

namespace NormTools;

/// <summary>Reads -Group and -Time: the name of a column of the data set, or a value for each row.</summary>
internal static class RowLabels
{
    /// <summary>The number of each row's group; groups are numbered in the order of their values.</summary>
    public static long[] Groups(Dataset data, object value, string parameter)
    {
        object[] values = Values(data, value, parameter);
        var numbers = new Dictionary<object, long>();
        foreach (object group in values.Distinct().OrderBy(group => group is string).ThenBy(group => group as double? ?? (group as DateTime?)?.Ticks)
            .ThenBy(group => group as string, StringComparer.Ordinal))
        {
            numbers.Add(group, numbers.Count);
        }

        return StopFlag.ConvertAll(values, group => numbers[group]);
    }

    /// <summary>The row numbers in order of time; rows with equal times keep their order.</summary>
    public static long[] Order(Dataset data, object value, string parameter)
    {
        double[] times = Times(data, Values(data, value, parameter), parameter, out _);
        return StopFlag.Rows(times.Length).OrderBy(row => times[row]).Select(row => (long)row).ToArray();
    }

    /// <summary>Times as numbers: dates are counted in ticks.</summary>
    public static double[] Times(Dataset data, object[] values, string parameter, out bool areDates) =>
        TimeText.Read(values, data.Raw.Reading ?? TableReading.Usual, parameter, out areDates);

    /// <summary>Each row's value: a number, a text or a date.</summary>
    /// <exception cref="NormToolsException">The column is missing, or there are not as many values as rows.</exception>
    public static object[] Values(Dataset data, object value, string parameter)
    {
        object basic = Unwrapped.Of(value)!;
        object[] values = basic is string column ? OfColumn(data, column, parameter) : OfList(basic);
        if (values.Length != data.Count)
        {
            throw Errors.LabelCount(parameter, values.Length, data.Count);
        }

        int gap = Array.FindIndex(values, cell => cell is double.NaN);
        return gap < 0 ? values : throw Errors.MissingLabel(parameter, gap);
    }

    private static object[] OfColumn(Dataset data, string name, string parameter)
    {
        Dataset raw = data.Raw;
        int place = Array.FindIndex(raw.FeatureNames ?? Array.Empty<string>(), own => own.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (!raw.HasNamedColumns || place < 0)
        {
            throw Errors.NoSuchColumn(parameter, name, raw.FeatureNames ?? Array.Empty<string>(), raw.RowCall ?? "Import-Csv FILE");
        }

        using Tensor stored = raw.StoredRowsOf();
        var values = (float[])stored.ToArray();
        int width = raw.FeatureNames!.Length;
        string[]? texts = null;
        raw.Categories?.TryGetValue(raw.FeatureNames[place], out texts);
        return StopFlag.Rows(raw.Count).Select(row =>
        {
            float cell = values[(row * width) + place];
            return texts is null || float.IsNaN(cell) ? (double)cell : (object)texts[(int)cell];
        }).ToArray();
    }

    private static object[] OfList(object value)
    {
        IEnumerable items = value is Tensor tensor ? tensor.ToArray() : value as IEnumerable ?? new[] { value };
        return items.Cast<object?>().Select(item => Unwrapped.Of(item) switch
        {
            null => (object)double.NaN,
            DateTime date => date.ToUniversalTime(),
            DateTimeOffset date => date.UtcDateTime,
            string text => text.Trim().Length == 0 ? double.NaN : text,
            var other when TensorReader.TryNumber(other, out double number) => number,
            var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
        }).ToArray();
    }
}
