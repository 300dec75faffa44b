using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Judges a model by a data set: loss, accuracy, confusion matrix.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Model")]
[OutputType(typeof(ModelTest))]
public sealed class TestModelCommand : NormToolsCommand
{
    /// <summary>The model.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Model")]
    [ModelTransformation]
    public Model InputObject { get; set; } = null!;

    /// <summary>The data set; of a split, its test part.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public object Data { get; set; } = null!;

    /// <summary>What is measured; by default the loss and the arguments that the model was trained with, and of a model
    /// without a run cross-entropy for classes and the mean squared error for quantities.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    public string? Loss { get; set; }

    /// <summary>Arguments of the loss under torch's names.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LossArgumentCompleter))]
    public IDictionary? LossArgument { get; set; }

    /// <summary>Names so many samples: the most confident mistakes, or the largest differences.</summary>
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

    // That of the model's training, where it was trained here.
    private OrderedDictionary Specification(Dataset data)
    {
        OrderedDictionary? trained = InputObject.LastRun?.Options.LossSpecification;
        return Loss is null && LossArgument is null && trained is not null ? trained
            : Catalog.Losses.Specify(LossSpecification.Item(Loss ?? (string?)trained?["type"], data).Name, LossArgument);
    }
}
