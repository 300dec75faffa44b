using System.Numerics;
using CsCheck;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed unsafe class MatrixProductTests
{
    private static readonly int[] Edges = [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 127];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Every_edge_of_the_vector_width_gives_the_defined_sums(bool transposeA, bool transposeB)
    {
        foreach (int m in Edges)
        {
            foreach (int n in Edges)
            {
                foreach (int k in (int[])[0, 1, 7, 16, 33])
                {
                    Case<float>(transposeA, transposeB, m, n, k, seed: m + n + k).Verify();
                    Case<double>(transposeA, transposeB, m, n, k, seed: m + n + k).Verify();
                }
            }
        }
    }

    [Fact]
    public void Random_shapes_strides_and_epilogues_give_the_defined_sums() =>
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int[0, 700], Gen.Int[0, 1 << 20])
            .Sample((ta, tb, m, n, k, seed) => Case<float>(ta, tb, m, n, k, seed).Verify(), iter: 150);

    [Theory]
    [InlineData(600, 70, 520)]
    [InlineData(70, 1100, 260)]
    [InlineData(1030, 515, 128)]
    [InlineData(64, 512, 784)]
    [InlineData(300, 40, 30)] // more rows than meet a panel at once, beside a B that is read where it lies
    [InlineData(2100, 1040, 70)] // more than one part each way
    public void Shapes_of_several_blocks_give_the_defined_sums(int m, int n, int k)
    {
        for (int flags = 0; flags < 4; flags++)
        {
            Case<float>((flags & 1) != 0, (flags & 2) != 0, m, n, k, seed: flags).Verify();
            Case<double>((flags & 1) != 0, (flags & 2) != 0, m, n, k, seed: flags).Verify();
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads() =>
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[1, 400], Gen.Int[1, 400], Gen.Int[1, 600], Gen.Int[0, 1 << 20])
            .Sample(
                (ta, tb, m, n, k, seed) =>
                {
                    ProductCase<float> product = Case<float>(ta, tb, m, n, k, seed);
                    Close.Same(product.Run(threads: 1), product.Run(threads: 2), "2 threads");
                    Close.Same(product.Run(threads: 1), product.Run(threads: 5), "5 threads");
                },
                iter: 60);

    [Fact]
    public void A_zero_times_infinity_is_not_skipped()
    {
        ProductCase<float> product = Case<float>(false, false, 20, 40, 300, seed: 1);
        product.A.AsSpan().Clear();
        product.B[5] = float.PositiveInfinity;
        Assert.Equal(20, product.Run(threads: 1).Count(float.IsNaN));
    }

    [Fact]
    public void NaN_passes_through_ReLU()
    {
        ProductCase<float> product = Case<float>(false, false, 3, 40, 4, seed: 1) with
        {
            Activation = FusedActivation.ReLU,
            Accumulate = false,
            Extra = 0,
        };
        product.A[0] = float.NaN;
        Assert.Equal(40, product.Run(threads: 1).Count(float.IsNaN));
    }

    private static ProductCase<T> Case<T>(bool transposeA, bool transposeB, int m, int n, int k, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        System.Random random = new(seed);
        int extra = random.Next(3) == 0 ? random.Next(1, 9) : 0;
        int biasKind = random.Next(3);
        return new ProductCase<T>(transposeA, transposeB, m, n, k, extra)
        {
            A = Draw((transposeA ? k : m) * ((transposeA ? m : k) + extra)),
            B = Draw((transposeB ? n : k) * ((transposeB ? k : n) + extra)),
            C = Draw(m * (n + extra)),
            Bias = biasKind == 0 ? null : Draw(biasKind == 1 ? m : n),
            BiasIsARow = biasKind == 1,
            Accumulate = random.Next(2) == 0,
            Activation = random.Next(2) == 0 ? FusedActivation.ReLU : FusedActivation.None,
        };

        T[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ =>
            T.CreateChecked((random.NextDouble() * 2) - 1))];
    }

    private sealed record ProductCase<T>(bool TransposeA, bool TransposeB, int M, int N, int K, int Extra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public required T[] A { get; init; }

        public required T[] B { get; init; }

        public required T[] C { get; init; }

        public T[]? Bias { get; init; }

        public bool BiasIsARow { get; init; }

        public bool Accumulate { get; init; }

        public FusedActivation Activation { get; init; }

        private int Lda => (TransposeA ? M : K) + Extra;

        private int Ldb => (TransposeB ? K : N) + Extra;

        private int Ldc => N + Extra;

        public T[] Run(int threads)
        {
            T[] result = (T[])C.Clone();
            fixed (T* a = A, b = B, c = result, bias = Bias)
            {
                Epilogue epilogue = BiasIsARow ? Epilogue.RowBias(bias, Activation)
                    : Epilogue.ColumnBias(bias, Activation);
                if (typeof(T) == typeof(float))
                {
                    MatrixProduct.Multiply(
                        TransposeA, TransposeB, M, N, K, (float*)a, Lda, (float*)b, Ldb, (float*)c, Ldc, Accumulate,
                        epilogue, threads);
                }
                else
                {
                    MatrixProduct.Multiply(
                        TransposeA, TransposeB, M, N, K, (double*)a, Lda, (double*)b, Ldb, (double*)c, Ldc, Accumulate,
                        epilogue, threads);
                }
            }

            return result;
        }

        public void Verify()
        {
            T[] result = Run(threads: 2);
            double unit = typeof(T) == typeof(float) ? 6e-8 : 1.2e-16;
            for (int i = 0; i < M; i++)
            {
                for (int j = 0; j < N; j++)
                {
                    double sum = Accumulate ? double.CreateChecked(C[(i * Ldc) + j]) : 0;
                    double size = Math.Abs(sum) + 1;
                    for (int p = 0; p < K; p++)
                    {
                        double term = double.CreateChecked(A[TransposeA ? (p * Lda) + i : (i * Lda) + p])
                            * double.CreateChecked(B[TransposeB ? (j * Ldb) + p : (p * Ldb) + j]);
                        sum += term;
                        size += Math.Abs(term);
                    }

                    sum += Bias is null ? 0 : double.CreateChecked(Bias[BiasIsARow ? i : j]);
                    sum = Activation == FusedActivation.ReLU ? Math.Max(sum, 0) : sum;
                    double difference = Math.Abs(sum - double.CreateChecked(result[(i * Ldc) + j]));
                    if (!(difference <= size * unit * (4 + Math.Sqrt(K))))
                    {
                        Assert.Fail($"{this}: [{i},{j}] differs by {difference}");
                    }
                }

                Assert.Equal(C.AsSpan((i * Ldc) + N, Extra), result.AsSpan((i * Ldc) + N, Extra));
            }
        }
    }
}
