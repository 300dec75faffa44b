using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>A step that subtracts an offset from each column and divides by a factor: (x - offset) / factor.</summary>
internal abstract class ScalingStep(StepArguments arguments) : PreprocessingStep(arguments)
{
    private const double Rounding = 1e-6;
    private const string LeastName = "least", LargestName = "most"; // of what was seen

    private string[] names = [];
    private Extremes[] seen = []; // of the training rows; none where an older document does not tell

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
        ColumnMeasure[] measured = Measure(training, chosen);
        Offsets = Array.ConvertAll(measured, column => column.Offset);
        Factors = Array.ConvertAll(measured, column => column.Factor);
        seen = Array.ConvertAll(measured, column => column.Seen);
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

        seen = learnt.Has(LeastName)
            ? [.. learnt.Numbers(LeastName, names.Length).Zip(learnt.Numbers(LargestName, names.Length), (least, largest) => new Extremes(least, largest))]
            : [];
    }

    public override ColumnInfo[] Bind(ColumnInfo[] columns)
    {
        Places = NamedColumns.Places(names, columns, Subject);
        return columns;
    }

    public override ColumnChange[] Changes(bool inverse) =>
        [new(inverse ? ChangeKind.Unscaling : ChangeKind.Scaling, Places, Offsets, Factors)];

    public override void Apply(Frame rows)
    {
        if (rows.Beyond is { } beyond)
        {
            Look(place => Extremes.Of(rows.Columns[place].Values), beyond);
        }

        Array.ForEach(Changes(inverse: false), change => change.Apply(rows));
    }

    /// <summary>Takes note of columns that are far from the training rows.</summary>
    /// <param name="came">The extremes of what comes to the step, by a column's place.</param>
    /// <param name="beyond">Takes the columns.</param>
    public void Look(Func<int, Extremes> came, Dictionary<string, BeyondTraining> beyond)
    {
        for (int i = 0; i < seen.Length; i++)
        {
            if ((!beyond.TryGetValue(names[i], out BeyondTraining? before) || before.Step == Subject) // otherwise a step before it has told
                && BeyondTraining.Of(came(Places[i]), seen[i], KeepsInRange) is double value)
            {
                BeyondTraining found = new(Subject, value, seen[i]);
                beyond[names[i]] = before is null ? found : before.Farther(found);
            }
        }
    }

    /// <summary>Narrows what is expected of raw values to what the step saw.</summary>
    /// <param name="expected">By a column's place; none has to be looked at.</param>
    /// <param name="isChanged">Whether values of a column are changed before they come to the step: they saw a step before it, or
    /// none can be told.</param>
    public void Expect(Extremes[] expected, bool[] isChanged)
    {
        for (int i = 0; i < seen.Length; i++)
        {
            ref Extremes own = ref expected[Places[i]];
            own = !isChanged[Places[i]] ? seen[i] : double.IsNegativeInfinity(own.Least) ? Extremes.None : own;
        }
    }

    public override void Invert(Frame rows) => Array.ForEach(Changes(inverse: true), change => change.Apply(rows));

    public override void WriteLearnt(Utf8JsonWriter json)
    {
        json.WriteTexts("columns", names);
        json.WriteNumbers(OffsetName, Offsets);
        json.WriteNumbers(FactorName, Factors);
        if (seen.Length > 0)
        {
            json.WriteNumbers(LeastName, seen.Select(column => column.IsEmpty ? 1 : Finite(column.Least)));
            json.WriteNumbers(LargestName, seen.Select(column => column.IsEmpty ? 0 : Finite(column.Largest)));
        }
    }

    public override IEnumerable<(string Column, string Text)> Describe() => names.Select((name, i) =>
        (name, FormattableString.Invariant($"{OffsetName} {Offsets[i]:G6}, {FactorName} {Factors[i]:G6}")));

    /// <summary>Offset, factor and extremes of some columns, of the values that are not missing.</summary>
    protected abstract ColumnMeasure[] Measure(TrainingRows training, int[] columns);

    /// <summary>Whether values beyond those of the training rows are brought back to them, as the user wants.</summary>
    protected virtual bool KeepsInRange => false;

    /// <summary>1 for a distance within rounding error of 0: scikit-learn's bound.</summary>
    protected static double NotZero(double distance) => IsZero(distance) ? 1 : distance;

    protected static bool IsZero(double distance) => distance < 10 * 2.220446049250313e-16;

    private static double Finite(double number) => Math.Clamp(number, double.MinValue, double.MaxValue);
}

/// <summary>What a scaling step measures of a column of the training rows.</summary>
/// <param name="Offset">What is subtracted.</param>
/// <param name="Factor">What is divided by after that.</param>
/// <param name="Seen">The values that there were.</param>
internal readonly record struct ColumnMeasure(double Offset, double Factor, Extremes Seen);
