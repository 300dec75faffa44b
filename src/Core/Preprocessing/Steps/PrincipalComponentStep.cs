using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.Json;
using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>Replaces columns by their principal components: uncorrelated, in descending order of variance.</summary>
/// <remarks>
/// scikit-learn's PCA, exact: the columns' covariance (divided by n - 1) is decomposed in double precision. In each
/// component the loading largest in absolute value is positive, the first of equal ones (the rule since scikit-learn
/// 1.5). The components replace the first of the columns used.
/// </remarks>
internal sealed class PrincipalComponentStep : PreprocessingStep
{
    private const double LeastDeviation = 2.220446049250313e-16;

    private readonly double? asked; // a count from 1 on, below it a share of the variance
    private readonly bool whitens;
    private string[] names = [];
    private double[] mean = [];
    private double[] components = []; // [count, columns]
    private double[] variance = []; // of each component
    private double[] ratio = []; // of the total variance
    private int[] places = [];
    private ColumnInfo[] outputs = [];

    public PrincipalComponentStep(StepArguments arguments)
        : base(arguments)
    {
        asked = arguments.NumberOrNull("components", null, 0);
        whitens = arguments.Flag("whiten", false);
        if (asked is double number && (number == 0 || (number > 1 && number != Math.Floor(number))))
        {
            throw arguments.Invalid("components", "has to be a whole number from 1, or a share of the variance between 0 and 1");
        }
    }

    private int Width => names.Length;

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("PrincipalComponent", arguments => new PrincipalComponentStep(arguments));

    public override void Fit(TrainingRows training)
    {
        ColumnInfo[] columns = training.Infos;
        int[] chosen = ChooseNumbers(columns);
        names = [.. chosen.Select(i => columns[i].Name)];
        int n = training.Rows;
        int most = Math.Min(n, Width);
        int count = asked is >= 1 ? (int)Math.Min(asked.Value, int.MaxValue) : most;
        if (Width == 0 || n < 2 || count > most)
        {
            throw CoreException.InvalidData(
                "TooManyComponents",
                $"{Subject}: {(asked is >= 1 ? Plural.Of(count, "component") : "components")} of {Plural.Of(n, "row")} and "
                + $"{Plural.Of(Width, "number column")}: at most {(n < 2 ? 0 : most)} can be had.");
        }

        double[] covariance = Covariance(training.Whole(chosen));
        double[] values = SymmetricEigen.Decompose(covariance, Width);
        values = Array.ConvertAll(values, value => Math.Max(0, value));
        double total = values.Sum();
        double[] shares = Array.ConvertAll(values, value => total > 0 ? value / total : 0);
        count = asked is < 1 ? Reaching(shares, asked.Value, most) : count;
        components = covariance[..(count * Width)];
        variance = values[..count];
        ratio = shares[..count];
        for (int i = 0; i < count; i++)
        {
            Orient(components.AsSpan(i * Width, Width));
        }
    }

    public override void Read(Learnt learnt)
    {
        names = learnt.Texts("columns");
        if (Width == 0)
        {
            throw learnt.Invalid("columns", "at least one text");
        }

        mean = learnt.Numbers("mean", Width);
        variance = learnt.Numbers("variance");
        ratio = learnt.Numbers("ratio", variance.Length);
        components = learnt.Numbers("components", checked(variance.Length * Width));
    }

    public override ColumnInfo[] Bind(ColumnInfo[] columns)
    {
        places = NamedColumns.Places(names, columns, Subject);
        outputs = [.. Enumerable.Range(1, variance.Length).Select(i => new ColumnInfo(FormattableString.Invariant($"pc{i}"), false))];
        HashSet<int> taken = [.. places];
        int first = places.Min();
        return [.. columns.SelectMany((column, i) => i == first ? outputs : taken.Contains(i) ? [] : [column])];
    }

    public override void Apply(Frame rows)
    {
        var centered = new Memory<double>[Width];
        for (int i = 0; i < Width; i++)
        {
            centered[i] = rows.NewValues();
            TensorPrimitives.Subtract(rows.Columns[places[i]].Values, mean[i], centered[i].Span);
        }

        Memory<double>[] sums = [rows.NewValues(), rows.NewValues(), rows.NewValues(), rows.NewValues()];
        var scores = new FrameColumn[outputs.Length];
        for (int component = 0; component < scores.Length; component++)
        {
            Cancellation.ThrowIfRequested();
            Memory<double> score = rows.NewValues();
            Score(components.AsSpan(component * Width, Width), centered, sums, score.Span);
            if (whitens)
            {
                TensorPrimitives.Divide(score.Span, Deviation(component), score.Span);
            }

            scores[component] = new FrameColumn(outputs[component], score, null);
        }

        HashSet<int> taken = [.. places];
        int first = places.Min();
        rows.Columns = [.. rows.Columns.SelectMany((column, i) =>
            i == first ? scores
            : taken.Contains(i) ? []
            : (IEnumerable<FrameColumn>)[column])];
    }

