using System.Collections.Specialized;

namespace NormTools;

/// <summary>Steps that turn a raw table into numbers that a model learns from, and what they learnt.</summary>
/// <remarks>It is immutable: fitting gives a new one. Data sets, models and model files keep the fitted one.</remarks>
public sealed class Preprocessor : IDisplay
{
    private readonly IPreprocessorStage[] stages; // the first and the last are the core's
    private readonly FeatureSteps first;
    private readonly FeatureSteps last;

    internal Preprocessor(IReadOnlyList<IPreprocessorStage> stages, TargetScaling? target, bool hasNames, Standardization? scaling)
    {
        this.stages = stages.ToArray();
        first = (FeatureSteps)stages[0];
        last = (FeatureSteps)stages[stages.Count - 1];
        Target = target;
        HasNames = hasNames;
        Scaling = scaling;
        Column = first.Columns;
        Output = last.Outputs;
        Absent = AbsentColumns.Of(stages, Column);
        CoreSteps = stages.SelectMany(stage => stage.Steps).ToArray();
    }

    /// <summary>The steps in order; -Standardize counts as the last one.</summary>
    public PreprocessingStep[] Step => Scaling is null ? CoreSteps
        : CoreSteps.Concat(new[] { new PreprocessingStep("Standardize", new OrderedDictionary()) }).ToArray();

    /// <summary>Whether it has learnt from training rows.</summary>
    public bool IsFitted => last.IsFitted;

    /// <summary>The input columns; empty until it is fitted.</summary>
    public string[] Column { get; }

    /// <summary>The output columns; empty until it is fitted.</summary>
    public string[] Output { get; }

    /// <summary>Of <see cref="Column"/> those that are left out, for the training rows had no value in them: rows need not have them, and what
    /// they hold there is not looked at.</summary>
    internal string[] Absent { get; }

    /// <summary>How many rows it was fitted on.</summary>
    public long RowCount => first.RowCount;

    /// <summary>The core's steps and script blocks, in their order.</summary>
    internal IReadOnlyList<IPreprocessorStage> Stages => stages;

    /// <summary>Whether <see cref="Column"/> holds real names, not Column1, Column2...</summary>
    internal bool HasNames { get; }

    /// <summary>Whether the input is a table, and not images.</summary>
    internal bool IsTable => !IsFitted || Column.Length > 0;

    /// <summary>Whether there are steps besides <see cref="Scaling"/>.</summary>
    internal bool HasCoreSteps => CoreSteps.Length > 0;

    /// <summary>Whether a step makes numbers of the words of texts.</summary>
    internal bool TakesTexts => CoreSteps.Any(step => TextRows.IsStep(step.Type));

    /// <inheritdoc cref="FeatureSteps.Words"/>
    internal IReadOnlyList<object?>? Words => last.Words;

    /// <inheritdoc cref="FeatureSteps.VocabularySize"/>
    internal int? VocabularySize => last.VocabularySize;

    /// <summary>What -Standardize learnt. It is applied after the steps, in float32, when batches are read.</summary>
    internal Standardization? Scaling { get; }

    /// <summary>How the training file wrote numbers and gaps; null for the usual way.</summary>
    internal TableReading? Reading { get; set; }

    /// <summary>What stands in the gaps of the training file's columns, where they were filled when it was read; null where they were not.</summary>
    internal IReadOnlyDictionary<string, double>? Fills { get; set; }

    /// <summary>Columns of the training file that were left out on purpose: where later rows have them, there is nothing to say.</summary>
    internal string[] LeftOut { get; set; } = Array.Empty<string>();

    /// <summary>The column of the training file that held the weights of its rows; null for none.</summary>
    internal string? Weight { get; set; }

    /// <summary>How targets are scaled; null if they are not.</summary>
    internal TargetScaling? Target { get; }

    /// <summary>What each step of the samples holds, in order, where they are windows of a series; null for other samples.</summary>
    internal string[]? StepNames { get; set; }

    /// <summary>The steps that the rows of such windows went through before they were cut; null where they came as they were.</summary>
    internal Preprocessor? RowSteps { get; set; }

