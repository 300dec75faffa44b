using System.Management.Automation;
using NormTools.Charts;

namespace NormTools.Commands;

/// <summary>Sends a batch and its gradients through a model, and measures them at each layer.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "SignalPropagation", SupportsShouldProcess = true)]
[OutputType(typeof(SignalPropagation))]
public sealed class MeasureSignalPropagationCommand : NormToolsCommand
{
    /// <summary>The model; it stays as it is.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Model")]
    [ModelTransformation]
    public Model InputObject { get; set; } = null!;

    /// <summary>Samples as a tensor, a data set or a split; without them, samples from N(0, 1).</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    public object? Data { get; set; }

    /// <summary>The number of samples: the first ones of -Data are used, or as many are drawn.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [WholeNumberTransformation]
    public int BatchSize { get; set; } = 256;

    /// <summary>The loss that the gradients come from, for a data set with targets; without it a random gradient from
    /// N(0, 1) is used.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    public string? Loss { get; set; }

    /// <summary>The seed for drawn samples, dropout and the random gradient, in this order; 0 if left out.</summary>
    [Parameter]
    [SeedTransformation]
    [Alias("RandomState")]
    public ulong? Seed { get; set; }

    /// <summary>A generator to draw from instead of a seed; it advances.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    /// <summary>An SVG file for a chart of the standard deviations, layer by layer.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ChartPath { get; set; }

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        InputObject.ThrowIfDisposed();
        string? file = ChartPath is null ? null : PathResolver.ForWriting(this, ChartPath, Force);
        RandomGenerator generator = Streams.Choose(Generator, Generator is null ? Seed ?? 0 : Seed);
        string? loss = Loss is null ? null : Catalog.Losses.Find(Loss).Name;
        SignalPropagation result = SignalPropagation.Of(InputObject, Samples(generator), loss, generator);
        if (file is not null && ShouldProcess(file, "Export chart"))
        {
            PathResolver.Write(file, SignalChart.Of(result).ToSvg());
        }

        WriteObject(result);
    });

    private Dataset Samples(RandomGenerator generator)
    {
        Dataset? given = Data is null ? null : ModelData.Samples(InputObject, Data, WriteWarning);
        if (Loss is not null && given?.StoredTarget is null)
        {
            throw Errors.Invalid("NoTargets", $"-Loss {Loss} needs -Data with targets: a data set from Import-Dataset, New-Dataset or Split-Dataset.");
        }

        Dataset data = given ?? new Dataset(Drawn(generator), null);
        return data.Count <= BatchSize ? data : data.Part(Enumerable.Range(0, BatchSize).Select(row => (long)row).ToArray());
    }

    private Tensor Drawn(RandomGenerator generator)
    {
        var draw = new RandomDraw { Shape = new[] { (long)BatchSize }.Concat(InputObject.InputShape).ToArray() };
        return draw.Draw(RandomDistribution.Get("Normal"), generator);
    }
}