    /// <summary>The nearest point; exact if no component was left out.</summary>
    public override void Invert(Frame rows)
    {
        int first = places.Min();
        Memory<double>[] scores = [.. outputs.Select((_, component) =>
        {
            Memory<double> score = rows.NewValues();
            TensorPrimitives.Multiply(
                rows.Columns[first + component].Values, whitens ? Deviation(component) : 1, score.Span);
            return score;
        })];
        List<FrameColumn> result = [.. rows.Columns.Take(first), .. rows.Columns.Skip(first + outputs.Length)];
        foreach (int i in Enumerable.Range(0, Width).OrderBy(i => places[i]))
        {
            Cancellation.ThrowIfRequested();
            Memory<double> restored = rows.NewValues(0);
            for (int component = 0; component < scores.Length; component++)
            {
                TensorPrimitives.MultiplyAdd(
                    scores[component].Span, components[(component * Width) + i], restored.Span, restored.Span);
            }

            TensorPrimitives.Add(restored.Span, mean[i], restored.Span);
            result.Insert(places[i], new FrameColumn(new ColumnInfo(names[i], false), restored, null));
        }

        rows.Columns = result;
    }

    public override void WriteLearnt(Utf8JsonWriter json)
    {
        json.WriteTexts("columns", names);
        json.WriteNumbers("mean", mean);
        json.WriteNumbers("variance", variance);
        json.WriteNumbers("ratio", ratio);
        json.WriteNumbers("components", components);
    }

    public override IEnumerable<(string Column, string Text)> Describe()
    {
        double sum = 0;
        for (int i = 0; i < variance.Length; i++)
        {
            sum += ratio[i];
            yield return (outputs[i].Name, FormattableString.Invariant(
                $"variance {variance[i]:G6}, {ratio[i]:P1} of the whole, {sum:P1} with those before"));
        }
    }

    // As Dot sums one row, for all rows at once.
    private static void Score(ReadOnlySpan<double> loadings, Memory<double>[] centered, Memory<double>[] sums, Span<double> score)
    {
        Array.ForEach(sums, sum => sum.Span.Clear());
        int whole = loadings.Length & -sums.Length;
        for (int i = 0; i < loadings.Length; i++)
        {
            Span<double> sum = sums[i < whole ? i % sums.Length : 0].Span;
            TensorPrimitives.MultiplyAdd(centered[i].Span, loadings[i], sum, sum);
        }

        TensorPrimitives.Add(sums[0].Span, sums[1].Span, score);
        TensorPrimitives.Add(sums[2].Span, sums[3].Span, sums[2].Span);
        TensorPrimitives.Add(score, sums[2].Span, score);
    }

    // The order of summation does not depend on the vector width: four accumulators, always.
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double first = 0, second = 0, third = 0, fourth = 0;
        int i = 0;
        for (; i <= a.Length - 4; i += 4)
        {
            first += a[i] * b[i];
            second += a[i + 1] * b[i + 1];
            third += a[i + 2] * b[i + 2];
            fourth += a[i + 3] * b[i + 3];
        }

        for (; i < a.Length; i++)
        {
            first += a[i] * b[i];
        }

        return (first + second) + (third + fourth);
    }

    // The fewest components whose share of the variance exceeds the one asked for.
    private static int Reaching(double[] shares, double wanted, int most)
    {
        double sum = 0;
        for (int i = 0; i < most; i++)
        {
            sum += shares[i];
            if (sum > wanted)
            {
                return i + 1;
            }
        }

        return most;
    }

    private static void Orient(Span<double> component)
    {
        int largest = 0;
        for (int i = 1; i < component.Length; i++)
        {
            // Loadings that differ only by rounding count as equal.
            largest = Math.Abs(component[i]) > Math.Abs(component[largest]) * (1 + 1e-12) ? i : largest;
        }

        if (component[largest] < 0)
        {
            TensorPrimitives.Negate(component, component);
        }
    }

    private double Deviation(int component) => Math.Max(Math.Sqrt(variance[component]), LeastDeviation);

    private double[] Covariance(FrameColumn[] columns)
    {
        mean = new double[columns.Length];
        var centered = new double[columns.Length][];
        for (int i = 0; i < columns.Length; i++)
        {
            if (!TensorPrimitives.IsFiniteAll<double>(columns[i].Values))
            {
                throw CoreException.InvalidData(
                    "NotFiniteData",
                    $"{Subject}: column '{Excerpt.Of(columns[i].Info.Name)}' has values that are missing or infinite. Impute in front "
                    + "of the step fills gaps.");
            }
        }

        EachColumn.Run(columns.Length, i =>
        {
            mean[i] = Moments.Of(columns[i].Values).Mean;
            centered[i] = new double[columns[i].Values.Length];
            TensorPrimitives.Subtract(columns[i].Values, mean[i], centered[i]);
        });
        var covariance = new double[columns.Length * columns.Length];
        EachColumn.Run(columns.Length, i =>
        {
            for (int j = 0; j <= i; j++)
            {
                Cancellation.ThrowIfRequested();
                double product = Dot(centered[i], centered[j]) / (centered[i].Length - 1);
                covariance[(i * columns.Length) + j] = product;
                covariance[(j * columns.Length) + i] = product;
            }
        });
        return covariance;
    }
}
