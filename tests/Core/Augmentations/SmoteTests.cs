using NormTools.Core.Kernels;
using NormTools.Core.Models;
using NormTools.Core.Random;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Rows between rows of rare classes: Chawla et al. 2002.</summary>
public sealed unsafe class SmoteTests : IDisposable
{
    private const string Layers = "Linear:out_features=6 ReLU Linear:out_features=3";
    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.checkpoint");

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_row_of_a_rare_class_is_moved_towards_a_near_one_of_its_class(int k)
    {
        (float[] x, long[] labels) = Table(90);
        float[] y = AugmentationTests.Gather($"[{{\"type\":\"Smote\",\"k\":{k}}}]", Samples.Classes(x, labels), "4", 3, 2);
        int[] moved = new int[3];
        for (int row = 0; row < labels.Length; row++)
        {
            float share = (float)(1 - (labels.Count(other => other == labels[row]) * 3.0 / labels.Length));
            SampleStream stream = new((ulong)AugmentationTests.Key, row, 0);
            float[] expected = x[(row * 4)..((row * 4) + 4)];
            if (stream.NextSingle() < share)
            {
                moved[labels[row]]++;
                int near = Nearest(x, labels, row, k)[stream.Integer(k)];
                float u = stream.NextSingle();
                expected = [.. expected.Select((value, i) => value + (u * (x[(near * 4) + i] - value)))];
            }

            Assert.Equal(expected, y[(row * 4)..((row * 4) + 4)]);
        }

        Assert.Equal(0, moved[0]);
        Assert.True(moved[1] > 0 && moved[2] > 0, $"{moved[1]} and {moved[2]} rows were made");
    }

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(33, 5, 7)]
    [InlineData(1500, 3, 5)]
    public void The_nearest_rows_are_those_of_the_definition(int rows, int width, int count)
    {
        System.Random random = new(rows);
        float[] x = [.. Enumerable.Range(0, rows * width).Select(_ => (float)random.Next(8))]; // many are as near as others
        float[] columns = [.. Enumerable.Range(0, x.Length).Select(i => x[((i % rows) * width) + (i / rows)])];
        int[] nearest = new int[rows * Math.Min(count, rows - 1)];
        fixed (float* values = columns)
        fixed (int* result = nearest)
        {
            NearestRows.Find(values, rows, width, result, nearest.Length / rows, 2);
        }

        foreach (int row in new[] { 0, rows / 2, rows - 1 })
        {
            Assert.Equal(
                Nearest(x, new long[rows], row, nearest.Length / rows, width),
                nearest.AsSpan(row * (nearest.Length / rows), nearest.Length / rows).ToArray());
        }
    }

    [Fact]
    public void Classes_come_alike_and_a_resumed_run_ends_with_the_same_bits()
    {
        (float[] x, long[] labels) = Table(90);
        Samples data = Samples.Classes(x, labels);
        using Model whole = TrainingRuns.Model("4", Layers);
        using TrainingRun run = TrainingRuns.Run(whole, Options, data);
        Assert.True(run.Options.Oversamples);
        Assert.Equal("True", run.Options.Settings["oversample"]);
        TrainingRuns.ToEnd(run);
        using Model first = TrainingRuns.Model("4", Layers), second = TrainingRuns.Model("4", Layers, seed: 9);
        using TrainingRun half = TrainingRuns.Run(first, Options, data), rest = TrainingRuns.Run(second, Options, data);
        for (int i = 0; i < 7; i++)
        {
            half.Advance(0);
        }

        half.Save(path);
        rest.Restore(path);
        TrainingRuns.ToEnd(rest);
        Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(second));
    }

    [Theory]
    [InlineData("[{\"type\":\"Smote\",\"k\":8}]", "4", "Smote -K 5 takes them")]
    [InlineData("[{\"type\":\"Smote\"}]", "2,2,1", "a table")]
    [InlineData("[{\"type\":\"Noise\"},{\"type\":\"Smote\"}]", "4", "the first")]
    public void What_it_cannot_do_is_refused_with_the_way_out(string list, string shape, string part)
    {
        (float[] x, long[] labels) = Table(90);
        CoreException refused = Assert.Throws<CoreException>(
            () => AugmentationTests.Gather(list, Samples.Classes(x, labels), shape, 3, 1));
        Assert.Equal("AugmentationDoesNotFit", refused.Id);
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_class_and_quantities_are_refused()
    {
        CoreException one = Assert.Throws<CoreException>(
            () => AugmentationTests.Gather("[\"Smote\"]", Samples.Classes(new float[80], new long[20]), "4", 3, 1));
        Assert.Contains("one class only", one.Message, StringComparison.Ordinal);
        using Model model = TrainingRuns.Model("4", "Linear:out_features=1");
        CoreException none = Assert.Throws<CoreException>(() => TrainingRuns.Run(
            model, "{\"loss\":\"MeanSquaredError\",\"epochs\":1,\"optimizer\":\"SGD\",\"augment\":[\"Smote\"]}", Samples.Values(new float[160], new float[40], 40)));
        Assert.StartsWith("Smote is for rows of one class each", none.Message, StringComparison.Ordinal);
    }

    private const string Options =
        """{"loss":"CrossEntropy","epochs":4,"batch_size":20,"seed":5,"augment":["Smote"],"optimizer":{"type":"SGD","lr":0.2}}""";

    // 75 %, 18 % and 7 % of the rows.
    private static (float[] X, long[] Labels) Table(int rows)
    {
        System.Random random = new(3);
        long[] labels = [.. Enumerable.Range(0, rows).Select(i => i % 15 == 0 ? 2L : i % 5 == 1 ? 1 : 0)];
        return ([.. Enumerable.Range(0, rows * 4).Select(_ => (float)random.NextDouble())], labels);
    }

    private static int[] Nearest(float[] x, long[] labels, int row, int count, int width = 4) =>
        [.. Enumerable.Range(0, labels.Length).Where(other => other != row && labels[other] == labels[row])
            .OrderBy(other => Enumerable.Range(0, width).Sum(i => Math.Pow((double)x[(other * width) + i] - x[(row * width) + i], 2)))
            .ThenBy(other => other).Take(count)];
}
