using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <summary>What simpler and usual models reach with the same rows: what a score is held against.</summary>
internal sealed class Yardsticks
{
    /// <summary>What the linear model is called.</summary>
    public const string LinearName = "a linear model";

    private const int MostRows = 4000; // that they learn from
    private const int MostCompared = 1500, MostNeighbourColumns = 200, Neighbours = 5; // each with each
    private const int Units = 64, MostEpochs = 80, LeastEpochs = 8, Patience = 10, Folds = 3;
    private const double LearningRate = 0.005, Decay = 0.05, MostWork = 1e10, StopShare = 0.2;

    private readonly FitSubject subject;
    private readonly NumericRows train;
    private readonly NumericRows held;
    private readonly RowGroups groups; // of training rows that are alike
    private readonly Action<string> report;

    /// <param name="subject">The run.</param>
    /// <param name="data">Its parts.</param>
    /// <param name="usual">The largest class, or the mean, on the rows that judge.</param>
    /// <param name="report">Told what is under way.</param>
    /// <param name="without">Columns that are left out.</param>
    public Yardsticks(FitSubject subject, CheckedData data, RowOutcome usual, Action<string> report, params string[] without)
    {
        this.subject = subject;
        this.report = report;
        Usual = usual;
        data = without.Length == 0 ? data : Masked(subject, without);
        groups = data.TrainGroups;
        train = NumericRows.Of(data.Train, MostRows);
        held = train.Other(data.Others.First(part => part.Name.Equals(subject.HeldName, StringComparison.OrdinalIgnoreCase)), int.MaxValue);
    }

    /// <summary>The training rows that they learn from.</summary>
    public int[] Rows => train.Row;

    /// <summary>The largest class, or the mean.</summary>
    public RowOutcome Usual { get; }

    /// <summary>A linear model of the standardised features.</summary>
    public RowOutcome Linear => linear ??= Said(LinearName, () => Learn(Array.Empty<int>(), All(train.Count), held));

    private RowOutcome? linear;

    /// <summary>A network with two hidden layers of 64, stopped early by a fifth of the training rows.</summary>
    public RowOutcome Network => network ??= Said("a reference network", () => Learn(new[] { Units, Units }, All(train.Count), held));

    private RowOutcome? network;

    /// <summary>The five nearest training rows; null where there are too many columns.</summary>
    public RowOutcome? Nearest => nearest ??= train.Width is 0 or > MostNeighbourColumns ? null : Said("the nearest rows", NearestRows);

    private RowOutcome? nearest;

    /// <summary>The best of them with its name.</summary>
    public (string Name, RowOutcome Outcome) Best => new[] { (LinearName, Linear), ("a reference network", Network), ("the 5 nearest rows", Nearest) }
        .Where(item => item.Item2 is not null).Select(item => (item.Item1, item.Item2!))
        .OrderByDescending(item => item.Item2.Score.Value).First();

    /// <summary>The reference network on the training rows, each by one that was not trained on it.</summary>
    public RowOutcome OutOfFold => outOfFold ??= Folded(new[] { Units, Units }, Alike());

    private RowOutcome? outOfFold;

    /// <summary>The linear model on the training rows, each by one that was not trained on it.</summary>
    public RowOutcome LinearOutOfFold => linearOutOfFold ??= Folded(Array.Empty<int>(), Alike());

    private RowOutcome? linearOutOfFold;

    /// <summary>The heaps in which the training rows lie; null where they lie in none.</summary>
    public RowClusters? Clusters => (clusters ??= new Lazy<RowClusters?>(() => RowClusters.Of(train))).Value;

    private Lazy<RowClusters?>? clusters;

    /// <summary>How many of the rows that judge lie in one of these heaps.</summary>
    public int HeldInClusters => Clusters!.CountOf(held);

    /// <summary>The reference network on the training rows, each by one that was trained on no row of its heap.</summary>
    public RowOutcome OutOfCluster => outOfCluster ??= Folded(new[] { Units, Units }, Clusters!.Cluster);

    private RowOutcome? outOfCluster;

    private int[] Alike() => Array.ConvertAll(train.Row, row => groups.Group[row]);

    // By networks of which none was trained on rows that belong to those it judges.
    private RowOutcome Folded(int[] hidden, int[] belongs)
    {
        report("training rows by folds");
        int[] fold = FoldOf(belongs);
        float[]? answers = null;
        for (int judged = 0; judged < Folds; judged++)
        {
            int[] inside = All(train.Count).Where(i => fold[i] != judged).ToArray(), outside = All(train.Count).Where(i => fold[i] == judged).ToArray();
            if (inside.Length < 2 || outside.Length == 0)
            {
                continue;
            }

            float[] said = Answers(hidden, inside, Taken(train, outside));
            int width = said.Length / outside.Length;
            answers ??= new float[train.Count * width];
            for (int i = 0; i < outside.Length; i++)
            {
                Array.Copy(said, i * width, answers, outside[i] * width, width);
            }
        }

        return Judge(answers!, subject.Train, train.Row);
    }

