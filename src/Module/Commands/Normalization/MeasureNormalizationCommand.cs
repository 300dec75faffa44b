using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Shows what each normalisation method does to a tensor.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Normalization")]
[OutputType(typeof(NormalizationMeasure))]
public sealed class MeasureNormalizationCommand : NormToolsCommand
{
    /// <summary>The tensor, [samples, channels] or [samples, channels, positions ...]; of a data set its features, of a
    /// split those of the training part.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TensorTransformation(TakesData = true)]
    public Tensor InputObject { get; set; } = null!;

    /// <summary>The number of groups for group normalisation; by default a usual number that divides the
    /// channels.</summary>
    [Parameter]
    [Alias("Groups")]
    [WholeNumberTransformation]
    [ValidateRange(1L, long.MaxValue)]
    public long? Group { get; set; }

    /// <summary>Added to the variance before the root, in all methods.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double Epsilon { get; set; } = 1e-5;

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        InputObject.ThrowIfDisposed();
        var survey = new NormalizationSurvey(InputObject, Epsilon);
        WriteObject(survey.Run(Group ?? survey.UsualGroups), enumerateCollection: true);
    });
}
