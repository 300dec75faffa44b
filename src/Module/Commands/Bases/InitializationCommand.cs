using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The parameters of an initialisation, which New-WeightTensor and Initialize-Model share.</summary>
public abstract class InitializationCommand : NormToolsCommand
{
    /// <summary>The gain: a number, or the name of a nonlinearity.</summary>
    [Parameter]
    [GainTransformation]
    [ArgumentCompleter(typeof(NonlinearityCompleter))]
    public object? Gain { get; set; }

    /// <summary>The activation after the layer.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NonlinearityCompleter))]
    public string? Nonlinearity { get; set; }

    /// <summary>The negative slope of LeakyReLU: torch's a.</summary>
    [Parameter]
    [NumberTransformation]
    public double? NegativeSlope { get; set; }

    /// <summary>The fan that the variance is divided by.</summary>
    [Parameter]
    [FanModeTransformation]
    [NameListTransformation]
    public FanMode? Mode { get; set; }

    /// <summary>The variance times the fan (VarianceScaling).</summary>
    [Parameter]
    [NumberTransformation]
    public double? Scale { get; set; }

    /// <summary>The distribution (VarianceScaling).</summary>
    [Parameter]
    [NameListTransformation]
    public ScalingDistribution? Distribution { get; set; }

    /// <summary>The value of Constant.</summary>
    [Parameter]
    [NumberTransformation]
    public double? Value { get; set; }

    /// <summary>The smallest value; for ExactTruncatedNormal in standard deviations from the mean.</summary>
    [Parameter]
    [NumberTransformation]
    public double? Minimum { get; set; }

    /// <summary>The largest value; for ExactTruncatedNormal in standard deviations from the mean.</summary>
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

    /// <summary>The share of zeros in each column (Sparse).</summary>
    [Parameter]
    [NumberTransformation]
    public double? Sparsity { get; set; }

    /// <summary>Groups of a convolution (Dirac).</summary>
    [Parameter]
    [Alias("Groups")]
    [WholeNumberTransformation]
    public long? Group { get; set; }

    /// <summary>The seed, as for torch.manual_seed.</summary>
    [Parameter]
    [SeedTransformation]
    [Alias("RandomState")]
    public ulong? Seed { get; set; }

    /// <summary>A generator to draw from; it advances.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    /// <summary>The arguments that were given, by their names.</summary>
    internal List<KeyValuePair<string, object>> Given()
    {
        var given = new List<KeyValuePair<string, object>>();
        Add(nameof(Gain), Gain);
        Add(nameof(Nonlinearity), Nonlinearity);
        Add(nameof(NegativeSlope), NegativeSlope);
        Add(nameof(Mode), Mode);
        Add(nameof(Scale), Scale);
        Add(nameof(Distribution), Distribution);
        Add(nameof(Value), Value);
        Add(nameof(Minimum), Minimum);
        Add(nameof(Maximum), Maximum);
        Add(nameof(Mean), Mean);
        Add(nameof(StandardDeviation), StandardDeviation);
        Add(nameof(Sparsity), Sparsity);
        Add(nameof(Group), Group);
        return given;

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                given.Add(new KeyValuePair<string, object>(name, value));
            }
        }
    }
}
