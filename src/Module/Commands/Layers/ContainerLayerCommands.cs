using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A layer that contains layers.</summary>
public abstract class ContainerLayerCommand : LayerCommand
{
    /// <summary>The layers inside, written as in New-Model.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Argument("layers")]
    public ScriptBlock Layer { get; set; } = null!;
}

/// <summary>Layers one after the other, as one layer.</summary>
[Cmdlet(VerbsCommon.New, "SequentialLayer")]
[Alias("Sequential")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewSequentialLayerCommand : ContainerLayerCommand
{
    protected override string Type => "Sequential";
}

/// <summary>y = x + f(x), where f is the layers inside (He et al. 2015).</summary>
[Cmdlet(VerbsCommon.New, "ResidualLayer")]
[Alias("Residual")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewResidualLayerCommand : ContainerLayerCommand
{
    /// <summary>The layers s in y = f(x) + s(x), which give x the shape of f(x).</summary>
    [Parameter]
    [Argument("shortcut")]
    public ScriptBlock? Shortcut { get; set; }

    protected override string Type => "Residual";
}

/// <summary>Sequences of layers that read the same input, and whose outputs are joined.</summary>
[Cmdlet(VerbsCommon.New, "BranchLayer")]
[Alias("Branch")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewBranchLayerCommand : LayerCommand
{
    /// <summary>The branches, each a script block that writes layers as in New-Model.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromRemainingArguments = true)]
    [ValidateCount(2, int.MaxValue)]
    [Argument("branches")]
    public ScriptBlock[] Layer { get; set; } = null!;

    /// <summary>Concat (along a dimension), Add or Multiply.</summary>
    [Parameter]
    [ValidateSet("Concat", "Add", "Multiply")]
    [Argument("join")]
    public string Join { get; set; } = "Concat";

    /// <summary>The dimension of Concat; the batch is dimension 0.</summary>
    [Parameter]
    [Alias("Dim", "Dimension")]
    [WholeNumberTransformation]
    [Argument("dim")]
    public int Axis { get; set; } = 1;

    protected override string Type => "Branch";

    protected override void Complete(OrderedDictionary arguments)
    {
        if (arguments.Contains("dim") && !string.Equals(Join, "Concat", StringComparison.OrdinalIgnoreCase))
        {
            throw Errors.NoEffect(nameof(Axis), "Join Concat");
        }
    }
}

/// <summary>y = x.</summary>
[Cmdlet(VerbsCommon.New, "IdentityLayer")]
[Alias("Identity")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewIdentityLayerCommand : LayerCommand
{
    protected override string Type => "Identity";
}
