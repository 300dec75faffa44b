using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Computes the principal components of a table: explained variance and loadings.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "PrincipalComponent")]
[OutputType(typeof(PrincipalComponent))]
public sealed class MeasurePrincipalComponentCommand : NormToolsCommand
{
    private readonly List<object?> rows = new List<object?>();

    /// <summary>A data set (of a split its training part), a tensor [rows, columns], or rows as of Import-Csv.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object InputObject { get; set; } = null!;

    /// <summary>The columns, by name or pattern; by default all columns of numbers.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>Scales every column to mean 0 and standard deviation 1 first: for columns with different
    /// units.</summary>
    [Parameter]
    public SwitchParameter Standardize { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        object basic = Unwrapped.Of(InputObject)!;
        if (basic is not (Dataset or DatasetSplit or Tensor) && RecordReader.IsRecord(basic))
        {
            rows.Add(InputObject);
        }
        else if (basic is IEnumerable list && RecordReader.HoldsRecords(list))
        {
            rows.AddRange(list.Cast<object?>());
        }
        else
        {
            Measure(InputObject);
        }
    });

    protected override void EndProcessing() => Guard(InputObject, () =>
    {
        if (rows.Count > 0)
        {
            Measure(RowTable.Read(rows));
        }
    });

    private void Measure(object table)
    {
        var arguments = new OrderedDictionary();
        if (Column is not null)
        {
            arguments.Add("columns", Column);
        }

        var steps = new List<PreprocessingStep>();
        if (Standardize)
        {
            steps.Add(new PreprocessingStep("Standardize", arguments));
        }

        steps.Add(new PreprocessingStep("PrincipalComponent", arguments));
        WriteObject(
            PrincipalComponent.Of(PreprocessorInput.Fit(Preprocessor.Create(steps), Prepared(table))), enumerateCollection: true);
    }

    // Of data that steps prepare, what they give: raw columns may have gaps and texts that components are not made of.
    private object Prepared(object table)
    {
        object basic = Unwrapped.Of(table)!;
        if ((basic is DatasetSplit split ? split.Train : basic) is not Dataset { IsPrepared: true, Preprocessor: { HasCoreSteps: true } steps } data || data.FeatureShape.Length != 1)
        {
            return table;
        }

        data.RefuseSetAside();
        WriteVerbose($"The columns are those that the preprocessor gives ({steps}).");
        Tensor values = data.Feature;
        values.ColumnNames ??= steps.Output;
        return values;
    }
}
