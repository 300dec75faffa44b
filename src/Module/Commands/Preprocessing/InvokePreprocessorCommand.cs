using System.Collections;
using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Sends a data set, a tensor or rows through a fitted preprocessor, or back.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Preprocessor")]
[OutputType(typeof(Dataset), typeof(DatasetSplit), typeof(Tensor), typeof(PSObject))]
public sealed class InvokePreprocessorCommand : NormToolsCommand
{
    private RowCollector? collector;
    private Action<object>? collect; // once the first row has come

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

    protected override void ProcessRecord()
    {
        if (collect is not null && RecordReader.IsRecord(InputObject))
        {
            GuardRow(InputObject, collect);
        }
        else
        {
            Guard(InputObject, Take);
        }
    }

    private void Take()
    {
        object basic = Unwrapped.Of(InputObject)!;
        Preprocessor fitted = Fitted(basic is Dataset { FeatureShape.Length: > 1 } or DatasetSplit { Train.FeatureShape.Length: > 1 } or Tensor { Rank: > 2 });
        basic = DataTableRows.Of(basic) ?? basic;
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
            collect ??= Collect;
            Collect(InputObject);
        }
        else if (basic is IEnumerable list && RecordReader.HoldsRecords(list))
        {
            collect ??= Collect;
            foreach (object? row in StopFlag.Each(list.Cast<object?>()))
            {
                GuardRow(row!, collect);
            }
        }
        else
        {
            WriteObject(PreprocessorInput.Transform(fitted, TensorReader.ReadAny(basic, nameof(InputObject)), false, WriteWarning));
        }
    }

    private void Collect(object row) =>
        (collector ??= new RowCollector(Fitted())).Add(row ?? throw Errors.NothingGiven("A row"));

    protected override void EndProcessing() => Guard(Preprocessor, () =>
    {
        collector?.Warn(WriteWarning);
        if (collector is not { Count: > 0 })
        {
            return;
        }

        (Dataset data, IReadOnlyList<object> rows, IReadOnlyList<long> origins) = collector.Take();
        var refusals = new RowRefusals(row => origins[row]);
        IEnumerable<PSObject> prepared = PreprocessorInput.Transform(Fitted(), data, WriteWarning, refusals);
        refusals.Each((row, failure) => WriteError(failure.ToErrorRecord(rows[row])));
        WriteObject(prepared, enumerateCollection: true);
    });

    private Preprocessor Fitted(bool areWindows = false) => GetPreprocessorCommand.FindFitted(Preprocessor, areWindows);
}
