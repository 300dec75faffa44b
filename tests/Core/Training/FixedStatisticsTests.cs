using NormTools.Core.Graph;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Batch normalisations whose running statistics stay: they are what is normalised by, in training as well.</summary>
public sealed class FixedStatisticsTests
{
    private const string Dense = "Linear:out_features=6 BatchNorm ReLU Linear:out_features=3";
    private const string Images = "Conv2d:out_channels=4;kernel_size=3;padding=1 BatchNorm ReLU MaxPool:kernel_size=2 Flatten Linear:out_features=3";

    [Theory]
    [InlineData("5", Dense, ",\"freeze\":[\"1\"]")]
    [InlineData("5", Dense, ",\"groups\":[{\"layer_type\":\"BatchNorm\",\"freeze\":true}]")]
    [InlineData("5", Dense, ",\"freeze\":[\"*.running_mean\"]")] // the weight and the bias move
    [InlineData("1,6,6", Images, ",\"freeze\":[\"1\"]")]
    [InlineData("1,6,6", Images, ",\"freeze\":[\"1.running_var\"]")]
    public void A_step_goes_down_the_gradient_of_the_loss_in_evaluation(string shape, string layers, string freeze)
    {
        // The forward pass of such a training is that of evaluation: its gradient is found by differences there.
        const double Rate = 1;
        const int Rows = 12;
        int width = shape == "5" ? 5 : 36;
        Samples samples = Samples.Balls(Rows, width, 3, 4);
        float[] x = Values(samples, Rows * width);
        int[] labels = [.. Enumerable.Range(0, Rows).Select(i => i % 3)];
        using Model model = TrainingRuns.Model(shape, layers), moved = TrainingRuns.Model(shape, layers);
        foreach (Model each in new[] { model, moved })
        {
            Fill(each, "1.running_mean", i => 0.1f * (i - 1));
            Fill(each, "1.running_var", i => 0.5f + (0.3f * i));
            Fill(each, "1.weight", i => 1 - (0.2f * i));
        }

        string options = FormattableString.Invariant(
            $"{{\"loss\":\"CrossEntropy\",\"epochs\":1,\"batch_size\":{Rows},\"optimizer\":{{\"type\":\"SGD\",\"lr\":{Rate}}}{freeze},\"freeze_statistics\":true}}");
        using TrainingRun run = TrainingRuns.Run(moved, options, samples);
        TrainingRuns.ToEnd(run);
        Assert.Equal(["1"], run.FixedStatistics);
        int compared = 0;
        foreach ((StateEntry entry, StateEntry after) in model.State.Zip(moved.State).Where(pair => pair.First.Type == DType.Float32))
        {
            bool stays = !entry.IsParameter || (entry.Name.StartsWith("1.", StringComparison.Ordinal) && !freeze.Contains("running", StringComparison.Ordinal));
            for (int i = 0; i < entry.Count; i += stays ? 1 : 3)
            {
                if (stays)
                {
                    Assert.Equal(entry.Span[i], after.Span[i]);
                    continue;
                }

                double gradient = (entry.Span[i] - (double)after.Span[i]) / Rate;
                Assert.Equal(Difference(model, entry, i, x, labels), gradient, 2e-3);
                compared++;
            }
        }

        Assert.True(compared > 15, $"{compared} gradients");
    }

    [Theory]
    [InlineData("[{\"name\":\"1\",\"lr\":0.1},{\"layer_type\":\"BatchNorm\",\"freeze\":true}]", false)]
    [InlineData("[{\"name\":\"1.weight\",\"lr\":0.1},{\"layer_type\":\"BatchNorm\",\"freeze\":true}]", true)]
    [InlineData("[{\"layer_type\":\"BatchNorm\",\"freeze\":true},{\"name\":\"0\",\"lr\":0.1}]", true)]
    public void A_statistic_is_of_the_first_group_that_fits_as_a_parameter_is(string groups, bool stays)
    {
        using Model model = TrainingRuns.Model("5", Dense);
        string options = $"{{\"loss\":\"CrossEntropy\",\"epochs\":1,\"optimizer\":\"SGD\",\"groups\":{groups},\"freeze_statistics\":true}}";
        if (stays)
        {
            using TrainingRun run = TrainingRuns.Run(model, options, Samples.Balls(9, 5, 3, 1));
            Assert.Equal(["1"], run.FixedStatistics);
        }
        else
        {
            Assert.Equal("NoSuchParameter", Assert.Throws<CoreException>(() => TrainingRuns.Run(model, options, Samples.Balls(9, 5, 3, 1))).Id);
        }
    }

    [Fact]
    public void Single_samples_are_a_batch_where_no_statistic_is_taken_of_them()
    {
        using Model model = TrainingRuns.Model("5", Dense);
        string one = "{\"loss\":\"CrossEntropy\",\"epochs\":1,\"batch_size\":1,\"optimizer\":\"SGD\"}";
        Assert.Throws<CoreException>(() => TrainingRuns.Run(model, one, Samples.Balls(9, 5, 3, 1)));
        using TrainingRun run = TrainingRuns.Run(
            model, one.Replace("\"epochs\"", "\"freeze\":\"1\",\"freeze_statistics\":true,\"epochs\"", StringComparison.Ordinal), Samples.Balls(9, 5, 3, 1));
        Assert.Equal(9, TrainingRuns.ToEnd(run).Step);
    }

    [Theory]
    [InlineData(",\"freeze\":[\"0\"]")]
    [InlineData("")]
    public void Nothing_that_has_statistics_is_an_error(string freeze)
    {
        using Model model = TrainingRuns.Model("5", Dense);
        CoreException refused = Assert.Throws<CoreException>(() => TrainingRuns.Run(
            model, $"{{\"loss\":\"CrossEntropy\",\"epochs\":1,\"optimizer\":\"SGD\"{freeze},\"freeze_statistics\":true}}", Samples.Balls(9, 5, 3, 1)));
        Assert.Equal("NoSuchParameter", refused.Id);
        Assert.Contains("The model has 1", refused.Message, StringComparison.Ordinal);
    }

    private static unsafe float[] Values(Samples samples, int count) => new ReadOnlySpan<float>(samples.View.Features, count).ToArray();

    private static void Fill(Model model, string name, Func<int, float> value)
    {
        StateEntry entry = model.State.Single(entry => entry.Name == name);
        for (int i = 0; i < entry.Count; i++)
        {
            entry.Span[i] = value(i);
        }
    }

    private static double Difference(Model model, StateEntry entry, int i, float[] x, int[] labels)
    {
        const float Step = 2e-3f;
        float kept = entry.Span[i];
        double[] losses = [.. new[] { kept - Step, kept + Step }.Select(value =>
        {
            entry.Span[i] = value;
            float[] y = TrainingRuns.Forward(model, x);
            return labels.Select((label, row) =>
                Math.Log(Enumerable.Range(0, 3).Sum(j => Math.Exp((double)y[(row * 3) + j]))) - y[(row * 3) + label]).Average();
        })];
        entry.Span[i] = kept;
        return (losses[1] - losses[0]) / (2 * (double)Step);
    }
}
