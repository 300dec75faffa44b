using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Draws a tensor from a distribution, with PyTorch's random numbers.</summary>
[Cmdlet(VerbsCommon.New, "RandomTensor")]
[OutputType(typeof(Tensor))]
public sealed class NewRandomTensorCommand : NormToolsCommand
{
    /// <summary>The size of every dimension.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowEmptyCollection]
    [WholeNumberTransformation]
    public long[] Shape { get; set; } = null!;

    /// <summary>The distribution.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DistributionCompleter))]
    public string Distribution { get; set; } = "Uniform";

    /// <summary>The least value.</summary>
    [Parameter]
    public double? Minimum { get; set; }

    /// <summary>The bound above.</summary>
    [Parameter]
    public double? Maximum { get; set; }

    /// <summary>The mean.</summary>
    [Parameter]
    public double? Mean { get; set; }

    /// <summary>The standard deviation.</summary>
    [Parameter]
    [Alias("Std")]
    public double? StandardDeviation { get; set; }

    /// <summary>The probability of a one.</summary>
    [Parameter]
    public double? Probability { get; set; }

    /// <summary>The rate of an exponential distribution.</summary>
    [Parameter]
    public double? Rate { get; set; }

    /// <summary>The weights of the indices.</summary>
    [Parameter]
    [TensorTransformation]
    public Tensor? Weight { get; set; }

    /// <summary>Lets an index come again.</summary>
    [Parameter]
    public SwitchParameter Replacement { get; set; }

    /// <summary>The type of the values.</summary>
    [Parameter]
    public DType? DType { get; set; }

    /// <summary>What torch.manual_seed would be given.</summary>
    [Parameter]
    [SeedTransformation]
    public ulong? Seed { get; set; }

    /// <summary>A generator to draw from, which moves on.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    protected override void EndProcessing() => GuardTerminating(Shape, () =>
    {
        RandomDistribution distribution = RandomDistribution.Get(Distribution);
        var draw = new RandomDraw { Weight = Weight, Replacement = Replacement, Shape = Shape, Type = DType };
        Take(distribution, draw, nameof(Minimum), Minimum);
        Take(distribution, draw, nameof(Maximum), Maximum);
        Take(distribution, draw, nameof(Mean), Mean);
        Take(distribution, draw, nameof(StandardDeviation), StandardDeviation);
        Take(distribution, draw, nameof(Probability), Probability);
        Take(distribution, draw, nameof(Rate), Rate);
        Take(distribution, draw, nameof(Weight), Weight is null ? (double?)null : 0);
        Take(distribution, draw, nameof(Replacement), Replacement ? 0 : (double?)null);
        if (distribution.Needed is string needed && !draw.Numbers.ContainsKey(needed))
        {
            throw Errors.ParameterMissing(needed, nameof(Distribution), distribution.Name);
        }

        WriteObject(draw.Draw(distribution, Streams.Choose(Generator, Seed)), enumerateCollection: false);
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
