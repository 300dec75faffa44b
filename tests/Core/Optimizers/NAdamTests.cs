using System.Text.Json;
using NormTools.Core.Optimizers;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>NAdam against PyTorch's weights behind 12 steps down a sum of squares, and what a checkpoint keeps of
/// it.</summary>
public sealed unsafe class NAdamTests
{
    private static readonly double[] Factors = [1, 0.5, 3], Targets = [0.2, 0.3, -0.4];

    [Theory]
    [InlineData("""{"type":"NAdam"}""", 0.980458796, -1.98040712, 0.480449855)]
    [InlineData("""{"type":"NAdam","weight_decay":0.1,"decoupled_weight_decay":true}""", 0.978093266, -1.97564161, 0.479277313)]
    public void Weights_are_pytorchs(string options, double first, double second, double third)
    {
        float[] weights = Start();
        using Optimizer optimizer = Make(options);
        Walk(optimizer, weights, 12);
        Assert.Equal(first, weights[0], 2e-6);
        Assert.Equal(second, weights[1], 2e-6);
        Assert.Equal(third, weights[2], 2e-6);
    }

    [Fact]
    public void A_checkpoint_in_between_changes_no_bit()
    {
        float[] whole = Start(), parts = Start(), gradients = new float[16];
        using Optimizer one = Make("""{"type":"NAdam"}"""), two = Make("""{"type":"NAdam"}"""), three = Make("""{"type":"NAdam"}""");
        Walk(one, whole, 9);
        Walk(two, parts, 4);
        fixed (float* w = parts, g = gradients)
        {
            three.Attach(w, g, 16);
            CheckpointFiles.Carry(two, three);
            Steps(three, w, g, 5);
        }

        Assert.Equal(whole, parts);
    }

    private static float[] Start() => [1, -2, 0.5f, .. new float[13]];

    private static Optimizer Make(string options) => Optimizer.Create(JsonDocument.Parse(options).RootElement);

    private static void Walk(Optimizer optimizer, float[] weights, int steps)
    {
        float[] gradients = new float[16];
        fixed (float* w = weights, g = gradients)
        {
            optimizer.Attach(w, g, 16);
            Steps(optimizer, w, g, steps);
        }
    }

    private static void Steps(Optimizer optimizer, float* w, float* g, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < Factors.Length; i++)
            {
                g[i] = (float)(2 * Factors[i] * (w[i] - Targets[i]));
            }

            optimizer.Step(optimizer.LearningRate, 1, 1);
        }
    }
}
