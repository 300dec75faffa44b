using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>What comes into a layer, wherever it is.</summary>
public sealed unsafe class LayerInputTests
{
    private const string Start = "Linear:out_features=6 BatchNorm ReLU";

    private const string Linear = """{"type":"Linear","out_features":6}""";

    private const string Blocks =
        $$"""{{Start}} Residual:layers=[{{Linear}},{"type":"BatchNorm"}];shortcut=[{{Linear}},{"type":"LayerNorm"}] """
        + $$"""Branch:branches=[[{"type":"Identity"}],[{{Linear}},{"type":"LayerNorm"}]] BatchNorm Linear:out_features=2""";

    // A model that draws the same weights in the same order and ends there has it as its output.
    [Theory]
    [InlineData("1", "Linear:out_features=6")]
    [InlineData("2", "Linear:out_features=6 BatchNorm")]
    [InlineData("3", Start)]
    [InlineData("3.0", Start)]
    [InlineData("3.1", Start + " Linear:out_features=6")]
    [InlineData("3.shortcut.0", Start)]
    [InlineData("4", Start + $$""" Residual:layers=[{{Linear}},{"type":"BatchNorm"}];shortcut=[{{Linear}},{"type":"LayerNorm"}]""")]
    public void It_is_what_the_layers_before_it_make(string path, string before)
    {
        const int Rows = 5;
        using Model model = TrainingRuns.Model("3", Blocks);
        using Model ended = TrainingRuns.Model("3", before);
        float[] x = [.. Enumerable.Range(0, Rows * model.InputCount).Select(i => MathF.Sin(i))];
        float[] state = TrainingRuns.State(model);
        Layers.Layer layer = model.Layers.Single(layer => layer.Path == path);
        float[] actual = new float[Rows * layer.InputCount];
        fixed (float* pointer = actual)
        {
            SamplePass.InputOf(model, layer, Samples.Values(x, x, Rows).Reader(model.InputCount), 1, pointer);
        }

        Assert.Equal(TrainingRuns.Forward(ended, x, training: true), actual);
        Assert.Equal(state, TrainingRuns.State(model));
    }

    [Fact]
    public void The_input_of_the_first_layer_is_the_model_s()
    {
        using Model model = TrainingRuns.Model("3", Blocks);
        float[] x = [1, 2, 3, 4, 5, 6];
        float[] actual = new float[x.Length];
        fixed (float* pointer = actual)
        {
            SamplePass.InputOf(model, model.Layers[0], Samples.Values(x, x, 2).Reader(model.InputCount), 1, pointer);
        }

        Assert.Equal(x, actual);
    }
}
