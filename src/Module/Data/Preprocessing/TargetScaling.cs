using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <summary>Scales targets for the loss, and converts a model's outputs back to the unit of the targets.</summary>
internal sealed class TargetScaling
{
    /// <summary>The step's name.</summary>
    public const string Step = "ScaleTarget";

    private readonly FeatureSteps fitted;
    private readonly double[] offset;
    private readonly double[] factor;

    private TargetScaling(FeatureSteps fitted)
    {
        this.fitted = fitted;
        (offset, factor) = fitted.Scaling;
        Offset = TensorReader.Read(offset, DType.Float64);
        Factor = TensorReader.Read(factor, DType.Float64);
    }

    /// <summary>Float64 [targets]: subtracted from each target.</summary>
    public Tensor Offset { get; }

    /// <summary>Float64 [targets]: what each target is divided by after that.</summary>
    public Tensor Factor { get; }

    /// <summary>The JSON that a model file keeps.</summary>
    public object Document => fitted.Document;

    /// <summary>The number of targets.</summary>
    public int Count => offset.Length;

    /// <summary>Learns from the targets of the training rows.</summary>
    /// <exception cref="NormToolsException">There are none, or they are classes.</exception>
    public static TargetScaling Fit(PreprocessingStep step, Dataset training)
    {
        if (training.StoredTarget is null || training.IsClassification)
        {
            throw Errors.NoTargetToScale(training.ClassNames);
        }

        string[] names = training.TargetNames?.Length == training.TargetWidth
            ? training.TargetNames
            : Enumerable.Range(1, checked((int)training.TargetWidth)).Select(i => FormattableString.Invariant($"Target{i}")).ToArray();
        string method = step.Arguments["method"] as string ?? "Standardize";
        FeatureSteps steps = FeatureSteps.Create(new[] { new PreprocessingStep(method, new OrderedDictionary()) }, 1);
        return new TargetScaling(
            (FeatureSteps)steps.Fit(new RawTable(training.StoredTarget, names, null) { Rows = training.Rows }));
    }

    /// <summary>Reads <see cref="Document"/>.</summary>
    /// <exception cref="FormatException">It is not a fitted scaling step.</exception>
    public static TargetScaling FromDocument(object document)
    {
        FeatureSteps fitted = FeatureSteps.FromJson(document);
        return fitted.IsFitted && fitted.Steps.Count == 1 && fitted.TextColumns.Length == 0
            ? new TargetScaling(fitted)
            : throw new FormatException("target is not a fitted scaling step.");
    }

    /// <summary>What was learnt, one line for each target.</summary>
    public IEnumerable<PreprocessorStepState> States(int number) => fitted.States(number)
        .Select(state => new PreprocessorStepState(number, Step, state.Column, state.Learnt));

    /// <summary>Whether a model with this many outputs fits the targets: one output for each, or two, the second being
    /// the logarithm of its variance.</summary>
    public bool Fits(long outputs) => outputs == Count || outputs == 2L * Count;

    /// <summary>Outputs in the unit of the targets.</summary>
    /// <param name="outputs">Float32 [rows, outputs]; not changed.</param>
    public Tensor ToUnit(Tensor outputs)
    {
        var values = (float[])outputs.ToArray();
        int width = checked((int)(outputs.Count / Math.Max(outputs.Dimensions[0], 1)));
        int looked = 0;
        for (int start = 0; start < values.Length; start += width)
        {
            StopFlag.Poll(ref looked);
            for (int i = 0; i < Count; i++)
            {
                values[start + i] = (float)((values[start + i] * factor[i]) + offset[i]);
                if (width > Count)
                {
                    int spread = start + Count + i; // the logarithm of a variance
                    values[spread] = (float)(values[spread] + (2 * Math.Log(Math.Abs(factor[i]))));
                }
            }
        }

        return TensorReader.Read(values, DType.Float32).Reshape(outputs.Dimensions);
    }
}
