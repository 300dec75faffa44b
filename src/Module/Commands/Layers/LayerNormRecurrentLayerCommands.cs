using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Reads a sequence with an LSTM that has layer norm inside (Ba et al. 2016).</summary>
[Cmdlet(VerbsCommon.New, "LayerNormLstmLayer")]
[Alias("LayerNormLSTM")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewLayerNormLstmLayerCommand : RecurrentLayerCommand
{
    /// <summary>The number of values that the state is projected to; 0 for no projection.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0L, int.MaxValue)]
    [Argument("proj_size")]
    public long ProjectionSize { get; set; }

    /// <summary>What is normalised: each product, all gates together, or the sum of both, gate by gate.</summary>
    [Parameter]
    [ValidateSet("Product", "Gate")]
    [Argument("norm_over")]
    public string NormOver { get; set; } = "Product";

    /// <summary>Where the normalised cell goes: to the output alone, or to the next step, too.</summary>
    [Parameter]
    [ValidateSet("Output", "Stored")]
    [Argument("state_norm")]
    public string StateNorm { get; set; } = "Output";

    /// <summary>Added to the sum of the forget gate; with 1 it is open at the start.</summary>
    [Parameter]
    [NumberTransformation]
    [Argument("forget_bias")]
    public double ForgetBias { get; set; }

    /// <summary>Added to each variance before the root.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(1e-12, 1d)]
    [NumberTransformation]
    [Argument("eps")]
    public double Epsilon { get; set; } = 1e-5;

    protected override string Type => "LayerNormLSTM";
}

/// <summary>Reads a sequence with a GRU that has layer norm inside (Ba et al. 2016).</summary>
[Cmdlet(VerbsCommon.New, "LayerNormGruLayer")]
[Alias("LayerNormGRU")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewLayerNormGruLayerCommand : RecurrentLayerCommand
{
    /// <summary>Added to each variance before the root.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(1e-12, 1d)]
    [NumberTransformation]
    [Argument("eps")]
    public double Epsilon { get; set; } = 1e-5;

    protected override string Type => "LayerNormGRU";
}
