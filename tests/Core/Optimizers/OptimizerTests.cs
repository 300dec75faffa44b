using System.Text.Json;
using NormTools.Core.Optimizers;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Every optimiser and argument against torch.optim's rules written out in double precision.</summary>
public sealed unsafe class OptimizerTests
{
    private delegate double Rule(double weight, double gradient, int step, double[] state);

    private static readonly Dictionary<string, Rule> Rules = new()
    {
        ["""{"type":"SGD","lr":0.1}"""] = (w, g, _, _) => w - (0.1 * g),
        ["""{"type":"SGD","lr":0.1,"momentum":0.8,"dampening":0.3,"weight_decay":0.05}"""] = (w, g, t, s) =>
        {
            g += 0.05 * w;
            s[0] = t == 1 ? g : (0.8 * s[0]) + (0.7 * g);
            return w - (0.1 * s[0]);
        },
        ["""{"type":"SGD","lr":0.1,"momentum":0.8,"nesterov":true}"""] = (w, g, _, s) =>
        {
            s[0] = (0.8 * s[0]) + g;
            return w - (0.1 * (g + (0.8 * s[0])));
        },
        ["""{"type":"Adam","lr":0.01,"betas":[0.8,0.95],"eps":1e-6,"weight_decay":0.1}"""] = (w, g, t, s) => w - (0.01 * AdamMove(g + (0.1 * w), t, s, false)),
        ["""{"type":"Adam","lr":0.01,"betas":[0.8,0.95],"eps":1e-6,"amsgrad":true}"""] = (w, g, t, s) => w - (0.01 * AdamMove(g, t, s, true)),
        ["""{"type":"AdamW","lr":0.01,"betas":[0.8,0.95],"eps":1e-6,"weight_decay":0.1}"""] = (w, g, t, s) =>
            (w * (1 - (0.01 * 0.1))) - (0.01 * AdamMove(g, t, s, false)),
        ["""{"type":"RMSprop","lr":0.01,"alpha":0.9,"eps":1e-6,"weight_decay":0.1}"""] = (w, g, _, s) =>
        {
            g += 0.1 * w;
            s[0] = (0.9 * s[0]) + (0.1 * g * g);
            return w - (0.01 * g / (Math.Sqrt(s[0]) + 1e-6));
        },
        ["""{"type":"RMSprop","lr":0.01,"alpha":0.9,"eps":1e-3,"centered":true,"momentum":0.5}"""] = (w, g, _, s) =>
        {
            s[0] = (0.9 * s[0]) + (0.1 * g * g);
            s[1] = (0.9 * s[1]) + (0.1 * g);
            s[2] = (0.5 * s[2]) + (g / (Math.Sqrt(s[0] - (s[1] * s[1])) + 1e-3));
            return w - (0.01 * s[2]);
        },
        ["""{"type":"Adagrad","lr":0.1,"lr_decay":0.2,"weight_decay":0.1,"initial_accumulator_value":0.5,"eps":1e-5}"""] = (w, g, t, s) =>
        {
            g += 0.1 * w;
            s[0] = (t == 1 ? 0.5 : s[0]) + (g * g);
            return w - (0.1 / (1 + ((t - 1) * 0.2)) * g / (Math.Sqrt(s[0]) + 1e-5));
        },
        ["""{"type":"Lion","lr":0.01,"betas":[0.8,0.95],"weight_decay":0.1}"""] = (w, g, _, s) =>
        {
            double step = Math.Sign((0.8 * s[0]) + (0.2 * g));
            s[0] = (0.95 * s[0]) + (0.05 * g);
            return (w * (1 - (0.01 * 0.1))) - (0.01 * step);
        },
    };