    // Rows that are alike stand in one fold: otherwise each would be judged by a network that has seen it.
    private static int[] FoldOf(int[] belongs)
    {
        var random = new Random(2);
        var known = new Dictionary<int, int>();
        return Array.ConvertAll(belongs, group =>
        {
            int drawn = random.Next(Folds);
            if (!known.TryGetValue(group, out int own))
            {
                known.Add(group, own = drawn);
            }

            return own;
        });
    }

    // A column of gaps alone says nothing.
    private static CheckedData Masked(FitSubject subject, string[] columns)
    {
        var data = new CheckedData(subject.Train, subject.Validation, subject.Test);
        foreach (CheckedPart part in data.Others.Append(data.Train))
        {
            foreach (int column in Enumerable.Range(0, part.Names.Length).Where(column => columns.Contains(part.Names[column])))
            {
                foreach (int row in StopFlag.Rows(part.Count))
                {
                    part.Values[(row * part.Width) + column] = float.NaN;
                }
            }
        }

        return data;
    }

    private RowOutcome Said(string what, Func<RowOutcome> make)
    {
        report(what);
        return make();
    }

    private RowOutcome Learn(int[] hidden, int[] rows, NumericRows asked) => Judge(Answers(hidden, rows, asked.Values), subject.Held!, asked.Row);

    private RowOutcome Judge(float[] answers, Dataset part, int[] rows)
    {
        if (subject.IsOfClasses)
        {
            var classes = (long[])part.Target!.ToArray();
            return RowOutcome.OfShares(answers, Array.ConvertAll(rows, row => classes[row]), part.ClassNames!.Length, RowWeights.Of(part, rows));
        }

        var targets = (float[])part.Target!.ToArray();
        int width = subject.Mean.Length;
        return RowOutcome.OfQuantities(answers, rows.SelectMany(row => Enumerable.Range(row * width, width).Select(i => targets[i])).ToArray(), subject.Mean, RowWeights.Of(part, rows));
    }

    // What a new network says of rows, [rows, outputs]: probabilities, or quantities in their unit.
    private float[] Answers(int[] hidden, int[] rows, float[] asked)
    {
        int outputs = subject.IsOfClasses ? subject.Train.ClassNames!.Length : subject.Mean.Length;
        int width = train.Width;
        (Tensor target, double[] mean, double[] deviation) = Targets(rows, outputs);
        Dataset all = Data(Read(Taken(train, rows), width), target, outputs);
        all.StoredWeight = subject.Train.StoredWeight is null ? null : Weights(rows);
        int stop = Math.Max(1, (int)(StopShare * rows.Length));
        bool stops = rows.Length >= 20;
        var random = new Random(3);
        long[] order = Enumerable.Range(0, rows.Length).OrderBy(_ => random.Next()).Select(row => (long)row).ToArray();
        Dataset learnt = stops ? all.Part(order.Skip(stop).ToArray()) : all;
        Dataset? judge = stops ? all.Part(order.Take(stop).ToArray()) : null;
        using Model model = Model.Create(new long[] { width }, Layers(hidden, outputs), 0);
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
            Seed = 0,
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

    private RowOutcome NearestRows()
    {
        int[] known = NumericRows.Some(train.Count, MostCompared);
        int classes = subject.IsOfClasses ? subject.Train.ClassNames!.Length : subject.Mean.Length;
        long[]? labels = subject.IsOfClasses ? (long[])subject.Train.Target!.ToArray() : null;
        float[]? targets = subject.IsOfClasses ? null : (float[])subject.Train.Target!.ToArray();
        double[] weights = RowWeights.Of(subject.Train);
        var answers = new float[held.Count * classes];
        foreach (int row in Enumerable.Range(0, held.Count))
        {
            StopFlag.ThrowIfRaised();
            int[] near = known.Select(other => (Other: other, Distance: held.SquaredDistance(row, train, other, double.PositiveInfinity)))
                .OrderBy(item => item.Distance).Take(Neighbours).Select(item => train.Row[item.Other]).ToArray();
            double whole = near.Sum(other => weights[other]);
            foreach (int other in near)
            {
                double share = whole > 0 ? weights[other] / whole : 1.0 / near.Length;
                for (int i = 0; i < classes; i++)
                {
                    double value = labels is not null ? (labels[other] == i ? 1 : 0) : targets![(other * classes) + i];
                    answers[(row * classes) + i] += (float)(value * share);
                }
            }
        }

        return Judge(answers, subject.Held!, held.Row);
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

    private static float[] Taken(NumericRows rows, int[] which)
    {
        var values = new float[which.Length * rows.Width];
        for (int i = 0; i < which.Length; i++)
        {
            Array.Copy(rows.Values, which[i] * rows.Width, values, i * rows.Width, rows.Width);
        }

        return values;
    }

    private static int[] All(int count) => Enumerable.Range(0, count).ToArray();
}
