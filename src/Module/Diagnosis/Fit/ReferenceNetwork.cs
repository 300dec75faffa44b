using System.Collections.Specialized;

namespace NormTools;

/// <summary>The network of a usual kind that a score is held against: it learns some training rows and says what it takes others for.</summary>
internal sealed class ReferenceNetwork
{
    private const int MostEpochs = 80, LeastEpochs = 8, Patience = 10;
    private const double LearningRate = 0.005, Decay = 0.05, MostWork = 1e10, StopShare = 0.2;

    private readonly FitSubject subject;
    private readonly NumericRows train;

    /// <param name="subject">The run.</param>
    /// <param name="train">The training rows that networks learn from.</param>
    public ReferenceNetwork(FitSubject subject, NumericRows train)
    {
        this.subject = subject;
        this.train = train;
    }

    /// <summary>What a new network says of rows, [rows, outputs]: probabilities, or quantities in their unit.</summary>
    /// <param name="hidden">The units of each hidden layer; none for a linear model.</param>
    /// <param name="rows">The training rows that it learns from.</param>
    /// <param name="asked">The rows that it is asked about, [rows, columns].</param>
    /// <param name="seed">Of its weights, and of the rows that stop it.</param>
    public float[] Answers(int[] hidden, int[] rows, float[] asked, int seed = 0)
    {
        int outputs = subject.IsOfClasses ? subject.Train.ClassNames!.Length : subject.Mean.Length;
        int width = train.Width;
        (Tensor target, double[] mean, double[] deviation) = Targets(rows, outputs);
        Dataset all = Data(Read(train.Taken(rows), width), target, outputs);
        all.StoredWeight = subject.Train.StoredWeight is null ? null : Weights(rows);
        int stop = Math.Max(1, (int)(StopShare * rows.Length));
        bool stops = rows.Length >= 20;
        var random = new Random(3 + seed);
        long[] order = Enumerable.Range(0, rows.Length).OrderBy(_ => random.Next()).Select(row => (long)row).ToArray();
        Dataset learnt = stops ? all.Part(order.Skip(stop).ToArray()) : all;
        Dataset? judge = stops ? all.Part(order.Take(stop).ToArray()) : null;
        using Model model = Model.Create(new long[] { width }, Layers(hidden, outputs), (ulong)seed);
        double work = 3.0 * model.ParameterCount * rows.Length;
        var options = new TrainingOptions
        {
            LossSpecification = Catalog.Losses.Specify(subject.IsOfClasses ? "CrossEntropy" : "MeanSquaredError", null),
            MetricSpecifications = Array.Empty<object>(),
            OptimizerSpecification = Catalog.Optimizers.Specify(
                "AdamW", new OrderedDictionary { { "lr", LearningRate }, { "weight_decay", Decay } }),
            Epoch = (int)Math.Max(LeastEpochs, Math.Min(MostEpochs, MostWork / Math.Max(1, work))),
            BatchSize = Math.Max(1, Math.Min(32, rows.Length / 4)),
            Shuffle = true,
            Seed = (ulong)seed,
            Monitor = stops ? "ValidationLoss" : "TrainingLoss",
            EarlyStopping = Patience,
            RestoresBest = true,
        };
        QuietTraining.Train(model, options, learnt, judge);
        Tensor output = ModelPass.Forward(model, Dataset.Samples(Read(asked, width)));
        return subject.IsOfClasses ? (float[])Predictions.Probability(model, output).ToArray()
            : ((float[])output.ToArray()).Select((value, i) => (float)((value * deviation[i % outputs]) + mean[i % outputs])).ToArray();
    }

    private Tensor Weights(int[] rows) => TensorReader.Read(
        Array.ConvertAll(RowWeights.Of(subject.Train, Array.ConvertAll(rows, row => train.Row[row])), weight => (float)weight), DType.Float32);

    private (Tensor Target, double[] Mean, double[] Deviation) Targets(int[] rows, int outputs)
    {
        if (subject.IsOfClasses)
        {
            var classes = (long[])subject.Train.Target!.ToArray();
            return (TensorReader.Read(Array.ConvertAll(rows, row => classes[train.Row[row]]), DType.Int64), Array.Empty<double>(), Array.Empty<double>());
        }

        var targets = (float[])subject.Train.Target!.ToArray();
        var mean = new double[outputs];
        var deviation = new double[outputs];
        var values = new float[rows.Length * outputs];
        for (int i = 0; i < outputs; i++)
        {
            double[] own = Array.ConvertAll(rows, row => (double)targets[(train.Row[row] * outputs) + i]);
            double centre = mean[i] = own.Average();
            deviation[i] = Math.Max(Math.Sqrt(own.Average(value => (value - centre) * (value - centre))), 1e-12);
            for (int row = 0; row < rows.Length; row++)
            {
                values[(row * outputs) + i] = (float)((own[row] - mean[i]) / deviation[i]);
            }
        }

        return (TensorReader.Read(values, DType.Float32).Reshape(rows.Length, outputs), mean, deviation);
    }

    private static object[] Layers(int[] hidden, int outputs) => hidden
        .SelectMany(units => new object[] { Affine(units), new LayerSpecification("ReLU", new OrderedDictionary()) })
        .Concat(new object[] { Affine(outputs) }).ToArray();

    private static LayerSpecification Affine(int outputs) => new LayerSpecification("Linear", new OrderedDictionary { { "out_features", outputs } });

    private Dataset Data(Tensor features, Tensor target, int outputs) => new Dataset(features, target)
    {
        ClassNames = subject.IsOfClasses ? Enumerable.Range(0, outputs).Select(number => $"{number}").ToArray() : null,
    };

    private static Tensor Read(float[] values, int width) => TensorReader.Read(values, DType.Float32).Reshape(values.Length / width, width);
}
