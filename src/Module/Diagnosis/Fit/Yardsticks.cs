using NormTools.Native;

namespace NormTools;

/// <summary>What simpler and usual models reach with the same rows: what a score is held against.</summary>
internal sealed class Yardsticks
{
    /// <summary>What the linear model is called.</summary>
    public const string LinearName = "a linear model";

    private const int MostRows = 4000; // that they learn from
    private const int MostCompared = 1500, MostNeighbourColumns = 200, Neighbours = 5; // each with each
    private const int Units = 64, Folds = 3, Repeats = 5;

    private readonly FitSubject subject;
    private readonly NumericRows train;
    private readonly NumericRows held;
    private readonly ReferenceNetwork models;
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
        models = new ReferenceNetwork(subject, train);
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

    /// <summary>The reference network, ever anew from other folds and weights: what all of those that were not trained on a row say of it
    /// together, of training rows and of those that judge. What one is sure of by chance falls out.</summary>
    public (RowOutcome Train, RowOutcome Held) Panel => panel ??= Together(new[] { Units, Units });

    private (RowOutcome Train, RowOutcome Held)? panel;

    /// <summary>The same of the linear model.</summary>
    public (RowOutcome Train, RowOutcome Held) LinearPanel => linearPanel ??= Together(Array.Empty<int>());

    private (RowOutcome Train, RowOutcome Held)? linearPanel;

    private int[] Alike() => Array.ConvertAll(train.Row, row => groups.Group[row]);

    // By networks of which none was trained on rows that belong to those it judges.
    private RowOutcome Folded(int[] hidden, int[] belongs) => Judge(Many(hidden, belongs, 1).Train, subject.Train, train.Row);

    private (RowOutcome Train, RowOutcome Held) Together(int[] hidden)
    {
        (float[] ofTrain, float[] ofHeld) = Many(hidden, Alike(), Repeats);
        return (Judge(ofTrain, subject.Train, train.Row), Judge(ofHeld, subject.Held!, held.Row));
    }

    // The means of what the networks say that were not trained on a row: of training rows one a repetition, of others all.
    private (float[] Train, float[] Held) Many(int[] hidden, int[] belongs, int repeats)
    {
        report("training rows by folds");
        float[]? ofTrain = null, ofHeld = null;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            int[] fold = FoldOf(belongs, repeat);
            for (int judged = 0; judged < Folds; judged++)
            {
                int[] inside = All(train.Count).Where(i => fold[i] != judged).ToArray(), outside = All(train.Count).Where(i => fold[i] == judged).ToArray();
                if (inside.Length < 2 || outside.Length == 0)
                {
                    continue;
                }

                float[] asked = train.Taken(outside);
                float[] said = models.Answers(hidden, inside, repeats == 1 ? asked : asked.Concat(held.Values).ToArray(), repeat);
                int width = said.Length / (outside.Length + (repeats == 1 ? 0 : held.Count));
                ofTrain ??= new float[train.Count * width];
                ofHeld ??= new float[held.Count * width];
                for (int i = 0; i < outside.Length * width; i++)
                {
                    ofTrain[(outside[i / width] * width) + (i % width)] += said[i] / repeats;
                }

                for (int i = outside.Length * width; i < said.Length; i++)
                {
                    ofHeld[i - (outside.Length * width)] += said[i] / repeats / Folds;
                }
            }
        }

        return (ofTrain!, ofHeld!);
    }

    // Rows that are alike stand in one fold: otherwise each would be judged by a network that has seen it.
    private static int[] FoldOf(int[] belongs, int seed)
    {
        var random = new Random(2 + seed);
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

    private RowOutcome Learn(int[] hidden, int[] rows, NumericRows asked) => Judge(models.Answers(hidden, rows, asked.Values), subject.Held!, asked.Row);

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

    private static int[] All(int count) => Enumerable.Range(0, count).ToArray();
}
