using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Examines the normalisation layers of a model before it is trained.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ModelNormalization")]
[OutputType(typeof(NormalizationLayerTest))]
public sealed class TestModelNormalizationCommand : NormToolsCommand
{
    /// <summary>The model; it is left as it is.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Model")]
    [ModelTransformation]
    public Model InputObject { get; set; } = null!;

    /// <summary>The data that it will be trained on: a data set, or a split with a training part.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public object Data { get; set; } = null!;

    /// <summary>The number of samples in a batch.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Leaves out the last batch if it is not full.</summary>
    [Parameter]
    public SwitchParameter DropLast { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        var audit = new NormalizationAudit(InputObject, ModelData.ForTraining(InputObject, Data, WriteWarning), BatchSize, DropLast);
        foreach (NormalizationLayer layer in NormalizationLayer.All(InputObject))
        {
            NormalizationLayerTest test = audit.Test(layer);
            foreach (string warning in test.Warning)
            {
                WriteWarning($"{layer.Title}: {warning}");
            }

            WriteObject(test);
        }
    });
}
