using System.Globalization;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Networks of random sizes, trained on one thread and on several: nothing fails, and no bit differs.</summary>
/// <remarks>NORMTOOLS_RANDOM_NETWORKS says how many of each kind, where more than the usual few are wanted.</remarks>
public sealed class RandomNetworkTests
{
    private const int MostRows = 300;
    private const int MostInputs = 800;
    private const int MostOutputs = 130;

    private static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable("NORMTOOLS_RANDOM_NETWORKS"), out int count) ? count : 25;

    [Fact]
    public void Dense_networks_train_on_any_number_of_threads() => TrainAll(1, random =>
    {
        int outputs = random.Next(1, MostOutputs + 1);
        return ($"{random.Next(1, MostInputs + 1)}",
            $"Linear:out_features={random.Next(1, MostOutputs + 1)} ReLU Linear:out_features={outputs}", outputs);
    });

    [Fact]
    public void Normalised_networks_train_on_any_number_of_threads() => TrainAll(2, random =>
    {
        int outputs = random.Next(1, MostOutputs + 1);
        string[] norms = ["BatchNorm", "LayerNorm", "RMSNorm", "BatchNorm ReLU", "LayerNorm GELU"];
        string norm = norms[random.Next(norms.Length)];
        return ($"{random.Next(1, MostInputs + 1)}",
            $"Linear:out_features={random.Next(2, MostOutputs + 1)} {norm} Linear:out_features={outputs}", outputs);
    });

    [Fact]
    public void Convolutional_networks_train_on_any_number_of_threads() => TrainAll(3, random =>
    {
        int outputs = random.Next(1, MostOutputs + 1);
        int channels = random.Next(1, 5), side = random.Next(3, 14);
        string norm = random.Next(3) switch { 0 => "BatchNorm ReLU", 1 => "GroupNorm:num_groups=1 ReLU", _ => "ReLU" };
        string pool = side > 3 && random.Next(2) == 0 ? "MaxPool:kernel_size=2 " : string.Empty;
        return ($"{channels},{side},{side}",
            $"Conv2d:out_channels={random.Next(1, 40)};kernel_size=3;padding=1 {norm} {pool}Flatten "
            + $"Linear:out_features={outputs}", outputs);
    });

    private static void TrainAll(int seed, Func<System.Random, (string Shape, string Layers, int Outputs)> draw)
    {
        System.Random random = new(seed);
        float[] features = [.. Enumerable.Range(0, MostRows * MostInputs).Select(_ => (random.NextSingle() * 2) - 1)];
        long[] labels = [.. Enumerable.Range(0, MostRows).Select(_ => (long)random.Next(MostOutputs))];
        Samples samples = Samples.Classes(features, labels);
        for (int i = 0; i < Count; i++)
        {
            (string shape, string layers, int outputs) = draw(random);
            int least = layers.Contains("BatchNorm", StringComparison.Ordinal) ? 2 : 1;
            int rows = random.Next(least, MostRows + 1), batch = random.Next(least, rows + 1), threads = random.Next(2, 17);
            int width = shape.Split(',').Aggregate(1, (product, size) =>
                product * int.Parse(size, CultureInfo.InvariantCulture));
            Limit(samples, rows, width, outputs);
            string what = $"network {i} of seed {seed}: [{shape}] {layers}, {rows} rows, batch {batch}, {threads} threads";
            float[] one = Train(samples, shape, layers, batch, 1);
            float[] many = Train(samples, shape, layers, batch, threads);
            Assert.True(MemoryMarshal.AsBytes(one.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(many.AsSpan())), what);
            Assert.True(Array.TrueForAll(one, float.IsFinite), what);
        }
    }

    private static float[] Train(Samples samples, string shape, string layers, int batch, int threads)
    {
        using Model model = TrainingRuns.Model(shape, layers);
        using Core.Training.TrainingRun run = TrainingRuns.Run(
            model,
            $$"""{ "loss":"CrossEntropy","epochs":1,"batch_size":{{batch}},"drop_last":true,"threads":{{threads}},"optimizer":{"type":"SGD","lr":0.01} }""",
            samples);
        Assert.Equal(RunState.Finished, TrainingRuns.ToEnd(run).State);
        return TrainingRuns.State(model);
    }

    // The same memory as so many rows of such a width, with labels below the outputs.
    private static unsafe void Limit(Samples samples, int rows, int width, int outputs)
    {
        samples.With(view => view with { StoredRows = rows, RowCount = rows, FeatureWidth = width });
        long* labels = (long*)samples.View.Targets;
        for (int row = 0; row < rows; row++)
        {
            labels[row] = row % outputs;
        }
    }
}
