using System.Text.Json;
using NormTools.Core.Catalogs;
using NormTools.Core.Graph;
using NormTools.Core.Initialization;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>The weight of a linear or convolution layer: a parameter, or computed from parameters by a
/// parametrization.</summary>
internal class LayerWeight
{
    /// <summary>The parametrizations by name: those of torch.nn.utils.parametrizations, as WeightNorm for
    /// weight_norm.</summary>
    public static Catalog<LayerWeight> Catalog { get; } =
        new("parametrization", "InvalidLayerArgument", WeightArguments.None);

    /// <summary>The entry that the layer's initialisation fills, in the shape of the weight.</summary>
    protected StateEntry Drawn { get; private set; } = null!;

    public long[] Shape => Drawn.Shape;

    private Fan Fan => new(Drawn.FanIn!.Value, Drawn.FanOut!.Value);

    /// <summary>What follows a layer's description: " with WeightNorm(dim=0)".</summary>
    public virtual string Suffix => string.Empty;

    /// <summary>Reads a layer's parametrization, if any.</summary>
    /// <param name="arguments">The layer's arguments, which may include "parametrization": an object with a "type",
    /// "WeightNorm" or "SpectralNorm", and its arguments.</param>
    /// <param name="rank">The number of dimensions of the weight.</param>
    /// <param name="outputDimension">The dimension of the layer's outputs.</param>
    public static LayerWeight Read(LayerArguments arguments, int rank, int outputDimension = 0)
    {
        const string Name = "parametrization";
        if (arguments.Parametrization(Name) is not JsonElement given)
        {
            return new LayerWeight();
        }

        WeightArguments own = new(given, arguments.Path, rank, outputDimension);
        if (Catalog.Find(own.Type) is not CatalogEntry<LayerWeight> entry)
        {
            throw arguments.Invalid(
                Name, $"has to be {string.Join(" or ", Catalog.Names)}, but \"{own.Type}\" was given");
        }

        LayerWeight weight = entry.Make(own);
        own.RefuseOthers();
        return weight;
    }

    /// <summary>Declares weight and bias in the order of torch's state dict.</summary>
    /// <returns>The bias, or null.</returns>
    public virtual StateEntry? Declare(Layer layer, long[] shape, long? biasSize)
    {
        DeclareDrawn(layer, "weight", shape);
        return DeclareBias(layer, shape, biasSize);
    }

    /// <summary>Draws the default initialisation of torch.nn.Linear and Conv: the weight, then the bias.</summary>
    public virtual void Initialize(Generator generator, StateEntry? bias)
    {
        Initializers.DefaultWeight(generator, Drawn.Span, Fan);
        if (bias is not null)
        {
            Initializers.DefaultBias(generator, bias.Span, Fan);
        }
    }

    /// <summary>Recomputes what is kept besides the drawn entry to match it.</summary>
    public virtual void Settle()
    {
    }

    /// <summary>The weight as used in a plan, part of the layer's operation.</summary>
    public virtual PlannedWeight Plan(PlanBuilder plan, Operation operation) => new PlainWeight(Drawn, plan);

    /// <summary>The shape as [outer, size, inner] around a dimension; for dimension -1 the size is 1.</summary>
    protected static (int Outer, int Size, int Inner) Around(long[] shape, int dimension) => dimension < 0
        ? (1, 1, Layers.Shape.Count(shape))
        : (Layers.Shape.Count(shape.AsSpan(0, dimension)), (int)shape[dimension],
            Layers.Shape.Count(shape.AsSpan(dimension + 1)));

    /// <summary>Declares a parameter as the entry that initialisation fills.</summary>
    protected StateEntry DeclareDrawn(Layer layer, string name, long[] shape) =>
        Drawn = layer.Parameter(name, StateRole.Weight, Fan.Of(shape), shape);

    /// <summary>Declares the bias for a weight of some shape, if there is one.</summary>
    protected static StateEntry? DeclareBias(Layer layer, long[] weightShape, long? size) =>
        size is long count ? layer.Parameter("bias", StateRole.Bias, Fan.Of(weightShape), count) : null;

    /// <summary>Called by the module initialiser of each class.</summary>
    protected static void Add(string name, string meaning, Func<WeightArguments, LayerWeight> make) =>
        Catalog.Add(name, meaning, arguments => make((WeightArguments)arguments));
}

/// <summary>A weight that is a parameter itself.</summary>
internal sealed unsafe class PlainWeight(StateEntry entry, PlanBuilder plan) : PlannedWeight(plan.Gradient(entry))
{
    public override float* Values => entry.Floats;
}

/// <summary>A weight as used by the passes of a plan.</summary>
/// <param name="gradient">Where the layer writes the gradient of the weight; null without a backward pass.</param>
internal abstract unsafe class PlannedWeight(float* gradient)
{
    public float* Gradient { get; } = gradient;

    /// <summary>The weight's values, once <see cref="Forward"/> has run.</summary>
    public abstract float* Values { get; }

    /// <summary>The name of the parametrization, or null.</summary>
    protected virtual string? Parametrization => null;

    /// <summary>What is fused into the layer's operation.</summary>
    public IReadOnlyList<string> Fuse(bool bias, bool relu) =>
        [.. new[] { Parametrization, bias ? "bias" : null, relu ? "ReLU" : null }.OfType<string>()];

    /// <summary>Computes the weight, before the layer's forward pass.</summary>
    public virtual void Forward(Pass pass)
    {
    }

    /// <summary>Computes the parameters' gradients from the weight's, after the layer's backward pass.</summary>
    public virtual void Backward(Pass pass)
    {
    }
}

/// <summary>The arguments of a parametrization, and the weight they are for.</summary>
/// <param name="element">The parametrization in a specification.</param>
/// <param name="path">The layer's path in the model.</param>
/// <param name="rank">The number of dimensions of the weight.</param>
/// <param name="outputDimension">The dimension of the layer's outputs.</param>
internal sealed class WeightArguments(JsonElement element, string path, int rank, int outputDimension)
    : LayerArguments(element, path)
{
    public int Rank { get; } = rank;

    public int OutputDimension { get; } = outputDimension;

    /// <summary>No arguments, for a matrix.</summary>
    public static new WeightArguments None(string type) =>
        new(Json($"{{\"type\":\"{type}\"}}"), "0", 2, 0) { IsDeclaring = true };
}
