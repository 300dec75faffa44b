using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Threading;

namespace NormTools.Core.Layers;

/// <summary>torch.permute of the dimensions after the batch.</summary>
internal sealed class PermuteLayer : Layer
{
    private readonly long[] dims;

    public PermuteLayer(LayerArguments arguments)
        : base(arguments)
    {
        const string Name = "dims";
        dims = arguments.RequiredSizes(Name);
        if (!dims.Order().SequenceEqual(Enumerable.Range(1, dims.Length).Select(i => (long)i)))
        {
            throw arguments.Invalid(
                Name, $"has to name each dimension from 1 to {dims.Length} once (0 is the batch), but "
                    + $"{Shape.Tuple(dims)} was given");
        }
    }

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Permute", "puts dimensions into another order", arguments => new PermuteLayer(arguments));

    public override string Describe() => $"Permute(dims=(0, {string.Join(", ", dims)}))";

    public override Value Emit(PlanBuilder plan, Value x) => dims.SequenceEqual(dims.Order())
        ? x
        : plan.Append(new PermuteOperation(this) { Name = Path, Input = x, Output = new Value(x.Width) });

    protected override long[] Infer(long[] input) => input.Length == dims.Length
        ? [.. dims.Select(dim => input[dim - 1])]
        : throw ShapeMismatch(
            $"dims has to name each of the {input.Length} dimensions of {Shape.Text(input)}, but {Shape.Tuple(dims)} "
            + "was given");

    protected override int? StepAxis(int axis) => Array.IndexOf(dims, axis + 1L);

    /// <summary>y[..., i, ...] = x[..., i, ...] with the axes in another order; the gradient goes back the same
    /// way.</summary>
    private sealed unsafe class PermuteOperation(PermuteLayer layer) : Operation
    {
        private readonly long[] contiguous = Strides(layer.OutputShape);
        private readonly long[] permuted = [.. layer.dims.Select(dim => Strides(layer.InputShape)[dim - 1])];

        public override string Kind => "Permute";

        public override void Forward(Pass pass) => Run(pass, Input.Pointer, permuted, Output.Pointer, contiguous);

        public override void Backward(Pass pass)
        {
            if (Input.Gradient is not null)
            {
                Run(pass, Output.Gradient, contiguous, Input.Gradient, permuted);
            }
        }

        private static long[] Strides(long[] shape) =>
            [.. shape.Select((_, i) => (long)Shape.Count(shape.AsSpan(i + 1)))];

        private void Run(Pass pass, float* from, long[] fromStrides, float* to, long[] toStrides)
        {
            Work work = new()
            {
                From = from,
                FromStrides = fromStrides,
                To = to,
                ToStrides = toStrides,
                Shape = layer.OutputShape,
                Width = Output.Width,
            };
            Workers.Run(ref work, pass.Rows, CacheBlocks.Threads((long)pass.Rows * Output.Width, pass.Threads));
        }

        private struct Work : IParallelWork
        {
            public float* From;
            public float* To;
            public long[] FromStrides;
            public long[] ToStrides;
            public long[] Shape;
            public int Width;

            public readonly void Run(int part)
            {
                nint start = (nint)part * Width;
                ReadOnlySpan<float> from = new(From + start, Width);
                Strided.Copy(from, FromStrides, new Span<float>(To + start, Width), ToStrides, Shape);
            }
        }
    }
}
