using System.Collections.Specialized;

namespace NormTools;

/// <summary>The small network that checks ask: does it tell these rows apart, and how sure is it?</summary>
internal static class SmallNet
{
    private const int Units = 8, Epochs = 15, Batch = 32;
    private const double LearningRate = 0.01, Decay = 0.1;

    /// <summary>The probabilities of the classes for rows that it was not trained on, [rows, classes].</summary>
    /// <param name="features">[rows, width] to train on, of mean 0 and deviation 1.</param>
    /// <param name="classes">The class of each row.</param>
    /// <param name="count">How many classes there are.</param>
    /// <param name="asked">[rows, width] to judge.</param>
    /// <param name="width">The columns of both.</param>
    public static float[] Probabilities(float[] features, long[] classes, int count, float[] asked, int width)
    {
        var data = new Dataset(Read(features, width), TensorReader.Read(classes, DType.Int64))
        {
            ClassNames = Enumerable.Range(0, count).Select(number => $"{number}").ToArray(),
        };
        var layers = new[] { Linear(Units), new LayerSpecification("ReLU", new OrderedDictionary()), Linear(count) };
        var answers = Array.Empty<float>();
        var trial = new Trial(TrialModel.Of(layers), () => new DatasetSplit(data, null, null), (_, _, _) => Options(), 0)
        {
            Judge = (model, _, _) => answers = (float[])Predictions.Probability(model, ModelPass.Forward(model, Dataset.Samples(Read(asked, width)))).ToArray(),
        };
        trial.Prepare(0, null, _ => { });
        trial.Train();
        return trial.Failure is null ? answers : throw trial.Failure;
    }

    private static TrainingOptions Options() => new TrainingOptions
    {
        LossSpecification = Catalog.Losses.Specify("CrossEntropy", null),
        MetricSpecifications = Array.Empty<object>(),
        OptimizerSpecification = Catalog.Optimizers.Specify(
            "AdamW", new OrderedDictionary { { "lr", LearningRate }, { "weight_decay", Decay } }),
        Epoch = Epochs,
        BatchSize = Batch,
        Shuffle = true,
        Monitor = "TrainingLoss",
    };

    private static Tensor Read(float[] values, int width) =>
        TensorReader.Read(values, DType.Float32).Reshape(values.Length / width, width);

    private static LayerSpecification Linear(int outputs) =>
        new LayerSpecification("Linear", new OrderedDictionary { { "out_features", outputs } });
}
