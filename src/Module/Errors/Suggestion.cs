using System.Management.Automation;
using System.Reflection;

namespace NormTools;

/// <summary>What an unknown name was probably meant to be: the name of the same thing in PyTorch, Keras or
/// scikit-learn, or the nearest spelling.</summary>
internal static class Suggestion
{
    // Names in other libraries, normalised, and the names here. They are not aliases: only messages use them.
    private static readonly Dictionary<string, string[]> Elsewhere = new Dictionary<string, string[]>
    {
        ["auc"] = new[] { "RocAuc" },
        ["roc"] = new[] { "RocAuc" },
        ["acc"] = new[] { "Accuracy" },
        ["categoricalaccuracy"] = new[] { "Accuracy" },
        ["sparsecategoricalaccuracy"] = new[] { "Accuracy" },
        ["binaryaccuracy"] = new[] { "Accuracy" },
        ["mae"] = new[] { "MeanAbsoluteError" },
        ["l1loss"] = new[] { "MeanAbsoluteError" },
        ["mse"] = new[] { "MeanSquaredError" },
        ["mseloss"] = new[] { "MeanSquaredError" },
        ["rmse"] = new[] { "RootMeanSquaredError" },
        ["mape"] = new[] { "MeanAbsolutePercentageError" },
        ["r2score"] = new[] { "R2" },
        ["f1score"] = new[] { "F1" },
        ["crossentropyloss"] = new[] { "CrossEntropy" },
        ["categoricalcrossentropy"] = new[] { "CrossEntropy" },
        ["sparsecategoricalcrossentropy"] = new[] { "CrossEntropy" },
        ["logloss"] = new[] { "LogLoss", "CrossEntropy" },
        ["bce"] = new[] { "BinaryCrossEntropy" },
        ["bceloss"] = new[] { "BinaryCrossEntropy" },
        ["bcewithlogitsloss"] = new[] { "BinaryCrossEntropy" },
        ["nllloss"] = new[] { "NegativeLogLikelihood" },
        ["dense"] = new[] { "Linear" },
        ["batchnormalization"] = new[] { "BatchNorm" },
        ["layernormalization"] = new[] { "LayerNorm" },
        ["add"] = new[] { "Residual" },
        ["henormal"] = new[] { "KaimingNormal" },
        ["heuniform"] = new[] { "KaimingUniform" },
        ["glorotnormal"] = new[] { "XavierNormal" },
        ["glorotuniform"] = new[] { "XavierUniform" },
        ["standardscaler"] = new[] { "Standardize" },
        ["minmaxscaler"] = new[] { "MinMaxScale" },
        ["maxabsscaler"] = new[] { "MaxAbsScale" },
        ["robustscaler"] = new[] { "RobustScale" },
        ["onehotencoder"] = new[] { "OneHot" },
        ["ordinalencoder"] = new[] { "Ordinal" },
        ["simpleimputer"] = new[] { "Impute" },
        ["kbinsdiscretizer"] = new[] { "Bin" },
        ["polynomialfeatures"] = new[] { "Polynomial" },
        ["pca"] = new[] { "PrincipalComponent" },
        ["randomhorizontalflip"] = new[] { "RandomFlip" },
        ["randomverticalflip"] = new[] { "RandomFlip" },
        ["gaussiannoise"] = new[] { "Noise" },
        ["cutout"] = new[] { "RandomErasing" },
        ["randomcutout"] = new[] { "RandomErasing" },
        ["coarsedropout"] = new[] { "RandomErasing" },
        ["randomaffine"] = new[] { "RandomRotation" },
        ["horizontalflip"] = new[] { "RandomFlip" },
        ["verticalflip"] = new[] { "RandomFlip" },
        ["valloss"] = new[] { "ValidationLoss" },
        ["valaccuracy"] = new[] { "ValidationAccuracy" },
        ["valacc"] = new[] { "ValidationAccuracy" },
        ["valauc"] = new[] { "ValidationRocAuc" },
        ["loss"] = new[] { "TrainingLoss" },
    };

    /// <summary>" Did you mean RocAuc?", or an empty text where no name is near.</summary>
    /// <param name="given">The unknown name.</param>
    /// <param name="known">The names to choose from.</param>
    public static string For(string given, IEnumerable<string> known) =>
        Nearest(given, known) is string name ? $" Did you mean {name}?" : string.Empty;

    /// <summary>The known name that is the same but for its spelling, or that another library calls so; null where none is.</summary>
    public static string? Same(string given, string[] known) =>
        Array.Find(known, name => NamedValue.Normalize(name) == given) ?? Translated(given, known);

    /// <summary>The known name that is spelt nearest; null where none is near.</summary>
    public static string? Like(string given, IEnumerable<string> known) => Nearest(given, known);

    /// <summary>" Did you mean ValidationLoss?" where the name comes from another library, or an empty text.</summary>
    public static string ForName(string given, IEnumerable<string> known) =>
        Translated(NamedValue.Normalize(given), known.ToArray()) is string name ? $" Did you mean {name}?" : string.Empty;

    /// <summary>The short names (aliases) of the layers or steps: of all cmdlets whose class names end alike.</summary>
    public static IEnumerable<string> CommandNames(string ending) => typeof(Suggestion).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.Name.EndsWith(ending, StringComparison.Ordinal))
        .SelectMany(type => type.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? new[] { "Clip" });

    private static string? Translated(string wanted, string[] known) =>
        Elsewhere.TryGetValue(wanted, out string[] here) ? Array.Find(here, name => Array.IndexOf(known, name) >= 0) : null;

    private static string? Nearest(string given, IEnumerable<string> known)
    {
        string[] names = known.ToArray();
        string wanted = NamedValue.Normalize(given);
        if (Translated(wanted, names) is string same)
        {
            return same;
        }

        // No name is longer; the distance takes time in proportion to the product of the lengths.
        if (wanted.Length is < 2 or > 60 || names.Length == 0)
        {
            return null;
        }

        int most = Math.Max(1, (wanted.Length + 2) / 4);
        (string name, int distance) = names.Select(name => (name, Distance(wanted, NamedValue.Normalize(name))))
            .OrderBy(pair => pair.Item2).First();
        return distance <= most ? name : null;
    }

    // The smallest number of letters inserted, deleted, replaced, or exchanged with their neighbour (Damerau 1964; Levenshtein 1966).
    private static int Distance(string one, string other)
    {
        int[] before = new int[other.Length + 1], row = Enumerable.Range(0, other.Length + 1).ToArray(), next = new int[other.Length + 1];
        for (int i = 1; i <= one.Length; i++)
        {
            next[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = row[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                next[j] = Math.Min(replaced, Math.Min(row[j], next[j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
                }
            }

            (before, row, next) = (row, next, before);
        }

        return row[other.Length];
    }
}
