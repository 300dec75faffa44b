using NormTools.Core.Graph;
using NormTools.Core.Initialization;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>The parameters of one layer and direction of a recurrent network.</summary>
/// <param name="InputWeight">[gates * hidden, inputs].</param>
/// <param name="HiddenWeight">[gates * hidden, state].</param>
/// <param name="InputBias">[gates * hidden], or null.</param>
/// <param name="HiddenBias">As <paramref name="InputBias"/>.</param>
/// <param name="Projection">[state, hidden], or null.</param>
internal sealed record RecurrentWeights(
    StateEntry InputWeight, StateEntry HiddenWeight, StateEntry? InputBias, StateEntry? HiddenBias,
    StateEntry? Projection)
{
    /// <summary>The norms; null for none.</summary>
    public RecurrentNormWeights? Norms { get; init; }
}

/// <summary>torch.nn.RNN, LSTM and GRU with batch_first: from [steps, features] to the states of all steps.</summary>
internal abstract class RecurrentLayer : Layer
{
    private readonly long hidden;
    private readonly long layers;
    private readonly long projected;
    private readonly bool hasBias;
    private readonly double dropout;
    private readonly bool bidirectional;
    private readonly int gates;
    private readonly List<RecurrentWeights> weights = [];
    private readonly DropoutLayer between;

    protected RecurrentLayer(LayerArguments arguments, int gates, bool projects)
        : base(arguments)
    {
        this.gates = gates;
        hidden = arguments.Integer("hidden_size", null);
        layers = arguments.Integer("num_layers", 1);
        hasBias = arguments.Flag("bias", true);
        dropout = arguments.Number("dropout", 0, 0, 1);
        bidirectional = arguments.Flag("bidirectional", false);
        projected = projects ? arguments.Integer("proj_size", 0, 0) : 0;
        if (projected >= hidden)
        {
            throw arguments.Invalid(
                "proj_size", $"has to be smaller than hidden_size, but {projected} and {hidden} were given");
        }

        between = DropoutLayer.Inside(Path, dropout);
    }

    public override bool TakesSteps => true;

    public int Directions => bidirectional ? 2 : 1;

    /// <summary>The layers one above the other.</summary>
    public int Depth => (int)layers;

    public int Steps => (int)InputShape[0];

    /// <summary>Values of a step of the output.</summary>
    public int Width => Directions * StateSize;

    private double Bound => 1 / Math.Sqrt(hidden);

    private int StateSize => (int)(projected > 0 ? projected : hidden);

    /// <summary>What the statistics of the widest norm inside are taken over; null where there is none.</summary>
    public virtual NormScope? InnerNorm => null;

    protected int HiddenUnits => (int)hidden;

    /// <summary>Which of the gates keeps the cell of the step before; null for none.</summary>
    protected virtual int? ForgetGate => null;

    /// <summary>What torch prints in the middle, such as another nonlinearity.</summary>
    protected virtual string More => string.Empty;

    public override string Summary => Description(string.Empty);

    public override string Describe() => Description(", batch_first=True");

    /// <summary>Weights and biases are uniform in +-1 / sqrt(hidden), as torch draws them; scales of norms are 1.</summary>
    public override void Initialize(Generator generator)
    {
        foreach (StateEntry entry in State)
        {
            if (entry.Role is StateRole.Weight or StateRole.Bias)
            {
                generator.Uniform(entry.Span, -Bound, Bound);
            }
            else
            {
                entry.Span.Fill(entry.Role == StateRole.Scale ? 1 : 0);
            }
        }
    }

    /// <summary>The sizes of one of the layers.</summary>
    public RecurrentShape ShapeOf(int layer, int slots) =>
        new(Steps, layer == 0 ? (int)InputShape[1] : Width, (int)hidden, StateSize, gates, slots);

    public RecurrentWeights WeightsOf(int layer, int direction) => weights[(layer * Directions) + direction];

    public override Value Emit(PlanBuilder plan, Value x)
    {
        for (int layer = 0; layer < layers; layer++)
        {
            x = plan.Append(Operation(plan, layer, x));
            x = layer < layers - 1 ? between.Emit(plan, x) : x;
        }

        return x;
    }

    /// <summary>Declares the norms of a layer and direction; null where there are none.</summary>
    /// <param name="suffix">Behind the names of its parameters: _l0_reverse.</param>
    /// <param name="hidden">Hidden units.</param>
    /// <param name="hasBias">Whether what is added to products is learnt.</param>
    protected virtual RecurrentNormWeights? DeclareNorms(string suffix, long hidden, bool hasBias) => null;

    /// <summary>The operation of one of the layers.</summary>
    protected abstract Operation Operation(PlanBuilder plan, int layer, Value x);

    protected override long[] Infer(long[] input)
    {
        if (input.Length != 2)
        {
            throw ShapeMismatch(
                $"expected samples of [steps, features], but got {Shape.Text(input)}; Permute and Unflatten bring them "
                + "into that shape");
        }

        for (int layer = 0; layer < layers; layer++)
        {
            long inputs = layer == 0 ? input[1] : Width;
            for (int direction = 0; direction < Directions; direction++)
            {
                weights.Add(Declare($"_l{layer}{(direction == 0 ? string.Empty : "_reverse")}", inputs));
            }
        }

        return [input[0], Width];
    }

    protected override int? StepAxis(int axis) => axis == 0 ? axis : null;

    private RecurrentWeights Declare(string suffix, long inputs)
    {
        StateEntry inputWeight = Weight("weight_ih", gates, false, gates * hidden, inputs);
        StateEntry hiddenWeight = Weight("weight_hh", gates, true, gates * hidden, StateSize);
        return new(
            inputWeight,
            hiddenWeight,
            Bias("bias_ih", inputWeight, ForgetGate),
            Bias("bias_hh", hiddenWeight, null),
            projected > 0 ? Weight("weight_hr", 1, false, projected, hidden) : null)
        {
            Norms = DeclareNorms(suffix, hidden, hasBias),
        };

        StateEntry Weight(string name, int parts, bool isRecurrent, params long[] shape) =>
            Declare(new($"{Path}.{name}{suffix}", StateRole.Weight, shape, isParameter: true)
            {
                FanIn = Fan.Of(shape).In,
                FanOut = Fan.Of(shape).Out,
                DefaultBound = Bound,
                Parts = parts,
                IsRecurrent = isRecurrent,
            });

        StateEntry? Bias(string name, StateEntry of, int? forgets) => !hasBias ? null
            : Declare(new($"{Path}.{name}{suffix}", StateRole.Bias, [gates * hidden], isParameter: true)
            {
                FanIn = of.FanIn,
                FanOut = of.FanOut,
                DefaultBound = Bound,
                Parts = gates,
                ForgetPart = forgets,
            });
    }

    private string Description(string order) =>
        $"{Type}({InputShape[1]}, {hidden}"
        + (projected > 0 ? $", proj_size={projected}" : string.Empty)
        + (layers > 1 ? $", num_layers={layers}" : string.Empty)
        + More
        + (hasBias ? string.Empty : ", bias=False")
        + order
        + (dropout > 0 ? $", dropout={Shape.AsTorch(dropout)}" : string.Empty)
        + (bidirectional ? ", bidirectional=True)" : ")");
}
