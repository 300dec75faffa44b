using System.Globalization;
using System.Numerics;
using NormTools.Contract;
using NormTools.Core.Losses;
using NormTools.Core.Models;
using NormTools.Core.Threading;

namespace NormTools.Core.Training;

/// <summary>Checks of a data set before it is used. Every failure names the data and the row.</summary>
internal static unsafe class DatasetChecks
{
    /// <summary>Checks the view itself, and its width against the model's input.</summary>
    public static void Structure(in DatasetView view, int features, string name)
    {
        if (view.FeatureDType is < 0 or > (int)DType.Int64 || view.TargetDType is < 0 or > (int)DType.Int64)
        {
            throw Invalid(
                $"The {name} has element types {view.FeatureDType} and {view.TargetDType}, but there are 0 to 3.");
        }

        if (view.RowCount < 0 || view.StoredRows < 0 || view.TargetWidth < 0
            || (view.Rows is null && view.RowCount > view.StoredRows))
        {
            throw Invalid($"The {name} uses {view.RowCount} rows of {view.StoredRows}.");
        }

        if (view.FeatureWidth != features)
        {
            throw CoreException.Shape(
                "FeatureWidthMismatch",
                $"The model takes {Plural.Of(features, "feature")} a sample, but the {name} has {view.FeatureWidth}.");
        }

        if (view.ScaleCount != 0 && view.ScaleCount != 1 && view.ScaleCount != view.FeatureWidth)
        {
            throw Invalid($"The {name} has {view.ScaleCount} scales, but 0, 1 or {view.FeatureWidth} (one a feature) "
                + "are wanted.");
        }

        if ((view.TargetOffset is null) != (view.TargetFactor is null) || (view.TargetOffset is not null && !AreScales(view)))
        {
            throw Invalid($"The {name} has target scales that are not finite numbers, or a factor of 0.");
        }

        bool lacksFeatures = view.Features is null && view.RowCount > 0;
        bool lacksScale = view.ScaleCount > 0 && (view.Scale is null || view.Shift is null);
        if (lacksFeatures || lacksScale)
        {
            throw Invalid($"The {name} lacks its {(lacksFeatures ? "features" : "scale or shift")}.");
        }

        for (long i = 0; view.Rows is not null && i < view.RowCount; i++)
        {
            if (view.Rows[i] < 0 || view.Rows[i] >= view.StoredRows)
            {
                throw CoreException.Argument(
                    "RowOutOfRange", $"The {name} asks for row {view.Rows[i]}, but there are rows 0 to "
                        + $"{view.StoredRows - 1}.");
            }
        }
    }

    /// <summary>Checks that there are rows, and targets that fit the loss and the model's outputs.</summary>
    public static void Targets(BatchReader data, Loss loss, Model model)
    {
        if (data.Count == 0)
        {
            throw CoreException.InvalidData("EmptyDataset", $"The {data.Name} has no rows.");
        }

        if (data.View.Targets is null)
        {
            throw Invalid($"The {data.Name} lacks its targets.");
        }

        if (data.ScalesTargets && !loss.TakesScaledTargets)
        {
            throw CoreException.InvalidData(
                "ScaledTarget",
                $"{loss.Name} does not take scaled targets, but ScaleTarget in the preprocessor scales those of the "
                + $"{data.Name}: it is for regression with losses of differences, such as MeanSquaredError. Leave the step "
                + "out, or use another -Loss.");
        }

        data.Fit(model);
        loss.Fit(model.OutputShape, data.View.TargetWidth, data.Name);
        if (data.OutputSteps is StepLayout layout)
        {
            loss.FitSteps(layout, data.Name);
        }

        for (long i = 0; i < data.Count; i++)
        {
            CheckTargets(data, loss, data.Row(i));
        }

        CheckWeights(data);
    }

