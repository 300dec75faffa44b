using NormTools.Contract;
using NormTools.Core.Models;
using NormTools.Core.Training;

namespace NormTools.Core.Tests;

/// <summary>Makes models and runs from short texts, and drives runs to their end.</summary>
internal static unsafe class TrainingRuns
{
    /// <param name="shape">For example "6".</param>
    /// <param name="layers">For example "Linear:out_features=16 ReLU".</param>
    public static Model Model(string shape, string layers, ulong seed = 0) =>
        Models.Model.Create($$"""{"input_shape":[{{shape}}],"layers":[{{LayerList(layers)}}]}""", seed);

    public static TrainingRun Run(Model model, string options, Samples training, Samples? validation = null) => new(
        model, new RunOptions(options, validation is not null), training.Reader(model.InputCount),
        validation?.Reader(model.InputCount, "validation data"));

    /// <summary>Advances until the run has ended.</summary>
    public static RunProgress ToEnd(TrainingRun run, double milliseconds = 1000)
    {
        RunProgress progress;
        do
        {
            progress = run.Advance(milliseconds);
        }
        while (progress.State is RunState.Running or RunState.EpochFinished);

        return progress;
    }

    public static float[] State(Model model) =>
        [.. model.State.Where(entry => entry.Type == DType.Float32).SelectMany(entry => entry.Span.ToArray())];

    public static float[] Forward(Model model, float[] x, bool training = false)
    {
        int rows = x.Length / model.InputCount;
        float[] y = new float[rows * model.OutputCount];
        Samples samples = Samples.Values(x, x, rows);
        fixed (float* pointer = y)
        {
            if (training)
            {
                SamplePass.Train(model, samples.Reader(model.InputCount), new Random.Generator(0), 1, pointer);
            }
            else
            {
                SamplePass.Evaluate(model, samples.Reader(model.InputCount), 1, pointer);
            }
        }

        return y;
    }

    // "Linear:out_features=16;bias=false ReLU": arguments are JSON values without blanks.
    private static string LayerList(string layers) =>
        string.Join(',', layers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(layer =>
    {
        string[] parts = layer.Split(':', 2);
        string arguments = parts.Length == 1
            ? string.Empty
            : string.Concat(parts[1].Split(';').Select(argument => argument.Split('=')).Select(pair =>
                $",\"{pair[0]}\":{pair[1]}"));
        return $"{{\"type\":\"{parts[0]}\"{arguments}}}";
    }));
}
