using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Evaluates a model on a data set: loss, metrics, confusion matrix.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Model")]
[OutputType(typeof(ModelTest))]
public sealed class TestModelCommand : NormToolsCommand
{
    /// <summary>The model.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Model")]
    [ModelTransformation]
    public Model InputObject { get; set; } = null!;

    /// <summary>The data set; the test part of a split.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public object Data { get; set; } = null!;

    /// <summary>The loss; by default the one that the model was trained with, with its arguments. For a model without a
    /// run it is cross-entropy for classes and the mean squared error for quantities.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    public string? Loss { get; set; }

    /// <summary>Arguments of the loss under torch's names.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LossArgumentCompleter))]
    public IDictionary? LossArgument { get; set; }

    /// <summary>How many of the worst samples to list: the most confident mistakes, or the largest
    /// differences.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0, int.MaxValue)]
    public int Worst { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        WriteObject(Test(ModelData.ForTest(InputObject, Data, WriteWarning)));
    });

    private ModelTest Test(Dataset data)
    {
        InputObject.ThrowIfDisposed();
        OrderedDictionary specification = Specification(data);
        foreach (string warning in OutputCheck.Warnings(InputObject, specification))
        {
            WriteWarning(warning);
        }

        return ModelJudge.Of(InputObject, data, specification, Worst);
    }

    // The loss of the model's last run, if it was trained in this session.
    private OrderedDictionary Specification(Dataset data)
    {
        OrderedDictionary? trained = InputObject.LastRun?.Options.LossSpecification;
        return Loss is null && LossArgument is null && trained is not null ? trained
            : Catalog.Losses.Specify(LossSpecification.Item(Loss ?? (string?)trained?["type"], data).Name, LossArgument);
    }
}
