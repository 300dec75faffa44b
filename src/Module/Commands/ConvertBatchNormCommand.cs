using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Converts batch normalisation's settings between the conventions of PyTorch, Keras and ONNX.</summary>
[Cmdlet(VerbsData.Convert, "BatchNorm")]
[OutputType(typeof(BatchNormState))]
public sealed class ConvertBatchNormCommand : NormToolsCommand
{
    /// <summary>The convention that the values come in.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public BatchNormConvention From { get; set; }

    /// <summary>The convention that is wanted.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public BatchNormConvention To { get; set; }

    /// <summary>The momentum; the default of -From if left out, $null for PyTorch's cumulative average.</summary>
    [Parameter]
    [AllowNull]
    [ValidateRange(0d, 1d)]
    public double? Momentum { get; set; }

    /// <summary>The epsilon; the default of -From if left out.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, double.MaxValue)]
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
        var notes = new List<string>();
        WriteObject(new BatchNormState
        {
            Convention = To,
            Momentum = ConvertMomentum(notes),
            Epsilon = Epsilon ?? DefaultEpsilon(From),
            RunningMean = RunningMean,
            RunningVariance = ConvertVariance(notes),
            ValueCount = ValueCount,
            Note = notes.ToArray(),
        });
    });

    private static double DefaultEpsilon(BatchNormConvention convention) => convention == BatchNormConvention.Keras ? 1e-3 : 1e-5;

    private static double DefaultMomentum(BatchNormConvention convention) => convention switch
    {
        BatchNormConvention.PyTorch => 0.1,
        BatchNormConvention.Keras => 0.99,
        _ => 0.9,
    };

    private double? ConvertMomentum(List<string> notes)
    {
        bool given = MyInvocation.BoundParameters.ContainsKey(nameof(Momentum));
        double? momentum = given ? Momentum : DefaultMomentum(From);
        bool crosses = (From == BatchNormConvention.PyTorch) != (To == BatchNormConvention.PyTorch);
        if (momentum is null)
        {
            if (From != BatchNormConvention.PyTorch)
            {
                throw Errors.Invalid("MomentumMissing", $"-Momentum is $null, and only PyTorch has a cumulative average; {From} needs a number.");
            }

            if (crosses)
            {
                notes.Add($"{To} has no cumulative average (momentum None); its momentum has to be set by hand. Inference does not depend on it.");
            }

            return null;
        }

        return crosses ? (double)(1m - (decimal)momentum.Value) : momentum;
    }

    private Tensor? ConvertVariance(List<string> notes)
    {
        bool crosses = (From == BatchNormConvention.PyTorch) != (To == BatchNormConvention.PyTorch);
        CheckVariance();
        if (RunningVariance is null || !crosses)
        {
            return RunningVariance;
        }

        if (ValueCount is null)
        {
            notes.Add("The running variance was left as it is: without -ValueCount (m) its factor, "
                + (To == BatchNormConvention.PyTorch ? "m / (m - 1)" : "(m - 1) / m") + ", is not known. For m = 32 it is off by 3.1 %, for m = 1024 by 0.1 %.");
            return RunningVariance;
        }

        double m = ValueCount.Value;
        notes.Add("The initial value 1 of the running variance was scaled with the rest; behind many batches its share is gone.");
        return To == BatchNormConvention.PyTorch ? RunningVariance * (m / (m - 1)) : RunningVariance * ((m - 1) / m);
    }

    private void CheckVariance()
    {
        foreach (object value in RunningVariance?.ToArray() ?? Array.Empty<double>())
        {
            double variance = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
            if (variance < 0)
            {
                throw Errors.Invalid(
                    "NegativeRunningVariance",
                    FormattableString.Invariant($"-RunningVariance holds {variance}: a variance cannot be negative."));
            }
        }
    }
}
