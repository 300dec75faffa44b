using NormTools.Core.Losses;
using NormTools.Core.Models;
using NormTools.Core.Random;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Augmentation in a run: resumed, on any number of threads, of training rows alone, mixed targets.</summary>
public sealed unsafe class AugmentedRunTests : IDisposable
{
    private const string Layers = "Conv2d:out_channels=4;kernel_size=3 BatchNorm ReLU Flatten Dropout:p=0.3 Linear:out_features=3";

    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.checkpoint");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        Samples samples = Samples.Balls(150, 3 * 20 * 21, 3, 1);
        float[] one = AugmentationTests.Gather(AugmentationTests.All, samples, "3,20,21", 3, 1);
        foreach (int threads in new[] { 2, 3, 4, 7, 8, 16, 64 })
        {
            Assert.Equal(one, AugmentationTests.Gather(AugmentationTests.All, samples, "3,20,21", 3, threads));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"seed\":5,\"order_seed\":7")]
    [InlineData(",\"seed\":5,\"shuffle\":false")]
    public void A_resumed_run_ends_with_the_same_bits(string seeds)
    {
        string options = Options(AugmentationTests.All, seeds);
        using Model whole = TrainingRuns.Model("3,8,8", Layers);
        using TrainingRun through = TrainingRuns.Run(whole, options, Images(50, 1), Images(20, 2));
        TrainingRuns.ToEnd(through);
        foreach (int stop in new[] { 1, 4, 5, 6, 9, 12 })
        {
            using Model first = TrainingRuns.Model("3,8,8", Layers);
            using (TrainingRun half = TrainingRuns.Run(first, options, Images(50, 1), Images(20, 2)))
            {
                for (int i = 0; i < stop; i++)
                {
                    half.Advance(0);
                }

                half.Save(path);
            }

            using Model second = TrainingRuns.Model("3,8,8", Layers, seed: 9);
            using TrainingRun rest = TrainingRuns.Run(second, options, Images(50, 1), Images(20, 2));
            rest.Restore(path);
            TrainingRuns.ToEnd(rest);
            Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(second));
            Assert.Equal(through.History.Select(epoch => epoch.TrainingLoss), rest.History.Select(epoch => epoch.TrainingLoss));
        }
    }

    [Fact]
    public void Another_list_is_another_run()
    {
        using Model model = TrainingRuns.Model("3,8,8", Layers), other = TrainingRuns.Model("3,8,8", Layers);
        using TrainingRun run = TrainingRuns.Run(model, Options("[\"RandomFlip\"]"), Images(50, 1));
        run.Advance(0);
        run.Save(path);
        using TrainingRun rest = TrainingRuns.Run(other, Options("[{\"type\":\"RandomFlip\",\"p\":0.6}]"), Images(50, 1));
        CoreException refused = Assert.Throws<CoreException>(() => rest.Restore(path));
        Assert.Contains("-Augment", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_the_order_of_the_samples_nor_what_layers_draw_changes()
    {
        float[][] ends = [.. new[] { "[]", "[{\"type\":\"RandomFlip\",\"p\":0}]", "[{\"type\":\"RandomFlip\",\"p\":0},{\"type\":\"CutMix\",\"p\":0}]" }
            .Select(list =>
            {
                using Model model = TrainingRuns.Model("3,8,8", Layers);
                TrainingRuns.ToEnd(TrainingRuns.Run(model, Options(list), Images(50, 1)));
                return TrainingRuns.State(model);
            })];
        Assert.Equal(ends[0], ends[1]);
        Close.To<float>([.. ends[0].Select(value => (double)value)], ends[2], 1e-5, "weights"); // a loss of shares is added up in another order
    }

    [Theory]
    [InlineData(",\"early_stopping\":{\"patience\":2,\"monitor\":\"TrainingAccuracy\"}")]
    [InlineData(",\"schedule\":{\"type\":\"ReduceLROnPlateau\",\"monitor\":\"TrainingAccuracy\"}")]
    public void What_mixed_samples_have_no_value_of_is_not_monitored(string rest)
    {
        CoreException refused = Assert.Throws<CoreException>(() => new RunOptions(
            $"{{\"loss\":\"CrossEntropy\",\"epochs\":1,\"optimizer\":\"SGD\",\"augment\":[\"Mixup\"]{rest}}}", hasValidation: false));
        Assert.Contains("has no value where Mixup mixes", refused.Message, StringComparison.Ordinal);
        _ = new RunOptions($"{{\"loss\":\"CrossEntropy\",\"epochs\":1,\"optimizer\":\"SGD\",\"augment\":[\"Noise\"]{rest}}}", hasValidation: false);
    }

    [Fact]
    public void Validation_sees_its_samples_as_they_are()
    {
        const string Still = "Conv2d:out_channels=4;kernel_size=3 ReLU Flatten Linear:out_features=3";
        double[][] losses = [.. new[] { "[]", AugmentationTests.All }.Select(list =>
        {
            using Model model = TrainingRuns.Model("3,8,8", Still);
            using TrainingRun run = TrainingRuns.Run(model, Options(list).Replace("0.05", "0", StringComparison.Ordinal), Images(50, 1), Images(20, 2));
            TrainingRuns.ToEnd(run);
            return new[] { run.History[0].ValidationLoss, run.History[0].TrainingLoss };
        })];
        Assert.Equal(losses[0][0], losses[1][0]);
        Assert.NotEqual(losses[0][1], losses[1][1]);
    }

    [Theory]
    [InlineData("\"CrossEntropy\"")]
    [InlineData("{\"type\":\"CrossEntropy\",\"weight\":[1,2,0.5],\"label_smoothing\":0.1}")]
    [InlineData("{\"type\":\"Focal\",\"weight\":[1,2,0.5]}")]
    [InlineData("{\"type\":\"CrossEntropy\",\"ignore_index\":1}")]
    public void A_mixed_batch_costs_what_its_parts_cost(string specification)
    {
        const int Count = 9;
        System.Random random = new(3);
        float[] outputs = [.. Enumerable.Range(0, Count * 3).Select(_ => (float)random.NextDouble())], gradient = new float[Count * 3];
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i % 3)];
        float[] shares = [.. Enumerable.Range(0, Count).Select(_ => (float)random.NextDouble())];
        Loss loss = Loss.Parse(specification);
        loss.Fit([3], 1, "data");
        float[] mixed = new float[Count * 3];
        fixed (float* x = outputs, g = gradient, q = mixed)
        fixed (int* y = labels)
        {
            float[] whole = new float[Count * 3];
            fixed (float* w = whole)
            {
                ((ClassLoss)loss).WriteShares(y, Count, w);
            }

            for (int i = 0; i < Count * 3; i++)
            {
                int before = i < 3 ? i + ((Count - 1) * 3) : i - 3;
                mixed[i] = (shares[i / 3] * whole[i]) + ((1 - shares[i / 3]) * whole[before]);
            }

            LossTotals totals = default, parts = default;
            loss.Evaluate(new LossBatch { Output = x, Targets = y, Shares = q, Gradient = g, Rows = Count }, ref totals);
            double[] expected = new double[Count * 3];
            for (int i = 0; i < Count; i++)
            {
                foreach ((int label, float share) in new[] { (labels[i], shares[i]), (labels[i == 0 ? Count - 1 : i - 1], 1 - shares[i]) })
                {
                    float[] slope = new float[3];
                    LossTotals one = default;
                    fixed (float* s = slope)
                    {
                        loss.Evaluate(new LossBatch { Output = x + (i * 3), Targets = &label, Gradient = s, Rows = 1 }, ref one);
                    }

                    parts.Sum += share * one.Sum;
                    parts.Divisor += share * one.Divisor;
                    for (int j = 0; j < 3 && one.Divisor > 0; j++)
                    {
                        expected[(i * 3) + j] += share * slope[j] * one.Divisor;
                    }
                }
            }

            Assert.Equal(parts.Sum, totals.Sum, 1e-5);
            Assert.Equal(parts.Divisor, totals.Divisor, 1e-5);
            Close.To<float>([.. expected.Select(value => value / parts.Divisor)], gradient, 1e-5, "gradient");
        }
    }

    [Fact]
    public void Quantities_are_mixed_as_their_samples_are()
    {
        // One step of SGD with and without mixing done by hand, on a linear layer: the same weights.
        const int Count = 12;
        System.Random random = new(8);
        float[] x = [.. Enumerable.Range(0, Count * 4).Select(_ => (float)random.NextDouble())], y = [.. Enumerable.Range(0, Count * 2).Select(_ => (float)random.NextDouble())];
        const string Plain = """{"loss":"MeanSquaredError","epochs":1,"batch_size":12,"seed":3,"shuffle":false,"optimizer":{"type":"SGD","lr":0.5}}""";
        string mixing = Plain.Replace("\"epochs\"", "\"augment\":[{\"type\":\"Mixup\",\"alpha\":0.7}],\"epochs\"", StringComparison.Ordinal);
        using Model model = TrainingRuns.Model("4", "Linear:out_features=2"), other = TrainingRuns.Model("4", "Linear:out_features=2");
        TrainingRuns.ToEnd(TrainingRuns.Run(model, mixing, Samples.Values(x, y, Count)));
        ulong key = (ulong)new Generator(3).NextInt64(); // what the loader draws first
        float[] mixedX = new float[x.Length], mixedY = new float[y.Length];
        for (int row = 0; row < Count; row++)
        {
            SampleStream stream = new(key, row, 0);
            _ = stream.NextSingle();
            float share = (float)stream.Beta(0.7);
            int before = row == 0 ? Count - 1 : row - 1;
            for (int i = 0; i < 4; i++)
            {
                mixedX[(row * 4) + i] = (share * x[(row * 4) + i]) + ((1 - share) * x[(before * 4) + i]);
            }

            for (int i = 0; i < 2; i++)
            {
                mixedY[(row * 2) + i] = (share * y[(row * 2) + i]) + ((1 - share) * y[(before * 2) + i]);
            }
        }

        TrainingRuns.ToEnd(TrainingRuns.Run(other, Plain, Samples.Values(mixedX, mixedY, Count)));
        Assert.Equal(TrainingRuns.State(other), TrainingRuns.State(model));
    }

    [Fact]
    public void A_rectangle_of_the_sample_before_is_put_in_by_its_area()
    {
        const int Count = 30, Size = 12;
        float[] x = [.. Enumerable.Range(0, Count * Size * Size).Select(i => (float)(i / (Size * Size)))];
        float[] y = AugmentationTests.Gather("[\"CutMix\"]", Samples.Classes(x, new long[Count]), "1,12,12", 2, 1);
        for (int row = 0; row < Count; row++)
        {
            SampleStream stream = new(0x5EED5EED5EED, row, 0);
            _ = stream.NextSingle();
            double half = 0.5 * Math.Sqrt(1 - stream.Beta(1));
            (int middleX, int middleY, int extent) = (stream.Integer(Size), stream.Integer(Size), (int)(half * Size));
            for (int i = 0; i < Size * Size; i++)
            {
                bool isInside = i % Size >= middleX - extent && i % Size < middleX + extent && i / Size >= middleY - extent && i / Size < middleY + extent;
                Assert.Equal(isInside ? (row == 0 ? Count - 1 : row - 1) : row, y[(row * Size * Size) + i]);
            }
        }
    }

    private static Samples Images(int rows, int seed) => Samples.Balls(rows, 3 * 8 * 8, 3, seed);

    private static string Options(string augment, string seeds = ",\"seed\":5") =>
        $"{{\"loss\":\"CrossEntropy\",\"epochs\":3,\"batch_size\":11,\"threads\":1,\"augment\":{augment},\"optimizer\":{{\"type\":\"SGD\",\"lr\":0.05}}{seeds}}}";
}
