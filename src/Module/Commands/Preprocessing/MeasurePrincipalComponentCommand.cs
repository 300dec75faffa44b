using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Gives the principal components of a table: explained variance and loadings.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "PrincipalComponent")]
[OutputType(typeof(PrincipalComponent))]
public sealed class MeasurePrincipalComponentCommand : NormToolsCommand
{
    /// <summary>A data set (of a split its training part) or a tensor [rows, columns].</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object InputObject { get; set; } = null!;

    /// <summary>The columns, by name or pattern; all columns of numbers without it.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>Brings every column to mean 0 and deviation 1 first: for columns of different units.</summary>
    [Parameter]
    public SwitchParameter Standardize { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
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
            PrincipalComponent.Of(PreprocessorInput.Fit(Preprocessor.Create(steps), InputObject)), enumerateCollection: true);
    });
}
