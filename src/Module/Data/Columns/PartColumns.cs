using NormTools.Native;

namespace NormTools;

/// <summary>The columns of a part of a table with the figures of its own rows.</summary>
internal static unsafe class PartColumns
{
    /// <param name="data">The part, as it was read.</param>
    /// <param name="columns">Those of the whole table.</param>
    public static DatasetColumn[] Of(Dataset data, DatasetColumn[] columns)
    {
        string[] features = data.FeatureNames ?? Array.Empty<string>();
        string[] labels = data.TargetNames ?? Array.Empty<string>();
        return Array.ConvertAll(columns, column => column.Kind switch
        {
            "LeftOut" => column.WithFigures(null, null, null, null), // its values are not kept
            "Weight" => Figures(column, data.SampleWeight, 1, 0),
            "Class" or "Quantity" => Figures(column, data.Target, labels.Length, Array.IndexOf(labels, column.Name)),
            _ => Figures(data, column, Array.IndexOf(features, column.Name), features.Length),
        });
    }

    private static DatasetColumn Figures(DatasetColumn column, Tensor? values, int width, int place)
    {
        if (values is null || place < 0 || values.Count % width != 0)
        {
            return column.WithFigures(null, null, null, null);
        }

        Array all = values.ToArray();
        var seen = new Seen();
        for (int i = place; i < all.Length; i += width)
        {
            seen.Add(Convert.ToDouble(all.GetValue(i)));
        }

        bool isNumber = column.Kind != "Class"; // of a class the number of its name
        return column.WithFigures(seen.Distinct, 0, isNumber ? seen.Least : null, isNumber ? seen.Most : null);
    }

    private static DatasetColumn Figures(Dataset data, DatasetColumn column, int place, int width)
    {
        if (place < 0 || data.StoredFeature.DType != DType.Float32 || data.StoredFeature.Rank != 2 || data.StoredFeature.Dimensions[1] != width)
        {
            return column.WithFigures(null, null, null, null);
        }

        using HandleLease values = data.StoredFeature.Hold();
        using HandleLease rows = data.Rows!.Hold();
        var own = (long*)rows.Value;
        var seen = new Seen();
        int looked = 0;
        for (long i = 0; i < data.Count; i++)
        {
            StopFlag.Poll(ref looked);
            seen.Add(((float*)values.Value)[(own[i] * width) + place]);
        }

        // Gaps that the mean of the column filled are numbers like others.
        bool isFilled = data.Fills?.ContainsKey(column.Name) == true;
        bool isNumber = column.Minimum is not null;
        return column.WithFigures(seen.Distinct, isFilled ? null : seen.Missing, isNumber ? seen.Least : null, isNumber ? seen.Most : null);
    }

    private sealed class Seen
    {
        private readonly HashSet<double> values = new HashSet<double>();

        public long Distinct => values.Count;

        public long Missing { get; private set; }

        public double? Least { get; private set; }

        public double? Most { get; private set; }

        public void Add(double value)
        {
            if (double.IsNaN(value))
            {
                Missing++;
                return;
            }

            values.Add(value);
            Least = value < Least ? value : Least ?? value;
            Most = value > Most ? value : Most ?? value;
        }
    }
}
