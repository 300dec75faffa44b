using System.Management.Automation;
using NormTools.Charts;

namespace NormTools.Commands;

/// <summary>Sends a batch and its gradients through a model, and tells what becomes of them at each layer.</summary>
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

    /// <summary>Samples in the batch: the first ones of -Data, or as many as are drawn.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [WholeNumberTransformation]
    public int BatchSize { get; set; } = 256;

    /// <summary>Where the gradients come from, with a data set that has targets; without it a random gradient N(0, 1)
    /// goes in.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    public string? Loss { get; set; }

    /// <summary>Of the drawn samples, then of dropout and of the random gradient; 0 if left out.</summary>
    [Parameter]
    [SeedTransformation]
    [Alias("RandomState")]
    public ulong? Seed { get; set; }

    /// <summary>A generator to draw from in place of a seed, which moves on.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    /// <summary>An SVG file to draw the deviations into, layer by layer.</summary>
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
            throw Errors.Invalid("NoTargets", $"-Loss {Loss} needs -Data with targets: a data set, as Import-Dataset or Split-Dataset gives.");
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