    /// <summary>The columns that hold text.</summary>
    internal IEnumerable<string> TextColumn => first.TextColumns;

    /// <summary>Remarks about the training rows that the user should know.</summary>
    internal IEnumerable<string> Notes => stages.OfType<FeatureSteps>().SelectMany(steps => steps.Notes);

    /// <inheritdoc cref="FeatureSteps.Categories"/>
    internal IEnumerable<string> Categories(string column) => stages.OfType<FeatureSteps>().SelectMany(steps => steps.Categories(column));

    /// <summary>What each input column of numbers is scaled by, if nothing else changes it before.</summary>
    internal IEnumerable<ColumnScale> FirstScales() => HasCoreSteps ? first.FirstScales()
        : Scaling is null ? Array.Empty<ColumnScale>()
        : Scaling.Mean.Select((mean, i) => ColumnScale.Standardized(
            i < Column.Length ? Column[i] : FormattableString.Invariant($"{i}"), mean, Scaling.Deviation[i]));

    private PreprocessingStep[] CoreSteps { get; }

    /// <summary>What each step learnt, one line for each column.</summary>
    internal IEnumerable<PreprocessorStepState> States()
    {
        int number = 1;
        foreach (IPreprocessorStage stage in stages)
        {
            foreach (PreprocessorStepState state in stage.States(number))
            {
                bool isTarget = state.Step == TargetScaling.Step && Target is not null;
                foreach (PreprocessorStepState shown in isTarget ? Target!.States(state.Number) : new[] { state })
                {
                    yield return shown;
                }
            }

            number += stage.Steps.Count;
        }

        for (int i = 0; i < Scaling?.Mean.Length; i++)
        {
            string column = i < Output.Length ? Output[i] : FormattableString.Invariant($"{i}");
            yield return new PreprocessorStepState(
                number,
                "Standardize",
                column,
                FormattableString.Invariant($"mean {Scaling!.Mean[i]:G6}, deviation {Scaling.Deviation[i]:G6}"));
        }
    }

    /// <summary>As in "Impute, OneHot, Standardize: 7 columns become 12".</summary>
    public override string ToString() =>
        (Step.Length == 0 ? "no steps" : string.Join(", ", Step.Select(step => step.Type)))
        + (IsFitted ? $": {Text.Count(Column.Length, "column")} {(Column.Length == 1 ? "becomes" : "become")} {Output.Length}" : " (not fitted)");

    /// <summary>The steps and what they learnt, as text.</summary>
    public string ToDisplayString() => PreprocessorDisplay.Render(this, Display.UsualWidth);

    string IDisplay.ToDisplayString(int width) => PreprocessorDisplay.Render(this, width);

    /// <exception cref="NormToolsException">A step has invalid arguments, or ScaleTarget is there twice.</exception>
    internal static Preprocessor Create(IReadOnlyList<PreprocessingStep> steps)
    {
        if (steps.Count(step => step.Type == TargetScaling.Step) > 1)
        {
            throw Errors.TwoTargetScalings();
        }

        if (steps.SkipWhile(step => !TextRows.IsStep(step.Type)).Any(step => step.Script is not null))
        {
            throw Errors.ScriptBehindWords();
        }

        var stages = new List<IPreprocessorStage>();
        int start = 0;
        for (int i = 0; i <= steps.Count; i++)
        {
            if (i < steps.Count && steps[i].Script is null)
            {
                continue;
            }

            stages.Add(FeatureSteps.Create(steps.Skip(start).Take(i - start), start + 1));
            start = i + 1;
            if (i < steps.Count)
            {
                stages.Add(new ScriptStage(steps[i], i + 1));
            }
        }

        return new Preprocessor(stages, null, hasNames: true, null);
    }

