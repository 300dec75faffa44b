using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Lets every step of a sequence read from all of its steps (Vaswani et al. 2017).</summary>
[Cmdlet(VerbsCommon.New, "MultiheadAttentionLayer")]
[Alias("MultiheadAttention")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewMultiheadAttentionLayerCommand : LayerCommand
{
    /// <summary>The number of heads, which the features of a step are divided among.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    [Argument("num_heads")]
    public long HeadCount { get; set; }

    /// <summary>The share of attention weights that are dropped in training.</summary>
    [Parameter]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("dropout")]
    public double Dropout { get; set; }

    /// <summary>A step reads from itself and those before it only.</summary>
    [Parameter]
    [Argument("is_causal")]
    public SwitchParameter Causal { get; set; }

    /// <summary>Leaves the biases out.</summary>
    [Parameter]
    [Argument("bias", TurnsOff = true)]
    public SwitchParameter NoBias { get; set; }

    protected override string Type => "MultiheadAttention";
}

/// <summary>The parameters of a transformer's encoder layers.</summary>
public abstract class EncoderLayerCommand : LayerCommand
{
    /// <summary>The number of heads, which the features of a step are divided among.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    [Argument("nhead")]
    public long HeadCount { get; set; }

    /// <summary>The outputs of the first of the two linear layers.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    [Argument("dim_feedforward")]
    public long FeedForwardSize { get; set; } = 2048;

    /// <summary>The share of values that are dropped in training, in four places of a layer.</summary>
    [Parameter]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("dropout")]
    public double Dropout { get; set; } = 0.1;

    /// <summary>The function between the two linear layers.</summary>
    [Parameter]
    [ValidateSet("ReLU", "GELU")]
    [Argument("activation")]
    public string Activation { get; set; } = "ReLU";

    /// <summary>Normalises in front of attention and of the linear layers, not behind them.</summary>
    [Parameter]
    [Argument("norm_first")]
    public SwitchParameter NormFirst { get; set; }

    /// <summary>Added to the variance in the layer normalisations.</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    [Alias("Eps")]
    [NumberTransformation]
    [Argument("layer_norm_eps")]
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>A step reads from itself and those before it only.</summary>
    [Parameter]
    [Argument("is_causal")]
    public SwitchParameter Causal { get; set; }

    /// <summary>Leaves the biases out, those of the normalisations too.</summary>
    [Parameter]
    [Argument("bias", TurnsOff = true)]
    public SwitchParameter NoBias { get; set; }
}

/// <summary>Attention and two linear layers, each with a skip connection and a layer normalisation.</summary>
[Cmdlet(VerbsCommon.New, "TransformerEncoderLayer")]
[Alias("TransformerEncoderLayer")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewTransformerEncoderLayerCommand : EncoderLayerCommand
{
    protected override string Type => "TransformerEncoderLayer";
}

/// <summary>Encoder layers of a transformer, one above the other.</summary>
[Cmdlet(VerbsCommon.New, "TransformerEncoderStackLayer")]
[Alias("TransformerEncoder")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewTransformerEncoderStackLayerCommand : EncoderLayerCommand
{
    /// <summary>The number of encoder layers.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    [Argument("num_layers")]
    public long LayerCount { get; set; }

    /// <summary>Whether a layer normalisation follows the last layer; Auto: with -NormFirst.</summary>
    [Parameter]
    [ValidateSet("Auto", "On", "Off")]
    [Argument("final_norm")]
    public string FinalNorm { get; set; } = "Auto";

    /// <summary>Draws the weights of each layer; otherwise all layers start as copies of one, as in torch.</summary>
    [Parameter]
    [Argument("reinitialize")]
    public SwitchParameter Reinitialize { get; set; }

    protected override string Type => "TransformerEncoder";

    protected override void Complete(OrderedDictionary arguments)
    {
        if (LayerCount > 1 && !Reinitialize)
        {
            WriteWarning(
                $"As in torch, all {LayerCount} layers start from the same weights: they are copies of one. -Reinitialize draws "
                + "the weights of each.");
        }
    }
}

/// <summary>Adds to each step of a sequence what tells it apart from the others.</summary>
[Cmdlet(VerbsCommon.New, "PositionalEncodingLayer")]
[Alias("PositionalEncoding")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewPositionalEncodingLayerCommand : LayerCommand
{
    /// <summary>Sinusoidal: sines and cosines; Learned: weights.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("Sinusoidal", "Learned")]
    [Argument("kind")]
    public string Kind { get; set; } = "Sinusoidal";

    /// <summary>The most steps that a learned encoding has weights for; those of a sample if left out.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    [Argument("max_len")]
    public long? MaximumLength { get; set; }

    /// <summary>The share of values that are dropped in training, after the addition.</summary>
    [Parameter]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("dropout")]
    public double Dropout { get; set; }

    protected override string Type => "PositionalEncoding";

    protected override void Complete(OrderedDictionary arguments)
    {
        if (MaximumLength is not null && !string.Equals(Kind, "Learned", StringComparison.OrdinalIgnoreCase))
        {
            throw Errors.NoEffect(nameof(MaximumLength), "Kind Learned");
        }
    }
}
