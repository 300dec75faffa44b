using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Normalises each channel over the batch and its positions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "BatchNorm")]
[OutputType(typeof(Tensor), typeof(NormalizationGradient))]
public sealed class InvokeBatchNormCommand : RunningNormalizationCommand
{
    /// <summary>The new batch's share in the running statistics; $null for the cumulative average.</summary>
    [Parameter]
    [AllowNull]
    [ValidateShareOrNull]
    [NumberTransformation]
    public double? Momentum { get; set; } = 0.1;

    /// <summary>The number of batches so far, an Int64 tensor of one value; it is incremented in place.</summary>
    [Parameter]
    [Alias("NumBatchesTracked")]
    [ValidateNotNull]
    public Tensor? BatchesTracked { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireUpdateFor(nameof(Momentum));
        RequireUpdateFor(nameof(BatchesTracked));
    }

    internal override void Call(NormalizationCall call)
    {
        TakeRunning(call);
        long tracked = Updates ? Tracked() : 0;
        double factor = Momentum ?? 1d / (tracked + 1);
        Normalization.Batch(call, Evaluate, factor, Epsilon);
        if (Updates && BatchesTracked is not null)
        {
            BatchesTracked.Fill(tracked + 1);
        }
    }

    private long Tracked()
    {
        if (BatchesTracked is null)
        {
            return Momentum is null ? throw Errors.BatchesTrackedMissing() : 0;
        }

        if (BatchesTracked.IsDisposed)
        {
            throw Errors.Disposed(nameof(BatchesTracked));
        }

        if (BatchesTracked.DType != DType.Int64 || BatchesTracked.Count != 1)
        {
            throw Errors.BatchesTracked(BatchesTracked.ToString());
        }

        var tracked = (long)BatchesTracked.ToScalar();
        return tracked >= 0 ? tracked : throw Errors.NegativeBatchesTracked(tracked);
    }
}
