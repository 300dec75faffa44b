using NormTools.Core.Graph;
using NormTools.Core.Models;
using NormTools.Core.Random;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>The stream of a run is that of PyTorch's loop.</summary>
public sealed unsafe class BatchOrderTests
{
    [Fact]
    public void Epochs_are_shuffled_as_a_data_loader_shuffles_them()
    {
        Generator generator = new(0);
        using BatchOrder order = new(10, shuffle: true);
        order.Next(generator);
        Assert.Equal([6, 7, 1, 4, 2, 0, 9, 8, 3, 5], new Span<long>(order.Samples, 10).ToArray());
        order.Next(generator);
        Assert.Equal([2, 4, 7, 0, 8, 9, 5, 3, 6, 1], new Span<long>(order.Samples, 10).ToArray());
    }

    [Fact]
    public void An_epoch_takes_as_much_of_the_stream_as_a_data_loader_does()
    {
        Generator generator = new(0);
        using BatchOrder order = new(10, shuffle: true);
        order.Next(generator);
        float[] next = new float[2];
        generator.Uniform(next);
        Assert.Equal([0.307422817f, 0.634078681f], next);
    }

    [Fact]
    public void Without_shuffling_an_epoch_still_draws_its_base_seed()
    {
        Generator generator = new(0);
        Generator other = new(0);
        using BatchOrder order = new(10, shuffle: false);
        order.Next(generator);
        _ = other.NextInt64();
        Assert.True(order.Samples is null);
        Assert.Equal(other.NextInt64(), generator.NextInt64());
    }

    [Fact]
    public void Dropout_keeps_and_scales_what_pytorch_keeps()
    {
        using Model model = TrainingRuns.Model("8", "Dropout:p=0.5");
        float[] ones = [1, 1, 1, 1, 1, 1, 1, 1];
        Assert.Equal([0, 0, 2, 0, 0, 0, 2, 2], TrainingRuns.Forward(model, ones, training: true));
        Assert.Equal(ones, TrainingRuns.Forward(model, ones));
    }

    [Theory]
    [InlineData("0", 1f)]
    [InlineData("1", 0f)]
    public void Dropout_of_nothing_and_of_all_draws_nothing(string p, float expected)
    {
        using Model model = TrainingRuns.Model("8", $"Dropout:p={p}");
        using Plan plan = Plan.ForTrainingForward(model, 1);
        new Span<float>(plan.Input, 8).Fill(1);
        Generator generator = new(0);
        plan.Forward(new Pass { Rows = 1, Generator = generator });
        Assert.All(new Span<float>(plan.Output, 8).ToArray(), value => Assert.Equal(expected, value));
        Assert.Equal(new Generator(0).NextInt64(), generator.NextInt64());
    }

    [Fact]
    public void Dropout_passes_the_gradient_where_it_passed_the_value()
    {
        using Model model = TrainingRuns.Model("8", "Linear:out_features=8;bias=false Dropout:p=0.5");
        StateEntry weight = model.State[0];
        weight.Span.Clear();
        for (int i = 0; i < 8; i++)
        {
            weight.Span[i * 9] = 1;
        }

        using Plan plan = Plan.ForTraining(model, 1);
        new Span<float>(plan.Input, 8).Fill(1);
        Pass pass = new() { Rows = 1, Generator = new Generator(0) };
        plan.Forward(pass);
        Assert.Equal([0, 0, 2, 0, 0, 0, 2, 2], new Span<float>(plan.Output, 8).ToArray());
        new Span<float>(plan.OutputGradient, 8).Fill(3);
        plan.Backward(pass);
        float[] gradient = new Span<float>(plan.Gradients, 64).ToArray();
        Assert.Equal([0, 0, 6, 0, 0, 0, 6, 6], Enumerable.Range(0, 8).Select(i => gradient[i * 9]));
    }
}
