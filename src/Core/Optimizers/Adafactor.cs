using System.Runtime.CompilerServices;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.Adafactor: the second moment is kept as one number per row and one per column.</summary>
/// <remarks>
/// Shazeer and Stern 2018. With s = t^beta2_decay and rho = min(rate, 1 / sqrt(t)): w *= 1 - rate decay; r += s (mean of g^2
/// over each row - r), c likewise over each column, v = r c / mean(r) (a vector's v is that of Adam); u = g / max(eps1, sqrt(v));
/// w -= max(eps2, rms(w)) rho u / max(1, rms(u) / d). Sums are in double precision, in order, so that threads change nothing.
/// </remarks>
internal sealed unsafe class Adafactor : Optimizer
{
    private readonly double decayOfMoment;
    private readonly double leastRoot;
    private readonly double leastSize;
    private readonly double limit;
    private readonly double decay;

    public Adafactor(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 1e-2, 0);
        decayOfMoment = arguments.Number("beta2_decay", -0.8, most: 0);
        (double? first, leastSize) = (arguments.NumberOrNull("eps1", null, 0), arguments.Number("eps2", 1e-3, 0));
        leastRoot = first ?? 1.1920928955078125e-7; // the float32 machine epsilon
        limit = arguments.Number("d", 1, 1);
        decay = arguments.Number("weight_decay", 0, 0);
    }

    public override IReadOnlyList<string> StateNames => ["variance"];

    protected override bool NeedsShapes => true;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "Adafactor", "Adam's second moment by rows and columns: little memory", arguments => new Adafactor(arguments));

    protected override int StateSize(in ParameterBlock block)
    {
        if (block.Shape.Length < 2)
        {
            return block.Count;
        }

        (long matrices, long rows, long columns) = Sizes(block.Shape);
        return Check.Count(((matrices * (rows + columns)) + 15) / 16 * 16);
    }

    protected override void Update(
        in OptimizerMemory memory, double rate, float gradientFactor, int threads)
    {
        double gain = Math.Pow(Steps, decayOfMoment);
        int count = Check.Count(memory.Shape);
        Span<float> w = new(memory.Parameters, count), g = new(memory.Gradients, count);
        for (int i = 0; i < count && gradientFactor != 1; i++)
        {
            g[i] *= gradientFactor;
        }

        double size = Math.Max(leastSize, RootMeanSquare(w)) * Math.Min(rate, 1 / Math.Sqrt(Steps));
        for (int i = 0; i < count && decay != 0; i++)
        {
            w[i] *= (float)(1 - (rate * decay));
        }

        if (memory.Shape.Length > 1)
        {
            Factored(g, memory.State, memory.Shape, gain);
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                memory.State[i] += (float)((((double)g[i] * g[i]) - memory.State[i]) * gain);
                g[i] /= (float)Math.Max(leastRoot, Math.Sqrt(memory.State[i]));
            }
        }

        float step = (float)(-size / Math.Max(1, RootMeanSquare(g) / limit));
        for (int i = 0; i < count; i++)
        {
            w[i] += step * g[i];
        }
    }

    /// <summary>Updates the row and column moments and divides the gradient by the square root of the moment they stand
    /// for.</summary>
    private void Factored(Span<float> g, float* state, long[] shape, double gain)
    {
        (long matrices, long height, long width) = Sizes(shape);
        (int rows, int columns) = ((int)height, (int)width);
        double[] sums = new double[columns];
        for (int matrix = 0; matrix < matrices; matrix++)
        {
            Span<float> values = g.Slice(matrix * rows * columns, rows * columns);
            Span<float> ofRow = new(state + (matrix * (long)(rows + columns)), rows);
            Span<float> ofColumn = new(state + (matrix * (long)(rows + columns)) + rows, columns);
            Array.Clear(sums);
            double mean = 0;
            for (int row = 0; row < rows; row++)
            {
                double sum = 0;
                for (int column = 0; column < columns; column++)
                {
                    double square = (double)values[(row * columns) + column] * values[(row * columns) + column];
                    sum += square;
                    sums[column] += square;
                }

                ofRow[row] += (float)(((sum / columns) - ofRow[row]) * gain);
                mean += ofRow[row];
            }

            for (int column = 0; column < columns; column++)
            {
                ofColumn[column] += (float)(((sums[column] / rows) - ofColumn[column]) * gain);
            }

            mean = Math.Max(mean / rows, leastRoot);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    double root = Math.Sqrt((double)ofRow[row] * ofColumn[column] / mean);
                    values[(row * columns) + column] /= (float)Math.Max(leastRoot, root);
                }
            }
        }
    }

    private static (long Matrices, long Rows, long Columns) Sizes(long[] shape) =>
        (shape[..^2].Aggregate(1L, (product, axis) => product * axis), shape[^2], shape[^1]);

    private static double RootMeanSquare(ReadOnlySpan<float> values) =>
        Math.Sqrt(DoubleSums.Dot(values, values) / Math.Max(values.Length, 1));
}
