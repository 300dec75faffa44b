using NormTools.Core.Losses;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Losses that PyTorch's reference values do not hold against their definitions, and the gradient of every loss
/// against finite differences.</summary>
public sealed unsafe class LossDefinitionTests
{
    private static readonly float[] Scores = [-2, 0, 3, 0.5f];
    private static readonly float[] Targets = [0, 1, 1, 0];

    public static TheoryData<string> Names => [.. Loss.Catalog.Names];

    [Theory]
    [InlineData("""{"type":"Hinge"}""", 1)]
    [InlineData("""{"type":"Hinge","margin":2.5}""", 2.5)]
    public void Hinge_costs_what_is_missing_to_the_margin(string options, double margin)
    {
        double expected = Scores.Zip(Targets, (y, t) => Math.Max(0, margin - (t == 1 ? y : -y))).Average();
        Assert.Equal(expected, Mean(options, Scores, Targets, 1, 1), 1e-6);
    }

    [Theory]
    [InlineData("""{"type":"MultiMargin"}""", 1, 1)]
    [InlineData("""{"type":"MultiMargin","margin":0.5,"p":2}""", 0.5, 2)]
    public void Multi_margin_costs_each_class_that_comes_too_near(string options, double margin, int p)
    {
        float[] x = [1, 2, 3, 0.5f, -1, 0, 2, 0, -2];
        int[] y = [0, 2, 1];
        double expected = y.Select((target, row) => Enumerable.Range(0, 3).Where(c => c != target)
            .Sum(c => Math.Pow(Math.Max(0, margin - x[(3 * row) + target] + x[(3 * row) + c]), p)) / 3).Average();
        Assert.Equal(expected, Mean(options, x, y, 3), 1e-6);
    }

    [Fact]
    public void Multi_margin_is_torchs()
    {
        float[] x = [1, 2, 3, 0.5f, -1, 0, 2, 0, -2];
        Assert.Equal((1.66666663 + 0.5 + 1) / 3, Mean("""{"type":"MultiMargin"}""", x, [0, 2, 1], 3), 1e-6);
    }

    [Fact]
    public void Focal_losses_are_torchvisions()
    {
        double mean = Mean("""{"type":"BinaryFocal"}""", [-2, 0, 3], [0, 1, 1], 1, 1);
        Assert.Equal((0.001353 + 0.043322 + 0.000027) / 3, mean, 1e-6);
        double[] x = [1, 2, 3];
        double p = Math.Exp(x[1]) / x.Sum(Math.Exp);
        Assert.Equal(0.25 * Math.Pow(1 - p, 2) * -Math.Log(p), Mean("""{"type":"Focal"}""", [1, 2, 3], [1], 3), 1e-6);
    }

    [Fact]
    public void Likelihoods_of_values_are_torchs()
    {
        const string Gaussian = """{"type":"GaussianNegativeLogLikelihood","log_variance":false}""";
        Assert.Equal(0.653426409, Mean(Gaussian, [1, 0.5f], [2], 2, 1), 1e-6);
        Assert.Equal(0.653426409, Mean("""{"type":"GaussianNegativeLogLikelihood"}""", [1, MathF.Log(0.5f)], [2], 2, 1), 1e-6);
        Assert.Equal(Math.Exp(0.7) - (3 * 0.7), Mean("""{"type":"PoissonNegativeLogLikelihood"}""", [0.7f], [3], 1, 1), 1e-6);
        const string Rate = """{"type":"PoissonNegativeLogLikelihood","log_input":false}""";
        Assert.Equal(2 - (3 * Math.Log(2)), Mean(Rate, [2], [3], 1, 1), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_finite_differences(string name)
    {
        const int Rows = 5;
        const float Step = 1f / 256;
        Loss loss = Fitted(name);
        System.Random random = new(3);
        float[] x = [.. Enumerable.Range(0, Rows * loss.Width).Select(_ => (float)((random.NextDouble() * 3) - 1.5))];
        int[] labels = [.. Enumerable.Range(0, Rows).Select(row => row % Math.Max(2, loss.Classes))];
        float[] values = [.. Enumerable.Range(0, Rows * loss.TargetWidth).Select(i => (i % 4) switch { 0 => 0, 1 => 1, 2 => 0.25f, _ => 0.7f })];
        float[] gradient = new float[x.Length];
        Evaluate(loss, x, labels, values, gradient, Rows);
        for (int i = 0; i < x.Length; i++)
        {
            float middle = x[i];
            x[i] = middle + Step;
            double above = Evaluate(loss, x, labels, values, null, Rows);
            x[i] = middle - Step;
            double below = Evaluate(loss, x, labels, values, null, Rows);
            x[i] = middle;
            double slope = (above - below) / (2 * Step);
            Assert.True(Math.Abs(slope - gradient[i]) <= 1e-3 + (0.01 * Math.Abs(slope)), $"{name}[{i}]: {slope}, but {gradient[i]}");
        }
    }

    // One target a row where it is of classes, else as many as it takes.
    private static Loss Fitted(string name)
    {
        foreach ((long outputs, long targets) in new[] { (4L, 1L), (3L, 3L), (6L, 3L) })
        {
            Loss loss = Loss.Parse($$"""{"type":"{{name}}"}""");
            try
            {
                loss.Fit([outputs], targets, "data");
                return loss;
            }
            catch (CoreException)
            {
                continue;
            }
        }

        throw new InvalidOperationException(name);
    }

    private static double Mean(string options, float[] x, float[] targets, int width, int targetWidth)
    {
        Loss loss = Loss.Parse(options);
        loss.Fit([width], targetWidth, "data");
        return Evaluate(loss, x, [], targets, null, x.Length / width);
    }

    private static double Mean(string options, float[] x, int[] labels, int width)
    {
        Loss loss = Loss.Parse(options);
        loss.Fit([width], 1, "data");
        return Evaluate(loss, x, labels, [], null, x.Length / width);
    }

    private static double Evaluate(Loss loss, float[] x, int[] labels, float[] values, float[]? gradient, int rows)
    {
        LossTotals totals = default;
        fixed (float* outputs = x, floats = values, gradients = gradient)
        fixed (int* numbers = labels)
        {
            LossBatch batch = new()
            {
                Output = outputs,
                Targets = loss.ReadsClasses ? numbers : floats,
                Gradient = gradients,
                Rows = rows,
                Threads = 1,
            };
            return loss.Evaluate(batch, ref totals);
        }
    }

    [Fact]
    public void Mixed_targets_are_refused_where_they_have_no_meaning()
    {
        float[] x = new float[40], y = [.. Enumerable.Range(0, 10).Select(i => (float)(i % 2))];
        using Model model = TrainingRuns.Model("4", "Linear:out_features=1");
        string options = "{\"loss\":\"Hinge\",\"epochs\":1,\"optimizer\":\"SGD\",\"augment\":[\"Mixup\"]}";
        CoreException refused = Assert.Throws<CoreException>(() => TrainingRuns.Run(model, options, Samples.Values(x, y, 10)));
        Assert.Equal("AugmentationDoesNotFit", refused.Id);
        Assert.Contains("Hinge", refused.Message, StringComparison.Ordinal);
    }
}
