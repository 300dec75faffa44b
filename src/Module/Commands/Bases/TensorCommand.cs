using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A cmdlet that writes one result for each tensor of the pipeline.</summary>
public abstract class TensorCommand : NormToolsCommand
{
    /// <summary>
    /// The two parameter sets of a cmdlet with another mandatory parameter: <c>$x | Invoke-GroupNorm 8</c>, where that
    /// parameter is the first argument, and <c>Invoke-GroupNorm $x 8</c>.
    /// </summary>
    internal const string Piped = "Piped";

    internal const string Direct = "Direct";

    /// <summary>The tensor to work on; arrays of numbers are taken as well.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TensorTransformation]
    public virtual Tensor InputObject { get; set; } = null!;

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        InputObject.ThrowIfDisposed();
        WriteObject(Transform(InputObject), enumerateCollection: false);
    });

    /// <summary>What the cmdlet does to one tensor.</summary>
    protected abstract object Transform(Tensor input);
}
