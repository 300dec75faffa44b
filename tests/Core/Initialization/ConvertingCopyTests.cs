using NormTools.Core.Initialization;
using NormTools.Core.Threading;
using Xunit;

namespace NormTools.Core.Tests.Initialization;

/// <summary>A converting copy equals its definition at every border of tiles and parts, on any number of
/// threads.</summary>
public sealed unsafe class ConvertingCopyTests
{
    public static TheoryData<int, int> Shapes => new()
    {
        { 1, 1 }, { 1, 17 }, { 17, 1 }, { 15, 16 }, { 16, 16 }, { 33, 31 }, { 64, 4097 }, { 4097, 64 }, { 300, 500 },
        { 1, 70_000 }, { 70_000, 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EqualsTheDefinition(int rows, int columns)
    {
        int sourceStride = columns + 3;
        float[] source = new float[rows * sourceStride];
        for (int i = 0; i < source.Length; i++)
        {
            source[i] = (i % 1013) - 500;
        }

        foreach (int threads in new[] { 1, 2, 3, 8, 64 })
        {
            int before = Workers.UseThreads(threads);
            try
            {
                Check(source, sourceStride, rows, columns, transposes: false);
                Check(source, sourceStride, rows, columns, transposes: true);
            }
            finally
            {
                Workers.UseThreads(before);
            }
        }
    }

    private static void Check(float[] source, int sourceStride, int rows, int columns, bool transposes)
    {
        (int down, int along) = transposes ? (columns, rows) : (rows, columns);
        int targetStride = along + 5;
        double[] expected = new double[down * targetStride];
        double[] actual = new double[down * targetStride];
        for (int row = 0; row < down; row++)
        {
            for (int column = 0; column < along; column++)
            {
                int at = transposes ? (column * sourceStride) + row : (row * sourceStride) + column;
                expected[(row * targetStride) + column] = source[at] * 0.3;
            }
        }

        fixed (float* from = source)
        fixed (double* to = actual)
        {
            if (transposes)
            {
                ConvertingCopy<float, double>.Transpose(from, sourceStride, to, targetStride, rows, columns, 0.3);
            }
            else
            {
                ConvertingCopy<float, double>.Copy(from, sourceStride, to, targetStride, rows, columns, 0.3);
            }
        }

        Assert.Equal(expected, actual);
    }
}
