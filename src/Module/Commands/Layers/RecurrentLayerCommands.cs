using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The parameters of recurrent layers.</summary>
public abstract class RecurrentLayerCommand : LayerCommand
{
    /// <summary>The number of hidden units; each step gives as many outputs, twice as many with
    /// -Bidirectional.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    [Argument("hidden_size")]
    public long HiddenSize { get; set; }

    /// <summary>Layers one above the other: each reads the states of the one below.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    [Argument("num_layers")]
    public long LayerCount { get; set; } = 1;

    /// <summary>The share of values that are dropped between the layers in training.</summary>
    [Parameter]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("dropout")]
    public double Dropout { get; set; }

    /// <summary>Reads the steps from the last to the first as well, with weights of their own.</summary>
    [Parameter]
    [Argument("bidirectional")]
    public SwitchParameter Bidirectional { get; set; }

    /// <summary>Leaves both biases out.</summary>
    [Parameter]
    [Argument("bias", TurnsOff = true)]
    public SwitchParameter NoBias { get; set; }

    protected override void Complete(OrderedDictionary arguments)
    {
        if (Dropout > 0 && LayerCount == 1)
        {
            WriteWarning(
                "-Dropout drops values between the layers of -LayerCount, so with one layer it has no effect. Write a "
                + "Dropout behind this layer instead, or -LayerCount 2.");
        }
    }
}

/// <summary>Reads a sequence with long short-term memory (Hochreiter and Schmidhuber 1997).</summary>
[Cmdlet(VerbsCommon.New, "LstmLayer")]
[Alias("LSTM")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewLstmLayerCommand : RecurrentLayerCommand
{
    /// <summary>The number of values that the state is projected to; 0 for no projection.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0L, int.MaxValue)]
    [Argument("proj_size")]
    public long ProjectionSize { get; set; }

    protected override string Type => "LSTM";
}

/// <summary>Reads a sequence with gated recurrent units (Cho et al. 2014).</summary>
[Cmdlet(VerbsCommon.New, "GruLayer")]
[Alias("GRU")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewGruLayerCommand : RecurrentLayerCommand
{
    protected override string Type => "GRU";
}

/// <summary>Reads a sequence with simple recurrent units (Elman 1990).</summary>
[Cmdlet(VerbsCommon.New, "RnnLayer")]
[Alias("RNN")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewRnnLayerCommand : RecurrentLayerCommand
{
    /// <summary>The function of each unit.</summary>
    [Parameter]
    [ValidateSet("Tanh", "ReLU")]
    [Argument("nonlinearity")]
    public string Nonlinearity { get; set; } = "Tanh";

    protected override string Type => "RNN";
}