    /// <summary>What -Encode and -Standardize learnt of a data set.</summary>
    internal static Preprocessor Of(Dataset data)
    {
        string[] columns = data.FeatureShape.Length > 1 || data.StoredFeature.DType != DType.Float32 ? Array.Empty<string>()
            : data.HasNamedColumns ? data.FeatureNames!
            : Enumerable.Range(1, checked((int)data.FeatureShape.Single())).Select(i => FormattableString.Invariant($"Column{i}")).ToArray();
        var steps = FeatureSteps.FromJson(PreprocessorDocument.Of(columns, data.EncodedCategories()));
        return new Preprocessor(new[] { steps }, null, data.HasNamedColumns, data.Standardization)
        {
            Reading = data.Reading,
            Fills = data.Fills is { Count: > 0 } fills ? fills : null,
            LeftOut = data.LeftOutColumns,
            Weight = data.WeightColumn,
            StepNames = data.StepNames,
            RowSteps = data.Windows?.RowSteps,
        };
    }

    /// <summary>The same steps, fitted on some rows.</summary>
    /// <param name="training">The columns of these rows.</param>
    /// <param name="targets">The data set with the targets of these rows; null if there is none.</param>
    internal Preprocessor Fit(RawTable training, Dataset? targets)
    {
        TargetScaling? target = CoreSteps.FirstOrDefault(step => step.Type == TargetScaling.Step) is not { } scale ? null
            : targets is null ? throw Errors.NoTargetToScale(null)
            : TargetScaling.Fit(scale, targets);
        var fitted = new List<IPreprocessorStage>();
        RawTable table = training;
        foreach (IPreprocessorStage stage in stages)
        {
            fitted.Add(stage.Fit(table));
            if (fitted.Count < stages.Length)
            {
                var refusals = RowRefusals.Of(table);
                table = fitted[fitted.Count - 1].Apply(table, DType.Float64, refusals).ToRaw();
                refusals.ThrowFirst();
            }
        }

        return new Preprocessor(fitted, target, training.Names is not null, null)
        {
            Reading = targets?.Reading,
            Fills = targets?.Fills is { Count: > 0 } fills ? fills : null,
            LeftOut = targets?.LeftOutColumns ?? Array.Empty<string>(),
            Weight = targets?.WeightColumn,
        };
    }

    /// <summary>Applies the steps to rows, or with <paramref name="inverse"/> undoes them.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="type">Of the result.</param>
    /// <param name="inverse">Whether to undo the steps.</param>
    /// <param name="refusals">Takes the rows that a step cannot take, whose values in the result mean nothing; null where all rows
    /// are wanted.</param>
    /// <exception cref="NormToolsException">A column is missing or of another kind, or a row cannot be taken.</exception>
    internal PreparedTable Apply(RawTable table, DType type, bool inverse = false, RowRefusals? refusals = null)
    {
        if (inverse)
        {
            return stages.Length == 1 ? first.Invert(table, type) : throw Errors.ScriptHasNoInverse();
        }

        RowRefusals refused = refusals ?? RowRefusals.Of(table);
        table = AbsentColumns.Complete(table, Absent, first.TextColumns);
        PreparedTable? prepared = null;
        for (int i = 0; i < stages.Length; i++)
        {
            PreparedTable next = stages[i].Apply(prepared?.ToRaw() ?? table, i < stages.Length - 1 ? DType.Float64 : type, refused);
            if (refusals is null)
            {
                refused.ThrowFirst();
            }

            next.Before = prepared;
            prepared = next;
        }

        return prepared!;
    }

    /// <summary>What made a column that no step filled, and which it was: a script step, by number and type; null where none did.</summary>
    /// <param name="output">A column behind the steps, as lf_Year of a script's lf.</param>
    internal (string Step, string Column)? MakerOf(string output)
    {
        foreach (ScriptStage stage in stages.OfType<ScriptStage>().Reverse())
        {
            string? column = stage.Gives.FirstOrDefault(name => name == output) ?? stage.Gives.FirstOrDefault(name => output.StartsWith(name + "_", StringComparison.Ordinal));
            if (column is not null)
            {
                return (stage.Subject, column);
            }
        }

        return null;
    }

    /// <summary>Whether a step of this type is among them.</summary>
    internal bool Has(string type) => CoreSteps.Any(step => step.Type == type);

    /// <summary>Whether both have the same steps and have learnt the same.</summary>
    internal bool IsLike(Preprocessor other) => ReferenceEquals(this, other)
        || PreprocessorDocument.Write(this, withReading: false) == PreprocessorDocument.Write(other, withReading: false);
}
