using System.Globalization;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Converts batch normalisation's settings between the conventions of PyTorch, Keras and ONNX.</summary>
[Cmdlet(VerbsData.Convert, "BatchNorm")]
[OutputType(typeof(BatchNormState))]
public sealed class ConvertBatchNormCommand : NormToolsCommand
{
    /// <summary>The convention of the given values.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [NameListTransformation]
    public BatchNormConvention From { get; set; }

    /// <summary>The convention to convert to.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [NameListTransformation]
    public BatchNormConvention To { get; set; }

    /// <summary>The momentum; the default of -From if left out, $null for PyTorch's cumulative average.</summary>
    [Parameter]
    [AllowNull]
    [ValidateShareOrNull]
    [NumberTransformation]
    public double? Momentum { get; set; }

    /// <summary>The epsilon; the default of -From if left out.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double? Epsilon { get; set; }

    /// <summary>The running mean.</summary>
    [Parameter]
    [TensorTransformation]
    public Tensor? RunningMean { get; set; }

    /// <summary>The running variance.</summary>
    [Parameter]
    [TensorTransformation]
    public Tensor? RunningVariance { get; set; }

    /// <summary>Values in one statistic during training: batch size times spatial positions.</summary>
    [Parameter]
    [ValidateRange(2L, long.MaxValue)]
    [WholeNumberTransformation]
    public long? ValueCount { get; set; }

    protected override void EndProcessing() => GuardTerminating(null, () =>
    {
        CheckStatistics();
        bool given = MyInvocation.BoundParameters.ContainsKey(nameof(Momentum));
        var conversion = new BatchNormConversion(From, To);
        WriteObject(new BatchNormState
        {
            Convention = To,
            Momentum = conversion.Momentum(given ? Momentum : BatchNormConversion.DefaultMomentum(From)),
            Epsilon = Epsilon ?? BatchNormConversion.DefaultEpsilon(From),
            RunningMean = RunningMean,
            RunningVariance = conversion.Variance(RunningVariance, ValueCount),
            ValueCount = ValueCount,
            Note = conversion.Notes.ToArray(),
        });
    });

    private void CheckStatistics()
    {
        if (RunningVariance is null)
        {
            if (ValueCount is not null)
            {
                throw Errors.NoEffect(nameof(ValueCount), nameof(RunningVariance));
            }

            return;
        }

        if (RunningMean is not null && RunningMean.Count != RunningVariance.Count)
        {
            throw Errors.StatisticLengths(RunningMean.Count, RunningVariance.Count);
        }

        foreach (object value in RunningVariance.ToArray())
        {
            double variance = Convert.ToDouble(value, CultureInfo.InvariantCulture);
            if (variance < 0)
            {
                throw Errors.Invalid(
                    "NegativeRunningVariance",
                    FormattableString.Invariant($"-RunningVariance holds {variance}: a variance cannot be negative."));
            }

            if (double.IsPositiveInfinity(variance))
            {
                throw Errors.Invalid(
                    "InfiniteRunningVariance",
                    "-RunningVariance holds infinity: it was computed from values too large for its type. Compute it again from "
                    + "scaled values.");
            }
        }
    }
}
