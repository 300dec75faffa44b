using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Evaluates a model on a data set: loss, metrics, confusion matrix.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Model")]
[OutputType(typeof(ModelTest))]
public sealed class TestModelCommand : NormToolsCommand
{
    private DataOrModel? given;

    /// <summary>The model, or a run; where -Data is the model, what it is judged by.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [Alias("Model")]
    [ModelTransformation(TakesData = true)]
    public object InputObject { get; set; } = null!;

    /// <summary>The data set; the test part of a split. Or the model, of the data in the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ModelTransformation(TakesData = true)]
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

    protected override void ProcessRecord() => (given ??= new DataOrModel(this, Test)).Take(InputObject, Data);

    protected override void EndProcessing() => given?.TakeRows(Data);

    private void Test(Model model, object data) => WriteObject(Test(model, ModelData.ForTest(model, data, WriteWarning)));

    private ModelTest Test(Model model, Dataset data)
    {
        model.ThrowIfDisposed();
        long trained = model.Trained.Select(rows => rows.CountIn(data)).DefaultIfEmpty().Max();
        if (Errors.TestOfTrained(trained, data.Count, data.SetAsideFor) is string warning)
        {
            WriteWarning(warning);
        }

        OrderedDictionary specification = Specification(model, data);
        foreach (string doubt in OutputCheck.Warnings(model, specification))
        {
            WriteWarning(doubt);
        }

        ModelTest result = ModelJudge.Of(model, data, specification, Worst);
        result.TrainedCount = trained;
        return result;
    }

    // The loss that the model was trained with.
    private OrderedDictionary Specification(Model model, Dataset data)
    {
        OrderedDictionary? trained = model.TrainedLoss;
        return Loss is null && LossArgument is null && trained is not null ? trained
            : Catalog.Losses.Specify(LossSpecification.Item(Loss ?? (string?)trained?["type"], data).Name, LossArgument);
    }
}
