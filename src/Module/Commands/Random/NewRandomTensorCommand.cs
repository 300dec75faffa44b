using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Draws a tensor from a distribution, with PyTorch's random numbers.</summary>
[Cmdlet(VerbsCommon.New, "RandomTensor")]
[OutputType(typeof(Tensor))]
public sealed class NewRandomTensorCommand : NormToolsCommand
{
    /// <summary>The size of every dimension; it may be left out if -Probability is a tensor, whose shape is then
    /// used.</summary>
    [Parameter(Position = 0)]
    [AllowEmptyCollection]
    [WholeNumberTransformation(IsShape = true)]
    public long[]? Shape { get; set; }

    /// <summary>The distribution.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DistributionCompleter))]
    public string? Distribution { get; set; }

    /// <summary>The smallest value.</summary>
    [Parameter]
    [NumberTransformation]
    public double? Minimum { get; set; }

    /// <summary>The upper bound.</summary>
    [Parameter]
    [NumberTransformation]
    public double? Maximum { get; set; }

    /// <summary>The mean.</summary>
    [Parameter]
    [NumberTransformation]
    public double? Mean { get; set; }

    /// <summary>The standard deviation.</summary>
    [Parameter]
    [Alias("Std")]
    [NumberTransformation]
    public double? StandardDeviation { get; set; }

    /// <summary>The probability of a one: a number, or a tensor with one for each element.</summary>
    [Parameter]
    [ValidateNotNull]
    [OperandTransformation]
    public Tensor? Probability { get; set; }

    /// <summary>The rate of an exponential distribution.</summary>
    [Parameter]
    [NumberTransformation]
    public double? Rate { get; set; }

    /// <summary>The weights of the indices.</summary>
    [Parameter]
    [TensorTransformation]
    public Tensor? Weight { get; set; }

    /// <summary>Lets the same index be drawn more than once.</summary>
    [Parameter]
    public SwitchParameter Replacement { get; set; }

    /// <summary>The type of the values.</summary>
    [Parameter]
    [NameListTransformation]
    public DType? DType { get; set; }

    /// <summary>The seed, as for torch.manual_seed; a fresh one if left out.</summary>
    [Parameter]
    [SeedTransformation]
    [Alias("RandomState")]
    public ulong? Seed { get; set; }

    /// <summary>A generator to draw from; it advances.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    protected override void EndProcessing() => GuardTerminating(Shape, () =>
    {
        string usual = Shape is null && Probability is not null ? "Bernoulli" : "Uniform";
        RandomDistribution distribution = RandomDistribution.Get(Distribution ?? usual);
        var draw = new RandomDraw { Weight = Weight, Replacement = Replacement, Type = DType };
        double? probability = draw.TakeProbability(Probability);
        draw.TakeShape(Shape);
        Take(distribution, draw, nameof(Minimum), Minimum);
        Take(distribution, draw, nameof(Maximum), Maximum);
        Take(distribution, draw, nameof(Mean), Mean);
        Take(distribution, draw, nameof(StandardDeviation), StandardDeviation);
        Take(distribution, draw, nameof(Probability), probability);
        Take(distribution, draw, nameof(Rate), Rate);
        Take(distribution, draw, nameof(Weight), Weight is null ? (double?)null : 0);
        Take(distribution, draw, nameof(Replacement), Replacement ? 0 : (double?)null);
        if (distribution.Needed is string needed && !draw.Numbers.ContainsKey(needed))
        {
            throw Errors.ParameterMissing(needed, nameof(Distribution), distribution.Name);
        }

        Tensor drawn = draw.Draw(distribution, Streams.Choose(Generator, Seed));
        if (draw.Warning(distribution) is string warning)
        {
            WriteWarning(warning);
        }

        WriteObject(drawn, enumerateCollection: false);
    });

    private static void Take(RandomDistribution distribution, RandomDraw draw, string parameter, double? value)
    {
        if (value is not null)
        {
            draw.Numbers.Add(parameter, Array.IndexOf(distribution.Parameters, parameter) >= 0
                ? value.Value
                : throw Errors.NoEffectWith(
                    parameter, nameof(Distribution), distribution.Name, distribution.Parameters));
        }
    }
}
