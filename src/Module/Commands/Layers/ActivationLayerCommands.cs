using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>max(x, 0).</summary>
[Cmdlet(VerbsCommon.New, "ReluLayer")]
[Alias("ReLU")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewReluLayerCommand : LayerCommand
{
    protected override string Type => "ReLU";
}

/// <summary>x where it is positive, else x times a small slope.</summary>
[Cmdlet(VerbsCommon.New, "LeakyReluLayer")]
[Alias("LeakyReLU")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewLeakyReluLayerCommand : LayerCommand
{
    /// <summary>The slope for negative values.</summary>
    [Parameter(Position = 0)]
    [NumberTransformation]
    [Argument("negative_slope")]
    public double NegativeSlope { get; set; } = 0.01;

    protected override string Type => "LeakyReLU";
}

/// <summary>The hyperbolic tangent.</summary>
[Cmdlet(VerbsCommon.New, "TanhLayer")]
[Alias("Tanh")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewTanhLayerCommand : LayerCommand
{
    protected override string Type => "Tanh";
}

/// <summary>1 / (1 + exp(-x)).</summary>
[Cmdlet(VerbsCommon.New, "SigmoidLayer")]
[Alias("Sigmoid")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewSigmoidLayerCommand : LayerCommand
{
    protected override string Type => "Sigmoid";
}

/// <summary>x times the probability that a standard normal value is below x (Hendrycks and Gimpel 2016).</summary>
[Cmdlet(VerbsCommon.New, "GeluLayer")]
[Alias("GELU")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewGeluLayerCommand : LayerCommand
{
    /// <summary>None for the exact function, Tanh for the approximation.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("None", "Tanh")]
    [Argument("approximate")]
    public string Approximate { get; set; } = "None";

    protected override string Type => "GELU";
}

/// <summary>x / (1 + exp(-x)), also called swish.</summary>
[Cmdlet(VerbsCommon.New, "SiluLayer")]
[Alias("SiLU")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewSiluLayerCommand : LayerCommand
{
    protected override string Type => "SiLU";
}

/// <summary>x where it is positive, else alpha (exp(x) - 1).</summary>
[Cmdlet(VerbsCommon.New, "EluLayer")]
[Alias("ELU")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewEluLayerCommand : LayerCommand
{
    /// <summary>Large negative inputs tend to minus this value.</summary>
    [Parameter(Position = 0)]
    [NumberTransformation]
    [Argument("alpha")]
    public double Alpha { get; set; } = 1;

    protected override string Type => "ELU";
}

/// <summary>Probabilities that add up to one along a dimension.</summary>
[Cmdlet(VerbsCommon.New, "SoftmaxLayer")]
[Alias("Softmax", "LogSoftmax")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewSoftmaxLayerCommand : LayerCommand
{
    /// <summary>The dimension along which they add up to one; the batch is dimension 0.</summary>
    [Parameter(Position = 0)]
    [WholeNumberTransformation]
    [Argument("dim")]
    public int Dimension { get; set; } = -1;

    /// <summary>Gives the logarithms of the probabilities, more accurately than by taking them afterwards.</summary>
    [Parameter]
    public SwitchParameter Logarithm { get; set; }

    protected override string Type =>
        Logarithm || "LogSoftmax".Equals(MyInvocation.InvocationName, StringComparison.OrdinalIgnoreCase)
            ? "LogSoftmax"
            : "Softmax";
}
