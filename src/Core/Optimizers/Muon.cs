using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using NormTools.Core.Kernels;
using NormTools.Core.Memory;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.Muon: the momentum of each matrix, made nearly orthogonal. Biases and other vectors take AdamW's
/// steps.</summary>
/// <remarks>
/// Jordan et al. 2024. m += (1 - momentum)(g - m), u = m, or with nesterov u = g + momentum (m - g). X = u / max(norm(u), eps),
/// transposed if it is taller than wide; ns_steps times A = X X', X = 3.4445 X + (-4.775 A + 2.0315 A A) X, which
/// brings all singular values near 1. w *= 1 - rate decay; w -= rate f X with f = sqrt(max(1, rows / columns)), or 0.2
/// sqrt(max(rows, columns)) for match_rms_adamw. torch iterates in bfloat16, this in float32. A convolution's kernel is
/// [outputs, all the rest]. torch refuses vectors; here they take AdamW's steps with betas, adam_eps and the same rate
/// and decay, for which match_rms_adamw is meant.
/// </remarks>
internal sealed unsafe class Muon : Optimizer
{
    private readonly double decay;
    private readonly bool nesterov;
    private readonly int iterations;
    private readonly double eps;
    private readonly bool matchesAdam;
    private readonly double beta1;
    private readonly double beta2;
    private readonly double adamEps;
    private double momentum;
    private float* scratch;

    public Muon(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 1e-3, 0);
        decay = arguments.Number("weight_decay", 0.1, 0);
        momentum = arguments.Number("momentum", 0.95, 0, Math.BitDecrement(1));
        nesterov = arguments.Flag("nesterov", true);
        eps = arguments.Number("eps", 1e-7, 0);
        iterations = (int)(arguments.IntegerOrNull("ns_steps", 5, 1, 99) ?? 5);
        matchesAdam = arguments.OneOf("adjust_lr_fn", "original", "original", "match_rms_adamw") != "original";
        (beta1, beta2) = arguments.Pair("betas", 0.9, 0.999, 0, Math.BitDecrement(1));
        adamEps = arguments.Number("adam_eps", 1e-8, 0);
    }

    public override IReadOnlyList<string> StateNames => ["momentum_buffer", "exp_avg_sq"];

    public override double? Momentum
    {
        get => momentum;
        set => momentum = value ?? momentum;
    }

    protected override bool NeedsShapes => true;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "Muon", "orthogonalised steps for matrices; AdamW's for vectors", arguments => new Muon(arguments));

    public override void Attach(float* parameters, float* gradients, IReadOnlyList<ParameterBlock> parts)
    {
        base.Attach(parameters, gradients, parts);
        long most = 0;
        foreach (ParameterBlock block in Blocks)
        {
            (int rows, int columns) = Sizes(block.Shape);
            long least = Math.Min(rows, columns);
            most = Math.Max(most, (2 * (long)rows * columns) + (2 * least * least));
        }

        scratch = (float*)NativePool.Rent(most * sizeof(float));
    }

    public override void Dispose()
    {
        base.Dispose();
        NativePool.Return(scratch);
        scratch = null;
    }

    protected override void Update(
        in OptimizerMemory memory, double rate, float gradientFactor, int threads)
    {
        int count = Check.Count(memory.Shape);
        Span<float> w = new(memory.Parameters, count), g = new(memory.Gradients, count), first = new(memory.State, count);
        TensorPrimitives.Multiply(g, gradientFactor, g);
        TensorPrimitives.Multiply(w, (float)(1 - (rate * decay)), w);
        if (memory.Shape.Length < 2)
        {
            Adam(w, g, first, new Span<float>(memory.State + memory.Stride, count), rate);
            return;
        }

        (int rows, int columns) = Sizes(memory.Shape);
        float gain = (float)(1 - momentum);
        for (int i = 0; i < count; i++)
        {
            first[i] += gain * (g[i] - first[i]);
            g[i] = nesterov ? g[i] + ((float)momentum * (first[i] - g[i])) : first[i];
        }

        float* orthogonal = Orthogonal(g, rows, columns, threads);
        double factor = matchesAdam
            ? 0.2 * Math.Sqrt(Math.Max(rows, columns))
            : Math.Sqrt(Math.Max(1, (double)rows / columns));
        TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(orthogonal, count), (float)(-rate * factor), w, w);
    }

    /// <summary>Returns the matrix, [rows, columns] in scratch memory, with its singular values brought near
    /// 1.</summary>
    private float* Orthogonal(ReadOnlySpan<float> matrix, int rows, int columns, int threads)
    {
        bool isTall = rows > columns;
        int m = Math.Min(rows, columns), n = Math.Max(rows, columns);
        float* x = scratch, next = x + ((long)m * n), a = next + ((long)m * n), b = a + ((long)m * m);
        double norm = Math.Sqrt(DoubleSums.Dot(matrix, matrix));
        float scale = (float)(1 / Math.Max(norm, eps));
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                x[isTall ? ((long)column * n) + row : ((long)row * n) + column] = matrix[(row * columns) + column] * scale;
            }
        }

        const float First = 3.4445f, Second = -4.775f, Third = 2.0315f;
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            MatrixProduct.Multiply(false, true, m, m, n, x, n, x, n, a, m, threads: threads);
            MatrixProduct.Multiply(false, false, m, m, m, a, m, a, m, b, m, threads: threads);
            Combine(a, Second, b, Third, m * m);
            MatrixProduct.Multiply(false, false, m, n, m, b, m, x, n, next, n, threads: threads);
            Combine(x, First, next, 1, m * n);
            float* old = x;
            x = next;
            next = old;
        }

        if (!isTall)
        {
            return x;
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                next[((long)row * columns) + column] = x[((long)column * n) + row];
            }
        }

        return next;
    }

    private void Adam(Span<float> w, Span<float> g, Span<float> m, Span<float> v, double rate)
    {
        float step = (float)(-rate / (1 - Math.Pow(beta1, Steps))), root = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, Steps)));
        for (int i = 0; i < w.Length; i++)
        {
            m[i] += (float)(1 - beta1) * (g[i] - m[i]);
            v[i] = ((float)beta2 * v[i]) + ((float)(1 - beta2) * g[i] * g[i]);
            w[i] += step * m[i] / ((MathF.Sqrt(v[i]) * root) + (float)adamEps);
        }
    }

    // second = ofFirst * first + ofSecond * second.
    private static void Combine(float* first, float ofFirst, float* second, float ofSecond, int count)
    {
        Span<float> result = new(second, count);
        TensorPrimitives.Multiply(result, ofSecond, result);
        TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(first, count), ofFirst, result, result);
    }

    private static (int Rows, int Columns) Sizes(long[] shape) => shape.Length < 2
        ? (0, 0)
        : ((int)shape[0], Check.Count(shape[1..]));
}
