using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Shows how a pass over a batch is carried out: steps, fusions, buffers, bytes.</summary>
[Cmdlet(VerbsCommon.Get, "ModelPlan")]
[OutputType(typeof(ModelPlan))]
public sealed class GetModelPlanCommand : NormToolsCommand
{
    /// <summary>The model.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Model")]
    [ModelTransformation]
    public Model InputObject { get; set; } = null!;

    /// <summary>Samples in a batch.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [WholeNumberTransformation]
    public int BatchSize { get; set; } = 32;

    /// <summary>Plans a pass without gradients.</summary>
    [Parameter]
    public SwitchParameter Evaluate { get; set; }

    protected override void ProcessRecord() =>
        Guard(InputObject, () => WriteObject(ModelPlan.Of(InputObject, BatchSize, !Evaluate)));
}
