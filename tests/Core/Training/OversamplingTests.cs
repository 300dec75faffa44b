using NormTools.Core.Models;
using NormTools.Core.Random;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Rows that are drawn so that each class comes as often as the others.</summary>
public sealed unsafe class OversamplingTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.checkpoint");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Rows_are_drawn_as_by_a_weighted_sampler()
    {
        long[] labels = Labels(400);
        double[] weights = Oversampling.Weights(new RunOptions(Options(string.Empty), false), Data(labels).Reader(4))!;
        Assert.Equal(labels.Select(label => 1.0 / labels.Count(other => other == label)), weights);
        using BatchOrder order = new(400, true, null, weights);
        Generator stream = new(5), same = new(5);
        long[] drawn = new long[400];
        for (int epoch = 0; epoch < 2; epoch++)
        {
            order.Next(stream);
            Assert.Equal(same.NextInt64(), order.BaseSeed);
            same.Multinomial(weights, drawn, replacement: true);
            Assert.Equal(drawn, new ReadOnlySpan<long>(order.Samples, 400).ToArray());
            int rare = drawn.Count(row => labels[row] == 1);
            Assert.InRange(rare, 200 - 50, 200 + 50); // five deviations of a share of a half
        }
    }

    [Theory]
    [InlineData(",\"seed\":5")]
    [InlineData(",\"seed\":5,\"order_seed\":8")]
    [InlineData("")]
    public void A_resumed_run_ends_with_the_same_bits(string seeds)
    {
        long[] labels = Labels(60);
        using Model whole = TrainingRuns.Model("4", "Linear:out_features=6 ReLU Dropout:p=0.3 Linear:out_features=2");
        TrainingRuns.ToEnd(TrainingRuns.Run(whole, Options(seeds), Data(labels)));
        foreach (int stop in new[] { 1, 4, 7, 9 })
        {
            using Model first = TrainingRuns.Model("4", "Linear:out_features=6 ReLU Dropout:p=0.3 Linear:out_features=2");
            using (TrainingRun half = TrainingRuns.Run(first, Options(seeds), Data(labels)))
            {
                for (int i = 0; i < stop; i++)
                {
                    half.Advance(0);
                }

                half.Save(path);
            }

            using Model second = TrainingRuns.Model("4", "Linear:out_features=6 ReLU Dropout:p=0.3 Linear:out_features=2", seed: 9);
            using TrainingRun rest = TrainingRuns.Run(second, Options(seeds), Data(labels));
            rest.Restore(path);
            TrainingRuns.ToEnd(rest);
            Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(second));
        }
    }

    [Theory]
    [InlineData("{\"loss\":\"CrossEntropy\",\"shuffle\":false", "-NoShuffle")]
    [InlineData("{\"loss\":\"MeanSquaredError\"", "one class each")]
    public void What_has_no_classes_or_no_draw_is_refused(string start, string part)
    {
        bool isOfClasses = start.Contains("Cross", StringComparison.Ordinal);
        using Model model = TrainingRuns.Model("4", $"Linear:out_features={(isOfClasses ? 2 : 1)}");
        Samples samples = isOfClasses ? Data(Labels(40)) : Samples.Values(new float[160], new float[40], 40);
        CoreException refused = Assert.Throws<CoreException>(() => TrainingRuns.Run(
            model, start + ",\"epochs\":1,\"optimizer\":\"SGD\",\"oversample\":true}", samples));
        Assert.Equal("InvalidRunOptions", refused.Id);
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    private static long[] Labels(int rows) => [.. Enumerable.Range(0, rows).Select(i => i % 10 == 0 ? 1L : 0)];

    private static Samples Data(long[] labels)
    {
        System.Random random = new(1);
        return Samples.Classes([.. Enumerable.Range(0, labels.Length * 4).Select(i => (float)(random.NextDouble() + labels[i / 4]))], labels);
    }

    private static string Options(string seeds) =>
        $"{{\"loss\":\"CrossEntropy\",\"epochs\":3,\"batch_size\":20,\"oversample\":true,\"optimizer\":{{\"type\":\"SGD\",\"lr\":0.2}}{seeds}}}";
}
