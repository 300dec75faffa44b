using NormTools.Contract;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Losses;
using NormTools.Core.Models;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Samples of different lengths: a padded one gives what it gives alone, and learns the same.</summary>
public sealed unsafe class LengthTests
{
    private const int Width = 5;
    private static readonly long[] Lengths = [4, 7, 1, 7, 2, 5, 3, 1, 6];

    /// <summary>Models whose layers read steps; an output is one of all steps, or one for each.</summary>
    public static TheoryData<string> Models =>
    [
        "LSTM:hidden_size=6 LastStep Linear:out_features=3",
        "LSTM:hidden_size=6;bidirectional=true LastStep",
        "LSTM:hidden_size=9;num_layers=2;bidirectional=true;proj_size=4 MeanStep Linear:out_features=2",
        "LSTM:hidden_size=6;proj_size=3 LastStep",
        "GRU:hidden_size=5;num_layers=2;bidirectional=true MaxStep",
        "GRU:hidden_size=8 LastStep Linear:out_features=2",
        "RNN:hidden_size=4;nonlinearity=\"relu\";bidirectional=true Linear:out_features=2",
        "RNN:hidden_size=17;num_layers=3 Tanh LastStep",
        "LayerNormLSTM:hidden_size=9;num_layers=2;bidirectional=true;proj_size=4 MeanStep Linear:out_features=2",
        "LayerNormLSTM:hidden_size=6;bidirectional=true;state_norm=\"stored\";norm_over=\"gate\" LastStep",
        "LayerNormGRU:hidden_size=5;num_layers=2;bidirectional=true MaxStep",
        "Linear:out_features=6 ReLU LayerNorm:normalized_shape=[6] MeanStep",
        "Linear:out_features=6 Tanh MaxStep Linear:out_features=2",
        "Linear:out_features=4 RMSNorm:normalized_shape=[4] Softmax LastStep",
        "LSTM:hidden_size=4 Linear:out_features=3 Permute:dims=[2,1]",
        "LSTM:hidden_size=4 Linear:out_features=1 Flatten",
        "Linear:out_features=8 MultiheadAttention:num_heads=2 MeanStep",
        "Linear:out_features=8 MultiheadAttention:num_heads=4;is_causal=true LastStep Linear:out_features=2",
        "Linear:out_features=8 PositionalEncoding TransformerEncoderLayer:nhead=2;dim_feedforward=9;dropout=0 MaxStep",
        "Linear:out_features=8 PositionalEncoding:kind=\"learned\";max_len=9 "
            + "TransformerEncoder:nhead=2;dim_feedforward=9;dropout=0;num_layers=2;norm_first=true MeanStep",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_padded_sample_gives_what_it_gives_alone(string layers)
    {
        using Model padded = TrainingRuns.Model($"7,{Width}", layers, 3);
        float[] x = Steps(7);
        float[] y = Forward(padded, x, Lengths);
        for (int row = 0; row < Lengths.Length; row++)
        {
            int length = (int)Lengths[row];
            using Model alone = TrainingRuns.Model($"{length},{Width}", layers, 3);
            float[] own = TrainingRuns.Forward(alone, x[(row * 7 * Width)..(((row * 7) + length) * Width)]);
            AssertSame(own, y[(row * padded.OutputCount)..((row + 1) * padded.OutputCount)], padded, length);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_of_padded_samples_are_the_sums_of_those_alone(string layers)
    {
        layers = "Linear:out_features=5 " + layers; // its gradient is that of the input
        using Model padded = TrainingRuns.Model($"7,{Width}", layers, 5);
        float[] x = Steps(7);
        float[] gradient = [.. Enumerable.Range(0, Lengths.Length * padded.OutputCount).Select(i => MathF.Cos(i))];
        int axis = padded.Root.FollowSteps(0);
        StepLayout? steps = axis < 0 ? null : StepLayout.Of(padded.OutputShape, axis);
        for (int i = 0; i < gradient.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, padded.OutputCount);
            gradient[i] = steps?.StepOf(column) >= Lengths[row] ? 0 : gradient[i];
        }

        double[] all = Backward(padded, x, gradient, Lengths);
        double[] sum = new double[all.Length];
        for (int row = 0; row < Lengths.Length; row++)
        {
            int length = (int)Lengths[row];
            using Model alone = TrainingRuns.Model($"{length},{Width}", layers, 5);
            float[] own = new float[alone.OutputCount];
            StepLayout whole = steps ?? new(1, padded.OutputCount);
            for (int i = 0, taken = 0; i < padded.OutputCount; i++)
            {
                if (steps is null || whole.StepOf(i) < length)
                {
                    own[taken++] = gradient[(row * padded.OutputCount) + i];
                }
            }

            double[] part = Backward(alone, x[(row * 7 * Width)..(((row * 7) + length) * Width)], own, null);
            sum = [.. sum.Zip(part, (left, right) => left + right)];
        }

        double scale = Math.Max(1, sum.Max(Math.Abs));
        for (int i = 0; i < sum.Length; i++)
        {
            Assert.InRange(all[i] - sum[i], -2e-6 * scale, 2e-6 * scale);
        }
    }

    [Theory]
    [InlineData("LSTM:hidden_size=6;num_layers=2;bidirectional=true LastStep Linear:out_features=3")]
    [InlineData("GRU:hidden_size=6 MaxStep Linear:out_features=3")]
    [InlineData("Linear:out_features=8 TransformerEncoderLayer:nhead=2;dim_feedforward=9;dropout=0 MeanStep Linear:out_features=3")]
    public void Training_does_not_see_how_much_padding_there_is(string layers)
    {
        long[] labels = [.. Enumerable.Range(0, Lengths.Length).Select(i => (long)(i % 3))];
        float[][] learnt = [.. new[] { 7, 12 }.Select(steps =>
        {
            using Model model = TrainingRuns.Model($"{steps},{Width}", layers, 1);
            Samples samples = WithLengths(Samples.Classes(Steps(steps), labels), Lengths);
            using TrainingRun run = TrainingRuns.Run(
                model,
                """{"loss":"CrossEntropy","epochs":5,"batch_size":4,"optimizer":{"type":"SGD","lr":0.1},"seed":2,"metrics":["Accuracy"]}""",
                samples, samples);
            Assert.Equal(RunState.Finished, TrainingRuns.ToEnd(run).State);
            return (float[])[.. TrainingRuns.State(model), (float)run.History[^1].TrainingLoss, (float)run.History[^1].ValidationLoss];
        })];
        for (int i = 0; i < learnt[0].Length; i++)
        {
            Assert.InRange(learnt[1][i] - learnt[0][i], -1e-6f, 1e-6f);
        }
    }

    [Theory]
    [InlineData("LSTM:hidden_size=20;num_layers=2;bidirectional=true;proj_size=9 MeanStep")]
    [InlineData("GRU:hidden_size=17;bidirectional=true LastStep Linear:out_features=2")]
    [InlineData("LayerNormLSTM:hidden_size=20;num_layers=2;bidirectional=true;proj_size=9 MeanStep")]
    [InlineData("Linear:out_features=8 MultiheadAttention:num_heads=2 MaxStep")]
    public void Results_are_the_same_bits_on_any_number_of_threads(string layers)
    {
        const int Rows = 150;
        using Model model = TrainingRuns.Model("6,24", layers, 3);
        long[] lengths = [.. Enumerable.Range(0, Rows).Select(i => 1 + ((i * 7L) % 6))];
        float[] x = [.. Enumerable.Range(0, Rows * model.InputCount).Select(i => MathF.Sin(i))];
        float[] gradient = [.. Enumerable.Range(0, Rows * model.OutputCount).Select(i => MathF.Cos(i))];
        double[][] results = [.. new[] { 1, 2, 3, 7, 16 }.Select(threads => Backward(model, x, gradient, lengths, threads))];
        Assert.Contains(results[0], value => value != 0);
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Fact]
    public void The_order_is_by_falling_length_and_stable()
    {
        foreach (int rows in new[] { 1, 2, 17, 100 })
        {
            int[] lengths = [.. Enumerable.Range(0, rows).Select(i => 1 + ((i * 5) % 7))];
            int[] memory = new int[rows + 7];
            fixed (int* given = lengths)
            fixed (int* room = memory)
            {
                SampleOrder order = new(given, rows, 7, room);
                int[] sorted = [.. Enumerable.Range(0, rows).OrderByDescending(row => lengths[row])];
                Assert.Equal(sorted, new Span<int>(order.Places, rows).ToArray());
                for (int step = -1; step <= 7; step++)
                {
                    int having = step < 0 ? 0 : lengths.Count(length => length > step);
                    Assert.Equal(having, order.Having(step, 0, rows));
                    Assert.Equal(Math.Clamp(having - 3, 0, 5), order.Having(step, 3, 5));
                }
            }
        }
    }

    [Theory]
    [InlineData(0, "length 0 in row 4")]
    [InlineData(-3, "length -3 in row 4")]
    [InlineData(8, "length 8 in row 4")]
    [InlineData(long.MaxValue, "in row 4")]
    public void A_length_that_no_sample_has_is_refused(long length, string says)
    {
        using Model model = TrainingRuns.Model($"7,{Width}", "LSTM:hidden_size=3 LastStep");
        long[] lengths = [.. Lengths];
        lengths[4] = length;
        CoreException failure = Assert.Throws<CoreException>(() => Forward(model, Steps(7), lengths));
        Assert.Equal("InvalidSequenceLength", failure.Id);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Flatten Linear:out_features=2", "Layer 0 (Flatten)")]
    [InlineData("LSTM:hidden_size=3 Flatten", "Layer 1 (Flatten)")]
    [InlineData("LayerNorm MeanStep", "Layer 0 (LayerNorm)")]
    [InlineData("BatchNorm MeanStep", "Layer 0 (BatchNorm)")]
    [InlineData("Permute:dims=[2,1] LSTM:hidden_size=3 LastStep", "Layer 1 (LSTM)")]
    [InlineData("Permute:dims=[2,1] Linear:out_features=2", "Layer 1 (Linear)")]
    [InlineData("Permute:dims=[2,1] Conv1d:out_channels=2;kernel_size=3", "Layer 1 (Conv1d)")]
    [InlineData("Softmax:dim=1 MeanStep", "Layer 0 (Softmax)")]
    public void A_layer_that_would_mix_padding_with_steps_is_named(string layers, string says)
    {
        using Model model = TrainingRuns.Model($"7,{Width}", layers);
        CoreException failure = Assert.Throws<CoreException>(() => Forward(model, Steps(7), Lengths));
        Assert.Equal("StepsAreMixed", failure.Id);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(TrainingRuns.Forward(model, Steps(7))); // without lengths it is a layer as any other
    }

    [Fact]
    public void Targets_of_padding_are_not_read_and_do_not_count()
    {
        using Model model = TrainingRuns.Model($"7,{Width}", "GRU:hidden_size=4 Linear:out_features=3 Permute:dims=[2,1]", 2);
        long[] labels = new long[Lengths.Length * 7];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = i % 7 < Lengths[i / 7] ? i % 3 : 99;
        }

        ModelEvaluation judged = Judge(model, labels, "CrossEntropy");
        float[] y = Forward(model, Steps(7), Lengths);
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double[] scores = [.. Enumerable.Range(0, 3).Select(c => (double)y[(i / 7 * 21) + (c * 7) + (i % 7)])];
            sum += labels[i] == 99 ? 0 : Math.Log(scores.Sum(Math.Exp)) - scores[labels[i]];
        }

        Assert.Equal(sum / Lengths.Sum(), judged.Loss, 5);
        Assert.Equal(Lengths.Sum(), judged.Evidence.Count);
        Assert.Equal(Lengths.Sum(), judged.Evidence.Truth.Count);
        Assert.Equal(
            Lengths.SelectMany((length, row) => Enumerable.Repeat(row, (int)length)), judged.Evidence.Owners);
    }

    [Fact]
    public void Values_of_padding_do_not_count()
    {
        using Model model = TrainingRuns.Model($"7,{Width}", "GRU:hidden_size=4 Linear:out_features=2", 2);
        float[] targets = [.. Enumerable.Range(0, Lengths.Length * 14).Select(i => i % 14 / 2 < Lengths[i / 14] ? MathF.Sin(i) : float.NaN)];
        Samples samples = WithLengths(Samples.Values(Steps(7), targets, Lengths.Length), Lengths);
        ModelEvaluation judged = SamplePass.Judge(model, samples.View, Loss.Parse("\"MeanSquaredError\""), 1);
        float[] y = Forward(model, Steps(7), Lengths);
        double[] squares = [.. targets.Zip(y).Where(pair => !float.IsNaN(pair.First))
            .Select(pair => Math.Pow((double)pair.First - pair.Second, 2))];
        Assert.Equal(2 * Lengths.Sum(), squares.Length);
        Assert.Equal(squares.Average(), judged.Loss, 6);
        Assert.Equal(Lengths.Sum(), judged.Evidence.Count);
        Assert.Equal(2, judged.Evidence.Width);
        Assert.DoesNotContain(judged.Evidence.True, double.IsNaN);
    }

    [Fact]
    public void A_run_learns_of_steps_alone()
    {
        // Whatever stands in the padding, and in its targets, the gradient is the same.
        float[][] learnt = [.. new[] { 0f, 3f }.Select(filling =>
        {
            using Model model = TrainingRuns.Model($"7,{Width}", "LSTM:hidden_size=4;bidirectional=true Linear:out_features=1 Flatten", 2);
            float[] targets = [.. Enumerable.Range(0, Lengths.Length * 7).Select(i => i % 7 < Lengths[i / 7] ? MathF.Sin(i) : filling)];
            Samples samples = WithLengths(Samples.Values(Steps(7, filling), targets, Lengths.Length), Lengths);
            using TrainingRun run = TrainingRuns.Run(
                model, """{"loss":"MeanSquaredError","epochs":3,"batch_size":4,"optimizer":"Adam","seed":2,"metrics":["R2"]}""", samples);
            TrainingRuns.ToEnd(run);
            return TrainingRuns.State(model);
        })];
        Assert.Equal(learnt[0], learnt[1]);
    }

    [Theory]
    [InlineData("GRU:hidden_size=4 Linear:out_features=7", "CrossEntropy", "Permute 2, 1")]
    [InlineData("GRU:hidden_size=4 Linear:out_features=1 Flatten LogSoftmax", "KullbackLeibler", "")]
    public void A_loss_that_cannot_leave_steps_out_says_so(string layers, string loss, string says)
    {
        using Model model = TrainingRuns.Model($"7,{Width}", layers);
        CoreException failure = Assert.Throws<CoreException>(() => Judge(model, new long[Lengths.Length * 7], loss));
        Assert.Contains(failure.Id, new[] { "LossWithoutSteps", "StepsAreMixed" });
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_with_other_lengths_are_other_data()
    {
        Samples samples = Samples.Classes(Steps(7), new long[Lengths.Length]);
        string before = DataFingerprint.Of(samples.Reader(7 * Width));
        string with = DataFingerprint.Of(WithLengths(samples, Lengths).Reader(7 * Width));
        string other = DataFingerprint.Of(WithLengths(samples, [.. Lengths.Reverse()]).Reader(7 * Width));
        Assert.Equal(3, new[] { before, with, other }.Distinct().Count());
    }

    [Theory]
    [InlineData("Mixup")]
    [InlineData("RandomFlip")]
    public void What_moves_or_mixes_samples_is_refused(string augmentation)
    {
        using Model model = TrainingRuns.Model($"7,{Width}", "LSTM:hidden_size=3 LastStep");
        Samples samples = WithLengths(Samples.Classes(Steps(7), new long[Lengths.Length]), Lengths);
        CoreException failure = Assert.Throws<CoreException>(() => TrainingRuns.Run(
            model, $$"""{"loss":"CrossEntropy","epochs":1,"optimizer":"SGD","augment":["{{augmentation}}"]}""", samples));
        Assert.Equal("AugmentationDoesNotFit", failure.Id);
        Assert.Contains("lengths", failure.Message, StringComparison.Ordinal);
    }

    private static ModelEvaluation Judge(Model model, long[] labels, string loss)
    {
        Samples samples = Samples.Classes(Steps(7), new long[Lengths.Length]);
        long* targets = samples.Pin(labels);
        WithLengths(samples, Lengths).With(view =>
        {
            view.Targets = targets;
            view.TargetWidth = 7;
            return view;
        });
        return SamplePass.Judge(model, samples.View, Loss.Parse($"\"{loss}\""), 1);
    }

    private static Samples WithLengths(Samples samples, long[] lengths)
    {
        long* pinned = samples.Pin(lengths);
        return samples.With(view =>
        {
            view.Lengths = pinned;
            return view;
        });
    }

    // The padding holds values that would change everything.
    private static float[] Steps(int steps, float filling = 9)
    {
        float[] x = new float[Lengths.Length * steps * Width];
        for (int i = 0; i < x.Length; i++)
        {
            (int row, int at) = Math.DivRem(i, steps * Width);
            x[i] = at / Width < Lengths[row] ? MathF.Sin((row * 100) + at) : filling;
        }

        return x;
    }

    private static float[] Forward(Model model, float[] x, long[] lengths)
    {
        float[] y = new float[lengths.Length * model.OutputCount];
        Samples samples = WithLengths(Samples.Values(x, x, lengths.Length), lengths);
        fixed (float* pointer = y)
        {
            SamplePass.Evaluate(model, samples.Reader(model.InputCount), 1, pointer);
        }

        return y;
    }

    private static double[] Backward(Model model, float[] x, float[] gradient, long[]? lengths, int threads = 1)
    {
        int rows = x.Length / model.InputCount;
        using Plan plan = Plan.ForTraining(model, rows);
        x.CopyTo(new Span<float>(plan.Input, x.Length));
        int* given = plan.UseLengths(lengths is not null);
        for (int row = 0; row < lengths?.Length; row++)
        {
            given[row] = (int)lengths[row];
        }

        Pass pass = new() { Rows = rows, Threads = threads };
        plan.Forward(pass);
        gradient.CopyTo(new Span<float>(plan.OutputGradient, gradient.Length));
        plan.Backward(pass);
        return [.. new Span<float>(plan.Gradients, plan.ParameterCount).ToArray().Select(value => (double)value)];
    }

    // The outputs of the steps that the sample has are the same, those behind its end 0.
    private static void AssertSame(float[] alone, float[] padded, Model model, int length)
    {
        int axis = model.Root.FollowSteps(0);
        StepLayout? steps = axis < 0 ? null : StepLayout.Of(model.OutputShape, axis);
        int taken = 0;
        for (int i = 0; i < padded.Length; i++)
        {
            if (steps?.StepOf(i) >= length)
            {
                Assert.Equal(0, padded[i]);
            }
            else
            {
                Assert.InRange(padded[i] - alone[taken++], -1e-6f, 1e-6f);
            }
        }

        Assert.Equal(alone.Length, taken);
    }
}
