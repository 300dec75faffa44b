using System.Collections;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Sends a data set, a tensor or rows through a fitted preprocessor, or back.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Preprocessor")]
[OutputType(typeof(Dataset), typeof(DatasetSplit), typeof(Tensor), typeof(PSObject))]
public sealed class InvokePreprocessorCommand : NormToolsCommand
{
    private RowCollector? collector;

    /// <summary>A fitted preprocessor, or a model, run, data set or split that has one.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public object Preprocessor { get; set; } = null!;

    /// <summary>A data set, a split, a tensor [rows, columns], or rows such as those of Import-Csv.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object InputObject { get; set; } = null!;

    /// <summary>Converts a tensor that is an output of the steps back to their input.</summary>
    [Parameter]
    public SwitchParameter Inverse { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        Preprocessor fitted = Fitted();
        object basic = Unwrapped.Of(InputObject)!;
        if (Inverse)
        {
            bool isTensor = basic is Tensor || (basic is IEnumerable and not string && !RecordReader.HoldsRecords((IEnumerable)basic));
            WriteObject(isTensor
                ? PreprocessorInput.Transform(fitted, TensorReader.ReadAny(basic), true, WriteWarning)
                : throw Errors.InverseOfTensor(InputObject));
        }
        else if (basic is Dataset data)
        {
            WriteObject(PreprocessorInput.Prepare(fitted, data, WriteWarning));
        }
        else if (basic is DatasetSplit split)
        {
            WriteObject(PreprocessorInput.Prepare(fitted, split, WriteWarning));
        }
        else if (RecordReader.IsRecord(basic))
        {
            (collector ??= new RowCollector(fitted)).Add(InputObject);
        }
        else if (basic is IEnumerable list && RecordReader.HoldsRecords(list))
        {
            foreach (object? row in list)
            {
                Guard(row, () => (collector ??= new RowCollector(fitted)).Add(row ?? throw Errors.NothingGiven("A row")));
            }
        }
        else
        {
            WriteObject(PreprocessorInput.Transform(fitted, TensorReader.ReadAny(basic, nameof(InputObject)), false, WriteWarning));
        }
    });

    protected override void EndProcessing() => Guard(Preprocessor, () =>
    {
        if (collector is not { Count: > 0 })
        {
            return;
        }

        foreach (PSObject row in PreprocessorInput.Transform(Fitted(), collector.Take().Data, WriteWarning))
        {
            WriteObject(row);
        }
    });

    private Preprocessor Fitted()
    {
        Preprocessor found = GetPreprocessorCommand.Find(Preprocessor);
        return found.IsFitted ? found : throw Errors.NotFitted();
    }
}
