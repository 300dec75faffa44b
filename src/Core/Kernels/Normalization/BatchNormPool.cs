using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>
/// Batch normalisation, ReLU and 2 x 2 maximum pooling in one: [n, c, h, w] to [n, c, h / 2, w / 2], and its gradient.
/// </summary>
/// <remarks>
/// In each window only the winner has a non-zero gradient, so the gradient sums of <see cref="BatchNormArguments{T}"/>
/// run over the winners alone; the full-size result and its gradient are never written. Whole vectors are read, so
/// every tensor needs <see cref="BatchNormPoolRows.Slack"/> readable floats of any content behind it. Each channel is
/// summed by one thread, so the number of threads does not change the arithmetic.
/// </remarks>
internal unsafe struct BatchNormPool : IParallelWork
{
    /// <summary>Channels per part: their planes are neighbours, so memory is read in longer runs.</summary>
    private const int Together = 2;

    /// <summary>The widest row allowed: results at the end of a plane go through buffers on the stack.</summary>
    public const int WidestRow = 2048;

    /// <summary>
    /// The normalisation's arguments, with Y and GradOutput of the pooled size (the gradient reads Y too).
    /// </summary>
    public BatchNormArguments<float> Norm;

    /// <summary>The size of a plane, Height x Width; both are even.</summary>
    public int Height;

    /// <inheritdoc cref="Height"/>
    public int Width;

    /// <summary>The winning x of each result, [n, c, h / 2, w / 2]; null if no gradient will be wanted.</summary>
    public float* Winners;

    /// <summary>The mean less its value as a float, [c]; null if no gradient will be wanted.</summary>
    public double* Rest;

    private readonly int Results => Height / 2 * (Width / 2);

    /// <summary>
    /// Whether the shape allows it: even sizes, rows that fit the stack, and enough channels to share out.
    /// </summary>
    public static bool Fits(int channels, int height, int width) =>
        channels >= 8 && height % 2 == 0 && width % 2 == 0 && width <= WidestRow;

    /// <summary>Runs the forward pass, or the backward pass if Norm.GradOutput is given.</summary>
    public static void Run(BatchNormPool work, int threads) => Workers.Run(
        ref work, new SizedCut(work.Norm.C, Together).Parts, CacheBlocks.Threads(work.Norm.Length, threads));

    public readonly void Run(int part)
    {
        SizedCut cut = new(Norm.C, Together);
        (int first, int count) = ((int)cut.First(part), (int)cut.Length(part));
        ChannelConstants<float>* constants = stackalloc ChannelConstants<float>[Together];
        if (Norm.GradOutput is null)
        {
            for (int i = 0; i < count; i++)
            {
                constants[i] = Statistics(first + i);
            }
        }
        else
        {
            Sums(first, count, constants);
        }

        for (int sample = Norm.N - 1; sample >= 0 && Norm.HasResult; sample--)
        {
            for (int i = 0; i < count; i++)
            {
                nint plane = ((nint)sample * Norm.C) + first + i;
                if (Norm.GradOutput is null)
                {
                    ForwardPlane(plane, constants[i]);
                }
                else
                {
                    BackwardPlane(plane, constants[i]);
                }
            }
        }
    }

    private readonly ChannelConstants<float> Statistics(int channel)
    {
        if (!Norm.Training)
        {
            return Norm.Frozen(channel);
        }

        MomentSums moments = MomentSums.Of(Norm.X + ((nint)channel * Norm.Inner), Norm.N, Norm.Inner, Norm.Stride);
        ChannelConstants<float> constants = Norm.Finish(channel, new Partial(moments, default));
        if (Rest is not null)
        {
            Rest[channel] = moments.Mean - constants.Centre;
        }

        return constants;
    }

    private readonly void Sums(int first, int count, ChannelConstants<float>* constants)
    {
        double* gradients = stackalloc double[2 * Together];
        double* products = gradients + Together;
        new Span<double>(gradients, 2 * Together).Clear();
        for (int sample = 0; sample < Norm.N; sample++)
        {
            for (int i = 0; i < count; i++)
            {
                nint at = (((nint)sample * Norm.C) + first + i) * Results;
                Vector<float> g = Vector<float>.Zero;
                Vector<float> p = Vector<float>.Zero;
                BatchNormPoolRows.Sum(
                    Norm.GradOutput + at, Norm.Y + at, Winners + at, Norm.Mean[first + i], Results, ref g, ref p);
                gradients[i] += Vector.Sum(g);
                products[i] += Vector.Sum(p);
            }
        }

        for (int i = 0; i < count; i++)
        {
            // The deviations of a channel's m values x from the mean as a float sum to m times Rest.
            GradientSums sums = new(Rest[first + i] * Norm.Count, gradients[i], products[i]);
            constants[i] = Norm.Finish(first + i, new Partial(default, sums));
        }
    }

    [SkipLocalsInit]
    private readonly void ForwardPlane(nint plane, in ChannelConstants<float> constants)
    {
        int columns = Width / 2;
        float* x = Norm.X + (plane * Norm.Inner);
        float* y = Norm.Y + (plane * Results);
        float* winners = Winners is null ? null : Winners + (plane * Results);
        int room = columns + BatchNormPoolRows.Slack;
        float* made = stackalloc float[2 * room];
        for (int row = 0; row < Height / 2; row++)
        {
            float* upper = x + (2 * row * Width);
            int at = row * columns;
            if (FitsPlane(row))
            {
                BatchNormPoolRows.Forward(
                    upper, upper + Width, constants, columns, y + at, winners is null ? null : winners + at);
                continue;
            }

            float* from = winners is null ? null : made + room;
            BatchNormPoolRows.Forward(upper, upper + Width, constants, columns, made, from);
            Copy(made, y + at, columns);
            if (winners is not null)
            {
                Copy(from, winners + at, columns);
            }
        }
    }

    [SkipLocalsInit]
    private readonly void BackwardPlane(nint plane, in ChannelConstants<float> constants)
    {
        int columns = Width / 2;
        float* x = Norm.X + (plane * Norm.Inner);
        float* dx = Norm.GradInput + (plane * Norm.Inner);
        float* dy = Norm.GradOutput + (plane * Results);
        float* y = Norm.Y + (plane * Results);
        float* winners = Winners + (plane * Results);
        int room = Width + BatchNormPoolRows.Slack;
        float* made = stackalloc float[2 * room];
        for (int row = 0; row < Height / 2; row++)
        {
            int at = row * columns;
            float* upper = x + (4 * at);
            bool fits = FitsPlane(row);
            float* first = fits ? dx + (4 * at) : made;
            float* second = fits ? first + Width : made + room;
            BatchNormPoolRows.Backward(
                upper, upper + Width, constants, columns, dy + at, y + at, winners + at, first, second);
            if (!fits)
            {
                Copy(first, dx + (4 * at), Width);
                Copy(second, dx + (4 * at) + Width, Width);
            }
        }
    }

    // Whether the whole vectors of a pair of rows end inside their plane: what lies behind it may be another part's.
    // Within the plane, whatever they overwrite is written again later.
    private readonly bool FitsPlane(int row)
    {
        int vectors = ((Width / 2) + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        return (row * (Width / 2)) + vectors <= Results && (((2 * row) + 1) * Width) + (2 * vectors) <= Norm.Inner;
    }

    private static void Copy(float* from, float* to, int count) =>
        new Span<float>(from, count).CopyTo(new Span<float>(to, count));
}
