using NormTools.Core.Graph;
using NormTools.Core.Initialization;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>A layer of a model: its arguments, what it makes of a shape, its state, and the operations that compute
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

    /// <summary>In PyTorch's order; without the content of a container.</summary>
    public IReadOnlyList<StateEntry> State => state;

    /// <summary>What layers of its kind are called together ("convolution"), so that they can be chosen together; null for a
    /// layer of no such kind.</summary>
    public virtual string? Family => null;

    /// <summary>The layers inside a container.</summary>
    public virtual IReadOnlyList<Layer> Content => [];

    /// <summary>The fewest rows of a training batch that the layer can work with (batch norm: two where there is one
    /// value a row).</summary>
    public virtual int LeastTrainingRows => 1;

    /// <summary>Whether a row's result depends on the other rows in evaluation, too, so that a batch must not be
    /// cut.</summary>
    public virtual bool EvaluatesByBatch => false;

    /// <summary>Whether the outputs are probabilities: shares that add up to one along the last dimension, or each for
    /// itself.</summary>
    /// <param name="isGiven">Whether the inputs are.</param>
    public virtual bool GivesProbabilities(bool isGiven) => false;

    /// <summary>Fixes the shapes and declares the state.</summary>
    /// <exception cref="CoreException">The layer cannot take the shape: LayerShapeMismatch; or its result or a
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

    /// <summary>Draws the default initialisation of torch.nn.</summary>
    public virtual void Initialize(Generator generator)
    {
    }

    /// <summary>Brings what a parametrization keeps beside the weight in line with a weight that was written.</summary>
    public virtual void SettleWeight()
    {
    }

    /// <summary>Refuses a state that a script wrote and that would turn results into NaN without a word.</summary>
    /// <param name="training">Whether the running statistics are to be moved on.</param>
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

    /// <summary>The description without the flags that are as they are by default.</summary>
    public virtual string Summary => arguments.Declarations.Aggregate(Describe(), (text, argument) =>
        argument.Default is bool flag
            ? text.Replace($", {argument.Name}={Shape.Python(flag)}", string.Empty, StringComparison.Ordinal)
            : text);

    /// <summary>The layer and all that it contains, outer before inner.</summary>
    public IEnumerable<Layer> Walk() => Content.SelectMany(layer => layer.Walk()).Prepend(this);

    internal StateEntry Parameter(string name, StateRole role, params long[] shape) =>
        Declare(new StateEntry($"{Path}.{name}", role, shape, isParameter: true));

    /// <summary>Declares a weight, or its bias, with the fan that it is drawn by.</summary>
    internal StateEntry Parameter(string name, StateRole role, Fan fan, params long[] shape) =>
        Declare(new StateEntry($"{Path}.{name}", role, shape, isParameter: true) { FanIn = fan.In, FanOut = fan.Out });

    internal StateEntry Buffer(string name, StateRole role, DType type, params long[] shape) =>
        Declare(new StateEntry($"{Path}.{name}", role, shape, isParameter: false, type));

    protected abstract long[] Infer(long[] input);

    /// <summary>As <see cref="NormCheck.Variances"/>, in the layer's name.</summary>
    protected void CheckVariances(StateEntry? runningVar) =>
        NormCheck.Variances<float>(StateEntry.SpanOf(runningVar), $"Layer {Path} ({Type}): ");

    /// <summary>Refuses a running variance that a batch has just made infinite.</summary>
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

    private StateEntry Declare(StateEntry entry)
    {
        state.Add(entry);
        return entry;
    }
}
