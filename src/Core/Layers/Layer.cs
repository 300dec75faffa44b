using NormTools.Core.Graph;
using NormTools.Core.Initialization;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>A layer of a model: its arguments, its input and output shape, its state, and the operations that compute
/// it.</summary>
internal abstract class Layer(LayerArguments arguments)
{
    private readonly List<StateEntry> state = [];

    /// <summary>"3", or "2.1" inside a container: the prefix of its state's names.</summary>
    public string Path { get; } = arguments.Path;

    /// <summary>torch.nn's name, without the rank.</summary>
    public string Type { get; } = arguments.Type;

    /// <summary>The shape of one sample, without the batch.</summary>
    public long[] InputShape { get; private set; } = [];

    public long[] OutputShape { get; private set; } = [];

    public int InputCount => Shape.Count(InputShape);

    public int OutputCount => Shape.Count(OutputShape);

    /// <summary>The state in PyTorch's order, without that of a container's contents.</summary>
    public IReadOnlyList<StateEntry> State => state;

    /// <summary>The family of layers it belongs to ("convolution"), by which they can be selected together; null for
    /// none.</summary>
    public virtual string? Family => null;

    /// <summary>Where inputs are numbers of the rows of a table: how many rows there are. Null where they are values.</summary>
    public virtual long? Indices => null;

    /// <summary>The layers inside a container.</summary>
    public virtual IReadOnlyList<Layer> Content => [];

    /// <summary>Whether it takes samples of steps, and nothing else.</summary>
    public virtual bool TakesSteps => false;

    /// <summary>How many branches a skip connection leads around here.</summary>
    public virtual int Branches => 0;

    /// <summary>All weights of these branches.</summary>
    public virtual IEnumerable<StateEntry> BranchWeights => [];

    /// <summary>The weights that these branches end with, which some initialisers scale down.</summary>
    public virtual IEnumerable<StateEntry> BranchEnds => [];

    /// <summary>The weights of the layer itself whose products are its output.</summary>
    public virtual IEnumerable<StateEntry> LastWeights => State.Where(entry => entry.Role == StateRole.Weight);

    /// <summary>The fewest rows in a training batch (for batch norm two, if a row has one value per channel).</summary>
    public virtual int LeastTrainingRows => 1;

    /// <summary>Whether a row's result depends on the other rows in evaluation, too, so that a batch must not be
    /// split.</summary>
    public virtual bool EvaluatesByBatch => false;

    /// <summary>Whether the outputs are probabilities: either they sum to one along the last dimension, or each stands
    /// alone.</summary>
    /// <param name="isGiven">Whether the inputs are probabilities.</param>
    public virtual bool GivesProbabilities(bool isGiven) => false;

    /// <summary>Fixes the shapes and declares the state.</summary>
    /// <exception cref="CoreException">The layer cannot take the shape: LayerShapeMismatch; or its output or a
    /// parameter would be too large: TooManyElements.</exception>
    public void Build(long[] inputShape)
    {
        InputShape = inputShape;
        try
        {
            OutputShape = Infer(inputShape);
            Check.Count(OutputShape);
        }
        catch (CoreException failure) when (failure.Id == "TooManyElements" && Content.Count == 0)
        {
            throw CoreException.Shape(failure.Id, $"Layer {Path} ({Type}): {failure.Message}");
        }
    }

    /// <summary>Where the steps of a sequence are behind this layer, for samples with lengths.</summary>
    /// <param name="axis">The dimension of the input that they are; -1 where there are none any more.</param>
    /// <returns>The dimension of the output; -1 where it has none.</returns>
    /// <exception cref="CoreException">StepsAreMixed: the layer would mix the padding with the steps.</exception>
    public int FollowSteps(int axis) => axis < 0 ? axis : StepAxis(axis) ?? throw CoreException.Shape(
        "StepsAreMixed",
        $"Layer {Path} ({Type}): the samples have lengths, and what is behind a sample's end would be mixed with its steps here. "
            + "LastStep, MeanStep or MaxStep in front of the layer make one step of all; layers that go through the steps one by "
            + "one, recurrent layers and attention keep them apart. Or leave -SequenceLength out.");

    /// <summary>As <see cref="FollowSteps"/>; -1 where the layer mixes steps.</summary>
    public int KeptSteps(int axis) => axis < 0 ? -1 : StepAxis(axis) ?? -1;

    /// <summary>Draws the default initialisation of torch.nn.</summary>
    public virtual void Initialize(Generator generator)
    {
    }

    /// <summary>Draws the default initialisation of the layer and of those inside it.</summary>
    public virtual void InitializeAll(Generator generator)
    {
        Initialize(generator);
        foreach (Layer layer in Content)
        {
            layer.InitializeAll(generator);
        }
    }

