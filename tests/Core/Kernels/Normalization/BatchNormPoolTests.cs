using NormTools.Core.Graph;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Batch norm, ReLU and pooling as one operation against the three of them.</summary>
public sealed unsafe class BatchNormPoolTests
{
    public static TheoryData<int, int, int, string> Shapes
    {
        get
        {
            TheoryData<int, int, int, string> data = [];
            foreach ((int channels, int height, int width) in new[]
            {
                (8, 2, 2), (8, 4, 6), (9, 2, 14), (8, 14, 14), (12, 28, 28), (8, 6, 30), (8, 4, 32), (8, 2, 34),
                    (10, 8, 66), (8, 2, 2048),
            })
            {
                data.Add(channels, height, width, "BatchNorm");
            }

            data.Add(8, 6, 8, "BatchNorm:affine=false");
            data.Add(8, 6, 8, "BatchNorm:momentum=null");
            data.Add(8, 6, 8, "BatchNorm:track_running_stats=false");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Results_gradients_and_statistics_are_those_of_the_three_operations(int channels, int height, int width,
        string norm)
    {
        string start = $"Conv2d:out_channels={channels};kernel_size=1;groups={channels}";
        using Model fused = TrainingRuns.Model($"{channels},{height},{width}",
            $"{start} {norm} ReLU MaxPool:kernel_size=2");

        // A leaky ReLU without a slope is a ReLU that nothing takes into its own pass.
        using Model apart = TrainingRuns.Model(
            $"{channels},{height},{width}",
            $"{start} {norm} LeakyReLU:negative_slope=0 MaxPool:kernel_size=2");
        foreach (Model model in new[] { fused, apart })
        {
            Vary(model);
        }

        (float[] y1, float[] g1, float[] e1) = Run(fused, 2, out string[] operations);
        (float[] y2, float[] g2, float[] e2) = Run(apart, 1, out string[] single);
        Assert.Equal(["Conv2d", "BatchNorm+ReLU+MaxPool"], operations);
        Assert.Equal(4, single.Length);
        AssertClose(y2, y1, 1e-5);
        AssertClose(g2, g1, 2e-4);
        AssertClose(e2, e1, 1e-5);
        AssertClose(TrainingRuns.State(apart), TrainingRuns.State(fused), 1e-6);
    }

    [Theory]
    [InlineData(8, 5, 4)]
    [InlineData(8, 4, 5)]
    [InlineData(7, 4, 4)]
    public void What_does_not_fit_is_left_apart(int channels, int height, int width)
    {
        string layers = $"Conv2d:out_channels={channels};kernel_size=1 BatchNorm ReLU MaxPool:kernel_size=2";
        using Model model = TrainingRuns.Model($"{channels},{height},{width}", layers);
        using Plan plan = Plan.ForEvaluation(model, 1);
        Assert.Equal(3, plan.Operations.Count);
    }

    [Fact]
    public void Nothing_is_written_behind_a_plane_of_another_channel()
    {
        using Model model = TrainingRuns.Model("8,6,14", "Conv2d:out_channels=8;kernel_size=1 BatchNorm ReLU MaxPool:kernel_size=2");
        float[] x = [.. Enumerable.Range(0, 40 * model.InputCount).Select(i => (float)Math.Sin(i * 0.37))];
        float[] first = TrainingRuns.Forward(model, x);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(first, TrainingRuns.Forward(model, x));
        }
    }

    private static void Vary(Model model)
    {
        System.Random random = new(3);
        foreach (StateEntry entry in model.State.Where(entry => entry.IsParameter))
        {
            foreach (ref float value in entry.Span)
            {
                value = (float)((random.NextDouble() * 2) - 1);
            }
        }
    }

    private static (float[] Output, float[] Gradients, float[] Evaluated) Run(Model model, int threads,
        out string[] operations)
    {
        const int Rows = 6;
        using Plan plan = Plan.ForTraining(model, Rows);
        operations = [.. plan.Operations.Select(operation =>
            string.Join('+', operation.Fused.Where(f => f != "bias").Prepend(operation.Kind)))];
        Pass pass = new() { Rows = Rows, Threads = threads };
        System.Random random = new(5);
        for (int i = 0; i < Rows * model.InputCount; i++)
        {
            plan.Input[i] = (float)((random.NextDouble() * 3) - 1);
        }

        float[] x = new Span<float>(plan.Input, Rows * model.InputCount).ToArray();
        plan.Forward(pass);
        float[] y = new Span<float>(plan.Output, Rows * model.OutputCount).ToArray();
        for (int i = 0; i < y.Length; i++)
        {
            plan.OutputGradient[i] = (float)Math.Cos(i);
        }

        plan.Backward(pass);
        float[] gradients = [.. model.State.Where(entry => entry.IsParameter)
            .SelectMany(entry => new Span<float>((byte*)plan.Gradients + entry.Offset, entry.Count).ToArray())];
        return (y, gradients, TrainingRuns.Forward(model, x));
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * scale))
            {
                Assert.Fail($"[{i}]: expected {expected[i]}, got {actual[i]}");
            }
        }
    }
}
