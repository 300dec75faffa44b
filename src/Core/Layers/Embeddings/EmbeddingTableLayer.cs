using NormTools.Core.Graph;
using NormTools.Core.Initialization;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>A layer whose inputs are numbers of the rows of a table, which it learns.</summary>
internal abstract class EmbeddingTableLayer : Layer
{
    private const long MostRows = 1L << 24; // a Float32 counts so far

    private readonly long rows;
    private readonly long? padding;
    private readonly double? maxNorm;
    private readonly double normOrder;

    protected EmbeddingTableLayer(LayerArguments arguments)
        : base(arguments)
    {
        rows = arguments.Integer("num_embeddings", null);
        Width = checked((int)Math.Min(arguments.Integer("embedding_dim", null), int.MaxValue));
        padding = arguments.IntegerOrNull("padding_idx", null, int.MinValue, int.MaxValue);
        maxNorm = arguments.NumberOrNull("max_norm", null, double.Epsilon);
        normOrder = arguments.Number("norm_type", 2, double.Epsilon);
        ScalesByCount = arguments.Flag("scale_grad_by_freq", false);
        if (rows > MostRows)
        {
            throw arguments.Invalid("num_embeddings", $"has to be at most {MostRows:N0}, but {rows} was given");
        }

        if (padding >= rows || padding < -rows)
        {
            throw arguments.Invalid("padding_idx", $"must be within num_embeddings, {rows}, but {padding} was given");
        }
    }

    public override long? Indices => rows;

    public StateEntry Weight { get; private set; } = null!;

    /// <summary>Values of a row.</summary>
    public int Width { get; }

    public bool ScalesByCount { get; }

    /// <summary>The number of the padding row; -1 for none.</summary>
    public int Padding => (int)(padding is null ? -1 : padding < 0 ? padding + rows : padding);

    /// <summary>Values of a sample.</summary>
    public int Places => InputCount;

    /// <summary>What torch prints before and behind the mode of a bag.</summary>
    protected string Options =>
        (maxNorm is null ? string.Empty : $", max_norm={Shape.AsTorch(maxNorm)}")
        + (normOrder == 2 ? string.Empty : $", norm_type={Shape.AsTorch(normOrder)}")
        + (ScalesByCount ? ", scale_grad_by_freq=True" : string.Empty);

    protected string Sizes => $"{rows}, {Width}";

    protected string PaddingOption => padding is null ? string.Empty : $", padding_idx={Padding}";

    /// <summary>N(0, 1) over the whole table, as torch draws it, and zero in the padding row.</summary>
    public override void Initialize(Generator generator)
    {
        generator.Normal(Weight.Span, 0, 1);
        if (Padding >= 0)
        {
            Weight.Span.Slice(Padding * Width, Width).Clear();
        }
    }

    /// <summary>The table and how it is read.</summary>
    public unsafe EmbeddingCall Call(Pass pass) => new()
    {
        Table = Weight.Floats,
        Rows = (int)rows,
        Width = Width,
        Samples = pass.Rows,
        Places = Places,
        Threads = pass.Threads,
        Padding = Padding,
        MaxNorm = maxNorm ?? 0,
        NormOrder = normOrder,
    };

    /// <summary>What is wrong with a number of a row.</summary>
    public CoreException WrongIndex(float value, int sample, int place) => CoreException.InvalidData(
        "IndexOutOfRange", FormattableString.Invariant($"Layer {Path} ({Type}): sample {sample} of the batch has {value} at place {place}, ")
            + $"but the layer takes whole numbers from 0 to {rows - 1}.");

    protected void DeclareTable()
    {
        long[] shape = [rows, Width];
        Check.Count(shape);
        Weight = Table("weight", Fan.Of(shape), 1, Padding < 0 ? null : Padding, shape);
    }
}

/// <summary>Reads the numbers of rows, and passes them to the table.</summary>
internal abstract unsafe class EmbeddingOperation : Operation
{
    private readonly EmbeddingTableLayer layer;
    private readonly float* gradient;
    private readonly bool training;
    private readonly Storage indices;
    private readonly Storage? counts;

    protected EmbeddingOperation(EmbeddingTableLayer layer, PlanBuilder plan, Value x)
    {
        this.layer = layer;
        training = plan.Training;
        gradient = plan.Gradient(layer.Weight);
        indices = Reserve(StorageLife.Both, layer.Places * (long)sizeof(int));
        counts = layer.ScalesByCount ? Reserve(StorageLife.Backward, 0, layer.Weight.Shape[0] * sizeof(int)) : null;
        Inputs = [x, .. x.LengthOperand];
    }

    public override string Kind => layer.Type;

    public override bool HasParameters => true;

    /// <summary>How rows are put together; null where they are not.</summary>
    protected virtual BagMode? Mode => null;

    public override void Forward(Pass pass)
    {
        Read(pass.Rows);
        EmbeddingCall call = Call(pass);
        if (training)
        {
            EmbeddingRows.Shorten(call); // an evaluation shortens what it reads, and leaves the table as it is
        }

        Forward(call, Output.Pointer);
    }

    public override void Backward(Pass pass)
    {
        EmbeddingRows.Backward(Call(pass), Mode, Output.Gradient, gradient);
        if (Input.Gradient is not null)
        {
            new Span<float>(Input.Gradient, pass.Rows * layer.Places).Clear(); // numbers have no gradient
        }
    }

    protected abstract void Forward(in EmbeddingCall call, float* y);

    protected virtual EmbeddingCall Call(Pass pass) => layer.Call(pass) with
    {
        Indices = (int*)indices.Pointer,
        Counts = counts is null ? null : (int*)counts.Pointer,
    };

    // What is behind a sample's end may be anything.
    private void Read(int rows)
    {
        int* lengths = Inputs.Length > 1 ? Inputs[1].Value.Integers : null;
        int places = layer.Places;
        int ofStep = places / (int)layer.InputShape[0];
        int* read = (int*)indices.Pointer;
        float* given = Input.Pointer;
        for (int row = 0; row < rows; row++)
        {
            int count = lengths is null ? places : lengths[row] * ofStep;
            for (int place = 0; place < places; place++, read++, given++)
            {
                int index = (int)*given;
                *read = place >= count ? -1
                    : index == *given && index >= 0 && index < layer.Indices ? index
                    : throw layer.WrongIndex(*given, row, place);
            }
        }
    }
}
