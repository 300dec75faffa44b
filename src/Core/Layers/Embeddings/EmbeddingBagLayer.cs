using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.EmbeddingBag: the mean, sum or largest of the rows of a sample's numbers; the padding row is left
/// out.</summary>
internal sealed class EmbeddingBagLayer : EmbeddingTableLayer
{
    private readonly string mode;

    public EmbeddingBagLayer(LayerArguments arguments)
        : base(arguments)
    {
        mode = arguments.OneOf("mode", "mean", "mean", "sum", "max");
        if (mode == "max" && ScalesByCount)
        {
            throw arguments.Invalid("scale_grad_by_freq", "is for mode mean and sum, but max was given");
        }
    }

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "EmbeddingBag", "the mean of a table's rows, one for each number", arguments => new EmbeddingBagLayer(arguments));

    public override string Summary => Describe();

    private BagMode Mode => mode switch { "sum" => BagMode.Sum, "max" => BagMode.Max, _ => BagMode.Mean };

    public override string Describe() => $"EmbeddingBag({Sizes}{Options}, mode='{mode}'{PaddingOption})";

    public override Value Emit(PlanBuilder plan, Value x) =>
        plan.Append(new BagOperation(this, plan, x) { Name = Path, Output = new Value(Width) });

    protected override long[] Infer(long[] input)
    {
        DeclareTable();
        return input.Length == 1
            ? [Width]
            : throw ShapeMismatch($"expected samples that are lists of numbers, [steps], but got {Shape.Text(input)}");
    }

    protected override int? StepAxis(int axis) => -1;

    private sealed unsafe class BagOperation : EmbeddingOperation
    {
        private readonly BagMode mode;
        private readonly Storage? largest;

        public BagOperation(EmbeddingBagLayer layer, PlanBuilder plan, Value x)
            : base(layer, plan, x)
        {
            mode = layer.Mode;
            largest = mode == BagMode.Max ? Reserve(StorageLife.Both, layer.Width * (long)sizeof(int)) : null;
        }

        public override IReadOnlyList<string> Fused => [mode.ToString().ToLowerInvariant()];

        public override bool EndsSteps => true;

        protected override BagMode? Mode => mode;

        protected override EmbeddingCall Call(Pass pass) => base.Call(pass) with
        {
            Largest = largest is null ? null : (int*)largest.Pointer,
        };

        protected override void Forward(in EmbeddingCall call, float* y) => EmbeddingRows.Bag(call, mode, y);
    }
}