    /// <summary>Checks that every feature in use is finite, also after conversion to float32 and scaling.</summary>
    public static void Finite(BatchReader data, int threads)
    {
        if ((DType)data.View.FeatureDType is DType.UInt8 or DType.Int64 && data.View.ScaleCount == 0)
        {
            return;
        }

        const int RowsOfPart = 256;
        FiniteSearch search = new();
        FiniteWork work = new() { Data = data, RowsOfPart = RowsOfPart, Search = search };
        int parts = new SizedCut(data.Count, RowsOfPart).Parts;
        Workers.Run(ref work, parts, threads);
        if (search.Sample == long.MaxValue)
        {
            return;
        }

        float[] values = new float[data.FeatureWidth];
        fixed (float* pointer = values)
        {
            data.Features(null, search.Sample, 1, pointer, 1);
        }

        int column = Array.FindIndex(values, value => !float.IsFinite(value));
        string value = values[column].ToString(CultureInfo.InvariantCulture);
        throw CoreException.InvalidData(
            "NotFiniteData",
            $"The {data.Name} has {value} in row {data.Row(search.Sample)}, column {column} (counted from 0). "
            + "Replace or leave out such values first.");
    }

    private static bool AreScales(in DatasetView view)
    {
        for (long i = 0; i < view.TargetWidth; i++)
        {
            if (!double.IsFinite(view.TargetOffset[i]) || !double.IsFinite(view.TargetFactor[i]) || view.TargetFactor[i] == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckTargets(BatchReader data, Loss loss, long row)
    {
        int width = (int)data.View.TargetWidth;
        for (int column = 0; column < width; column++)
        {
            if (data.IsPadding(row, column))
            {
                continue;
            }

            double value = data.Target(row, column);
            string place = width == 1 ? string.Empty : $", column {column} (counted from 0)";
            CoreException? objection = loss.Objection(
                value, string.Create(CultureInfo.InvariantCulture, $"row {row} of the {data.Name} has {value}{place}"));
            if (objection is not null)
            {
                throw objection;
            }
        }
    }

    private static void CheckWeights(BatchReader data)
    {
        double sum = 0;
        for (long i = 0; data.View.Weights is not null && i < data.Count; i++)
        {
            float weight = data.View.Weights[data.Row(i)];
            sum += weight;
            if (!(weight >= 0 && float.IsFinite(weight)))
            {
                throw CoreException.InvalidData(
                    "InvalidSampleWeight", string.Create(CultureInfo.InvariantCulture,
                        $"Weights of samples are 0 or more, but row {data.Row(i)} of the {data.Name} has {weight}."));
            }
        }

        if (data.View.Weights is not null && sum == 0)
        {
            throw CoreException.InvalidData("InvalidSampleWeight", $"All weights of the {data.Name} are 0.");
        }
    }

    private static CoreException Invalid(string message) => CoreException.Argument("InvalidDataset", message);

    /// <summary>The first sample with a value that is not finite.</summary>
    private sealed class FiniteSearch
    {
        private long sample = long.MaxValue;

        public long Sample => Volatile.Read(ref sample);

        public void Found(long candidate)
        {
            long known = Sample;
            while (candidate < known)
            {
                known = Interlocked.CompareExchange(ref sample, candidate, known);
            }
        }
    }

    private struct FiniteWork : IParallelWork
    {
        public BatchReader Data;
        public FiniteSearch Search;
        public int RowsOfPart;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Data.Count, RowsOfPart);
            (long first, long end) = (cut.First(part), cut.End(part));
            if (Search.Sample < first)
            {
                return;
            }

            float[] row = new float[Data.FeatureWidth];
            fixed (float* pointer = row)
            {
                for (long sample = first; sample < end; sample++)
                {
                    float* values = Data.Direct is null ? pointer : Data.Direct + (sample * row.Length);
                    if (Data.Direct is null)
                    {
                        Data.Features(null, sample, 1, pointer, 1);
                    }

                    if (!AllFinite(values, row.Length))
                    {
                        Search.Found(sample);
                        return;
                    }
                }
            }
        }

        // x - x is 0 for a finite x, otherwise NaN.
        private static bool AllFinite(float* values, int count)
        {
            Vector<float> differences = Vector<float>.Zero;
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> value = Vector.Load(values + i);
                differences += value - value;
            }

            float rest = Vector.Sum(differences);
            for (; i < count; i++)
            {
                rest += values[i] - values[i];
            }

            return rest == 0;
        }
    }
}