    /// <summary>Recomputes what a parametrization keeps besides the weight after the weight was written.</summary>
    public virtual void SettleWeight()
    {
    }

    /// <summary>Refuses a state, as written by a script, that would silently turn results into NaN.</summary>
    /// <param name="training">Whether the running statistics will be updated.</param>
    /// <exception cref="CoreException">NegativeRunningVariance, InfiniteRunningVariance, InvalidBatchesTracked.</exception>
    public virtual void CheckState(bool training)
    {
    }

    /// <summary>Adds the layer's operations to a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="x">The layer's input.</param>
    /// <returns>The layer's output.</returns>
    public abstract Value Emit(PlanBuilder plan, Value x);

    /// <summary>One line as torch prints it: Linear(in_features=64, out_features=10, bias=True).</summary>
    public abstract string Describe();

    /// <summary>The description without the flags that are at their defaults.</summary>
    public virtual string Summary => arguments.Declarations.Aggregate(Describe(), (text, argument) =>
        argument.Default is bool flag
            ? text.Replace($", {argument.Name}={Shape.AsTorch(flag)}", string.Empty, StringComparison.Ordinal)
            : text);

    /// <summary>The layer and everything inside it, outer before inner.</summary>
    public IEnumerable<Layer> Walk() => Content.SelectMany(layer => layer.Walk()).Prepend(this);

    internal StateEntry Parameter(string name, StateRole role, params long[] shape) =>
        Declare(new StateEntry($"{Path}.{name}", role, shape, isParameter: true));

    /// <summary>Declares a weight or its bias, with the fan-in and fan-out that its initialisation uses.</summary>
    internal StateEntry Parameter(string name, StateRole role, Fan fan, params long[] shape) =>
        Declare(new StateEntry($"{Path}.{name}", role, shape, isParameter: true) { FanIn = fan.In, FanOut = fan.Out });

    /// <summary>As the one above, for a parameter that torch.nn draws uniformly in +-<paramref name="bound"/>, whatever its
    /// fan.</summary>
    internal StateEntry Parameter(string name, StateRole role, Fan fan, double bound, long[] shape) =>
        Declare(new StateEntry($"{Path}.{name}", role, shape, isParameter: true)
        {
            FanIn = fan.In,
            FanOut = fan.Out,
            DefaultBound = bound,
        });

    /// <summary>Declares a table of rows, drawn from a normal distribution whatever its fan.</summary>
    /// <param name="name">The name.</param>
    /// <param name="fan">Its fan, for other initialisations.</param>
    /// <param name="deviation">The deviation that it is drawn with by default.</param>
    /// <param name="zeroRow">The row that starts at 0; null for none.</param>
    /// <param name="shape">[rows, width].</param>
    internal StateEntry Table(string name, Fan fan, double deviation, int? zeroRow, long[] shape) =>
        Declare(new StateEntry($"{Path}.{name}", StateRole.Weight, shape, isParameter: true)
        {
            FanIn = fan.In,
            FanOut = fan.Out,
            DefaultDeviation = deviation,
            ZeroRow = zeroRow,
        });

    internal StateEntry Buffer(string name, StateRole role, DType type, params long[] shape) =>
        Declare(new StateEntry($"{Path}.{name}", role, shape, isParameter: false, type));

    protected abstract long[] Infer(long[] input);

    /// <summary>As <see cref="FollowSteps"/>; null where the layer mixes steps, as most do.</summary>
    protected virtual int? StepAxis(int axis) => null;

    /// <summary>As <see cref="NormCheck.Variances"/>; the message names the layer.</summary>
    protected void CheckVariances(StateEntry? runningVar) =>
        NormCheck.Variances<float>(StateEntry.SpanOf(runningVar), $"Layer {Path} ({Type}): ");

    /// <summary>Refuses a running variance that the batch has made infinite.</summary>
    protected void CheckUpdated(StateEntry? runningVar)
    {
        int infinite = NormCheck.IndexOfInfinity<float>(StateEntry.SpanOf(runningVar));
        if (infinite >= 0)
        {
            throw NormCheck.VarianceOverflow<float>(
                infinite, $"Layer {Path} ({Type}): ", "or keep no running statistics (track_running_stats)");
        }
    }

    protected CoreException ShapeMismatch(string problem) =>
        CoreException.Shape("LayerShapeMismatch", $"Layer {Path} ({Type}): {problem}.");

    protected StateEntry Declare(StateEntry entry)
    {
        state.Add(entry);
        return entry;
    }
}
