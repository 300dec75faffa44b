using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>A step that subtracts an offset from each column and divides by a factor: (x - offset) / factor.</summary>
internal abstract class ScalingStep(StepArguments arguments) : PreprocessingStep(arguments)
{
    private const double Rounding = 1e-6;

    private string[] names = [];

    /// <summary>What is subtracted from each column, stored as <see cref="OffsetName"/>.</summary>
    public double[] Offsets { get; private set; } = [];

    /// <summary>What each column is divided by, stored as <see cref="FactorName"/>; never zero.</summary>
    public double[] Factors { get; private set; } = [];

    /// <summary>The positions of the columns.</summary>
    protected int[] Places { get; private set; } = [];

    protected abstract string OffsetName { get; }

    protected abstract string FactorName { get; }

    /// <summary>Whether all columns stay as they are, but for rounding.</summary>
    public bool ChangesNothing =>
        names.Length > 0 && Offsets.All(offset => Math.Abs(offset) < Rounding) && Factors.All(factor => Math.Abs(factor - 1) < Rounding);

    public override void Fit(TrainingRows training)
    {
        ColumnInfo[] columns = training.Infos;
        int[] chosen = ChooseNumbers(columns);
        names = [.. chosen.Select(i => columns[i].Name)];
        (double Offset, double Factor)[] measured = Measure(training, chosen);
        Offsets = Array.ConvertAll(measured, column => column.Offset);
        Factors = Array.ConvertAll(measured, column => column.Factor);
        int wrong = Array.FindIndex(measured, column => !double.IsFinite(column.Offset) || !double.IsFinite(column.Factor));
        if (wrong >= 0)
        {
            throw CoreException.InvalidData(
                "NotFiniteData",
                $"{Subject}: column '{Excerpt.Of(names[wrong])}' has infinite values, or some so large that nothing can be "
                + "learnt from them.");
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
        Places = NamedColumns.Places(names, columns, Subject);
        return columns;
    }

    public override ColumnChange[] Changes(bool inverse) =>
        [new(inverse ? ChangeKind.Unscaling : ChangeKind.Scaling, Places, Offsets, Factors)];

    public override void Apply(Frame rows) => Array.ForEach(Changes(inverse: false), change => change.Apply(rows));

    public override void Invert(Frame rows) => Array.ForEach(Changes(inverse: true), change => change.Apply(rows));

    public override void WriteLearnt(Utf8JsonWriter json)
    {
        json.WriteTexts("columns", names);
        json.WriteNumbers(OffsetName, Offsets);
        json.WriteNumbers(FactorName, Factors);
    }

    public override IEnumerable<(string Column, string Text)> Describe() => names.Select((name, i) =>
        (name, FormattableString.Invariant($"{OffsetName} {Offsets[i]:G6}, {FactorName} {Factors[i]:G6}")));

    /// <summary>Offset and factor of some columns, of the values that are not missing.</summary>
    protected abstract (double Offset, double Factor)[] Measure(TrainingRows training, int[] columns);

    /// <summary>1 for a distance within rounding error of 0: scikit-learn's bound.</summary>
    protected static double NotZero(double distance) => distance < 10 * 2.220446049250313e-16 ? 1 : distance;
}
