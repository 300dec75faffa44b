using System.Text.Json;
using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>A step that subtracts an offset from each column and divides by a factor: (x - offset) / factor.</summary>
internal abstract class ScalingStep(StepArguments arguments) : PreprocessingStep(arguments)
{
    private string[] names = [];

    /// <summary>What is subtracted from each column, stored as <see cref="OffsetName"/>.</summary>
    public double[] Offsets { get; private set; } = [];

    /// <summary>What each column is divided by, stored as <see cref="FactorName"/>; never zero.</summary>
    public double[] Factors { get; private set; } = [];

    /// <summary>The positions of the columns.</summary>
    protected int[] Places { get; private set; } = [];

    protected abstract string OffsetName { get; }

    protected abstract string FactorName { get; }

    public override void Fit(Frame training)
    {
        ColumnInfo[] columns = training.Infos;
        int[] chosen = ChooseNumbers(columns);
        names = [.. chosen.Select(i => columns[i].Name)];
        Offsets = new double[chosen.Length];
        Factors = new double[chosen.Length];
        for (int i = 0; i < chosen.Length; i++)
        {
            double[] present = Present.Of(training.Columns[chosen[i]].Values);
            (Offsets[i], Factors[i]) = Measure(present);
            if (!double.IsFinite(Offsets[i]) || !double.IsFinite(Factors[i]))
            {
                throw CoreException.InvalidData(
                    "NotFiniteData",
                    $"{Subject}: column '{Excerpt.Of(names[i])}' has infinite values, or some so large that nothing can be "
                    + "learnt from them.");
            }
        }
    }

    public override void Read(Learnt learnt)
    {
        names = learnt.Texts("columns");
        Offsets = learnt.Numbers(OffsetName, names.Length);
        Factors = learnt.Numbers(FactorName, names.Length);
        if (Factors.Contains(0))
        {
            throw learnt.Invalid(FactorName, "numbers other than 0");
        }
    }

    public override ColumnInfo[] Bind(ColumnInfo[] columns)
    {
        Places = ColumnChoice.Places(names, columns, Subject);
        return columns;
    }

    public override void Apply(Frame rows)
    {
        for (int i = 0; i < Places.Length; i++)
        {
            Cancellation.ThrowIfRequested();
            double[] values = rows.Columns[Places[i]].Values;
            (double offset, double factor) = (Offsets[i], Factors[i]);
            for (int row = 0; row < rows.Rows; row++)
            {
                values[row] = (values[row] - offset) / factor;
            }
        }
    }

    public override void Invert(Frame rows)
    {
        for (int i = 0; i < Places.Length; i++)
        {
            Cancellation.ThrowIfRequested();
            double[] values = rows.Columns[Places[i]].Values;
            (double offset, double factor) = (Offsets[i], Factors[i]);
            for (int row = 0; row < rows.Rows; row++)
            {
                values[row] = (values[row] * factor) + offset;
            }
        }
    }

    public override void WriteLearnt(Utf8JsonWriter json)
    {
        json.WriteTexts("columns", names);
        json.WriteNumbers(OffsetName, Offsets);
        json.WriteNumbers(FactorName, Factors);
    }

    public override IEnumerable<(string Column, string Text)> Describe() => names.Select((name, i) =>
        (name, FormattableString.Invariant($"{OffsetName} {Offsets[i]:G6}, {FactorName} {Factors[i]:G6}")));

    /// <summary>Offset and factor for the values that are not missing.</summary>
    protected abstract (double Offset, double Factor) Measure(double[] values);

    /// <summary>1 for a distance within rounding error of 0: scikit-learn's bound.</summary>
    protected static double NotZero(double distance) => distance < 10 * 2.220446049250313e-16 ? 1 : distance;
}

/// <summary>The values of a column that are not missing.</summary>
internal static class Present
{
    /// <exception cref="CoreException">Cancelled: this is called first for each column.</exception>
    public static double[] Of(double[] values)
    {
        Cancellation.ThrowIfRequested();
        return Array.TrueForAll(values, value => !double.IsNaN(value))
            ? values
            : Array.FindAll(values, value => !double.IsNaN(value));
    }
}
