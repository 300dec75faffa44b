using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The parameters of layers with a table of rows.</summary>
public abstract class EmbeddingTableCommand : LayerCommand
{
    private const string Rows = "num_embeddings";
    private const string Width = "embedding_dim";

    /// <summary>The number of rows: the inputs are whole numbers below it. In New-Model -Data of texts it may be left out, as in
    /// Embedding 32: it then comes from the vocabulary.</summary>
    [Parameter(Position = 0)]
    [WholeNumberTransformation]
    [ValidateRange(1L, 1L << 24)]
    [Argument(Rows)]
    public long? RowCount { get; set; }

    /// <summary>The values of a row. A single number without a name is this one.</summary>
    [Parameter(Position = 1)]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    [Argument(Width)]
    public long? Size { get; set; }

    /// <summary>The number of a row that starts at zero and does not learn; a negative one counts from the end.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [Argument("padding_idx")]
    public long? PaddingIndex { get; set; }

    /// <summary>The longest that a row may be: longer ones are shortened as they are read.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, double.MaxValue)]
    [NumberTransformation]
    [Argument("max_norm")]
    public double? MaxNorm { get; set; }

    /// <summary>The order of the norm of -MaxNorm.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, double.MaxValue)]
    [NumberTransformation]
    [Argument("norm_type")]
    public double NormOrder { get; set; } = 2;

    /// <summary>Divides the gradient of a row by how often the batch reads it.</summary>
    [Parameter]
    [Argument("scale_grad_by_freq")]
    public SwitchParameter ScaleByFrequency { get; set; }

    // "Embedding 32" binds the first place, which is then the size; -RowCount 32 by its name is not.
    protected override void Complete(OrderedDictionary arguments)
    {
        if (arguments.Contains(Width))
        {
            return;
        }

        bool isOfPlace = PSObject.AsPSObject(MyInvocation.BoundParameters).Properties["BoundPositionally"]?.Value is IEnumerable<string> places
            && places.Contains(nameof(RowCount));
        object size = isOfPlace ? arguments[Rows]! : throw Errors.NoTableSize(Type);
        arguments.Remove(Rows);
        arguments.Insert(0, Width, size);
    }
}

/// <summary>A row of a table for each number.</summary>
[Cmdlet(VerbsCommon.New, "EmbeddingLayer")]
[Alias("Embedding")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewEmbeddingLayerCommand : EmbeddingTableCommand
{
    protected override string Type => "Embedding";
}

/// <summary>The mean, sum or largest of the rows of a table, one for each number.</summary>
[Cmdlet(VerbsCommon.New, "EmbeddingBagLayer")]
[Alias("EmbeddingBag")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewEmbeddingBagLayerCommand : EmbeddingTableCommand
{
    /// <summary>How the rows are put together.</summary>
    [Parameter]
    [ValidateSet("Mean", "Sum", "Max")]
    [Argument("mode")]
    public string Mode { get; set; } = "Mean";

    protected override string Type => "EmbeddingBag";
}
