using System.Runtime.CompilerServices;
using NormTools.Core.Models;
using NormTools.Core.Random;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Layers of noise: what they draw, what stays the same on average, and that they rest in evaluation.</summary>
public sealed class NoiseLayerTests
{
    [ModuleInitializer]
    internal static void Add()
    {
        LayerDefinition.Add("Dropout", input => Dropped(input, input.Values.Length, 0.5), "Dropout");
        LayerDefinition.AddOfChannels(
            "SpatialDropout", input => Dropped(input, input.Shape[0] * input.Shape[1], 0.5), "SpatialDropout:p=0.4", "SpatialDropout ReLU");
        LayerDefinition.Add(
            "DropPath", input => Dropped(input, input.Text("mode") == "batch" ? 1 : input.Shape[0], 0.1),
            "DropPath:p=0.4", "DropPath:mode=\"batch\"");
        LayerDefinition.Add("AlphaDropout", AlphaDropped, "AlphaDropout:p=0.2");
        LayerDefinition.Add("GaussianNoise", Noisy, "GaussianNoise:std=0.3");
    }

    [Theory]
    [InlineData("4,3,5", "SpatialDropout:p=0.4", 15)]
    [InlineData("4,3,5", "SpatialDropout:p=0.4;rank=2", 15)]
    [InlineData("60", "DropPath:p=0.3", 60)]
    [InlineData("60", "DropPath:p=0.3;mode=\"batch\"", 1200)]
    public void What_belongs_together_is_dropped_together(string shape, string layer, int group)
    {
        using Model model = TrainingRuns.Model(shape, layer);
        float[] x = [.. Enumerable.Repeat(1f, 1200)];
        float[] y = TrainingRuns.Forward(model, x, training: true);
        float[] drawn = new float[1200 / group];
        double p = layer.Contains("0.4", StringComparison.Ordinal) ? 0.4 : 0.3;
        new Generator(0).Bernoulli(drawn, 1 - p); // TrainingRuns.Forward draws from seed 0
        Assert.Equal(Enumerable.Range(0, 1200).Select(i => drawn[i / group] == 0 ? 0 : 1f / (float)(1 - p)), y);
        Assert.Equal(x, TrainingRuns.Forward(model, x));
    }

    [Fact]
    public void Alpha_dropout_keeps_mean_and_variance()
    {
        float[] x = new float[60_000];
        new Generator(3).Normal(x);
        using Model model = TrainingRuns.Model("60", "AlphaDropout:p=0.3");
        float[] y = TrainingRuns.Forward(model, x, training: true);
        double mean = y.Average(value => (double)value);
        Assert.Equal(0, mean, 0.02);
        Assert.Equal(1, y.Average(value => (value - mean) * (value - mean)), 0.03);
        Assert.Equal(x, TrainingRuns.Forward(model, x));
    }

    [Fact]
    public void Gaussian_noise_is_what_randn_draws()
    {
        float[] noise = new float[600];
        new Generator(0).Normal(noise, 0, 0.25);
        using Model model = TrainingRuns.Model("60", "GaussianNoise:std=0.25");
        Assert.Equal(noise.Select(value => 2 + value), TrainingRuns.Forward(model, [.. Enumerable.Repeat(2f, 600)], training: true));
    }

    [Fact]
    public void Channels_have_positions_behind_them()
    {
        Assert.Contains("got 2D input", Assert.Throws<CoreException>(() => TrainingRuns.Model("6", "SpatialDropout")).Message, StringComparison.Ordinal);
        Assert.Contains(
            "expected 4D input (got 3D input)",
            Assert.Throws<CoreException>(() => TrainingRuns.Model("6,4", "SpatialDropout:rank=2")).Message, StringComparison.Ordinal);
    }

    // Models are held against definitions with the stream of seed 0.
    private static double[] Dropped(LayerInput input, int draws, double usual)
    {
        double p = input.Number("p", usual);
        float[] kept = new float[draws];
        new Generator(0).Bernoulli(kept, 1 - p);
        return [.. input.Values.Select((value, i) => value * kept[i / (input.Values.Length / draws)] / (1 - p))];
    }

    private static double[] AlphaDropped(LayerInput input)
    {
        const double Bound = -1.7580993408473766;
        double p = input.Number("p", 0.5);
        float[] kept = new float[input.Values.Length];
        new Generator(0).Bernoulli(kept, 1 - p);
        double scale = 1 / Math.Sqrt((1 - p) * (1 + (p * Bound * Bound)));
        return [.. input.Values.Zip(kept, (value, stays) => (scale * (stays == 0 ? Bound : value)) - (scale * p * Bound))];
    }

    private static double[] Noisy(LayerInput input)
    {
        float[] noise = new float[input.Values.Length];
        new Generator(0).Normal(noise, 0, input.Number("std", 0.1));
        return [.. input.Values.Zip(noise, (value, more) => value + more)];
    }
}