    public static TheoryData<string> Options => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Options))]
    public void Weights_move_by_the_rule(string options)
    {
        foreach (int count in new[] { 16, 48, 16384, 16400, 40000 })
        {
            using Optimizer optimizer = Optimizer.Create(JsonDocument.Parse(options).RootElement);
            float[] weights = Values(count, 1);
            float[] gradients = Values(count, 2);
            double[] expected = [.. weights.Select(value => (double)value)];
            double[][] state = [.. weights.Select(_ => new double[3])];
            fixed (float* w = weights, g = gradients)
            {
                optimizer.Attach(w, g, count);
                for (int step = 1; step <= 4; step++)
                {
                    Values(count, step + 10).CopyTo(gradients, 0);
                    optimizer.Step(optimizer.LearningRate, 1, 2);
                    for (int i = 0; i < count; i++)
                    {
                        expected[i] = Rules[options](expected[i], gradients[i], step, state[i]);
                    }
                }
            }

            for (int i = 0; i < count; i++)
            {
                Assert.Equal(expected[i], weights[i], 1e-5);
            }
        }
    }

    [Theory]
    [InlineData("""{"type":"Adm"}""", "UnknownOptimizer", "There is no optimizer \"Adm\". There are ")]
    [InlineData("""{"type":"Adam","momentum":1}""", "UnknownOption", "It takes lr, betas, eps, weight_decay, amsgrad.")]
    [InlineData("""{"type":"Adam","lr":-1}""", "InvalidRunOptions", "lr has to be at least 0, but -1 was given")]
    [InlineData("""{"type":"Adam","betas":[0.9,1]}""", "InvalidRunOptions", "betas")]
    [InlineData("""{"type":"Adam","betas":0.9}""", "InvalidRunOptions", "two numbers")]
    [InlineData("""{"type":"SGD","nesterov":true}""", "InvalidRunOptions", "requires a momentum and zero dampening")]
    public void What_cannot_be_is_refused(string options, string id, string message)
    {
        CoreException failure = Assert.Throws<CoreException>(() =>
            Optimizer.Create(JsonDocument.Parse(options).RootElement));
        Assert.Equal(id, failure.Id);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_are_torchs()
    {
        Assert.Equal(1e-3, Create("SGD").LearningRate);
        Assert.Equal(1e-3, Create("Adam").LearningRate);
        Assert.Equal(1e-3, Create("AdamW").LearningRate);
        Assert.Equal(1e-2, Create("RMSprop").LearningRate);
        Assert.Equal(1e-2, Create("Adagrad").LearningRate);

        static Optimizer Create(string type) => Optimizer.Create(JsonDocument.Parse($$"""{"type":"{{type}}"}""").RootElement);
    }

    [Fact]
    public void Clipping_brings_the_norm_or_the_values_below_the_limit()
    {
        float[] gradients = new float[32];
        gradients[3] = 3;
        gradients[20] = -4;
        fixed (float* pointer = gradients)
        {
            ParameterBlock[] whole = [new(string.Empty, 0, 32, [32])];
            Assert.Equal(1, Clipping("{}").Apply(pointer, whole, 1));
            Assert.Equal(1, Clipping("""{"clip_norm":5.1}""").Apply(pointer, whole, 1));
            Assert.Equal(0.2f, Clipping("""{"clip_norm":1}""").Apply(pointer, whole, 1), 1e-5f);
            Assert.Equal(0.25f, Clipping("""{"clip_norm":1,"clip_norm_type":"inf"}""").Apply(pointer, whole, 1), 1e-5f);
            Assert.Equal(1, Clipping("""{"clip_value":3.5}""").Apply(pointer, whole, 1));
        }

        Assert.Equal([3, -3.5f], gradients.Where(value => value != 0));

        static GradientClipping Clipping(string options) =>
            new(new Arguments(JsonDocument.Parse(options).RootElement, "The run", "InvalidRunOptions",
            "UnknownOption"));
    }

    private static double AdamMove(double g, int t, double[] s, bool amsgrad)
    {
        s[0] = (0.8 * s[0]) + (0.2 * g);
        s[1] = (0.95 * s[1]) + (0.05 * g * g);
        s[2] = Math.Max(s[2], s[1]);
        double v = amsgrad ? s[2] : s[1];
        return s[0] / (1 - Math.Pow(0.8, t)) / (Math.Sqrt(v / (1 - Math.Pow(0.95, t))) + 1e-6);
    }

    private static float[] Values(int count, int seed)
    {
        System.Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }
}
