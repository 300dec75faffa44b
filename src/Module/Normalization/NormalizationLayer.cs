using System.Globalization;

namespace NormTools;

/// <summary>A normalisation of a model: what its statistics are taken over, and which layers come before it.</summary>
internal sealed class NormalizationLayer
{
    private readonly Dictionary<string, object?> specification;
    private readonly long[] shape;
    private readonly Func<List<object?>> before;
    private readonly Func<string, string> nameInModel;

    private NormalizationLayer(
        string name, Dictionary<string, object?> specification, long[] shape, Func<List<object?>> before,
        Func<string, string> nameInModel)
    {
        this.nameInModel = nameInModel;
        Name = name;
        this.specification = specification;
        this.shape = shape;
        this.before = before;
    }

    public string Name { get; }

    public string Type => (string)specification["type"]!;

    /// <summary>As in "Layer 1 (BatchNorm)".</summary>
    public string Title => $"Layer {Name} ({Type})";

    /// <summary>What a sample goes through before it comes here.</summary>
    public List<object?> Before => before();

    /// <summary>The name that a tensor of <see cref="Before"/> has in the model.</summary>
    public string NameInModel(string name) => nameInModel(name);

    public double Epsilon => Type == "RMSNorm" && !Has("eps")
        ? Normalization.MachineEpsilon(DType.Float32)
        : Has("eps") ? Convert.ToDouble(specification["eps"], CultureInfo.InvariantCulture) : 1e-5;

    /// <summary>The new batch's share in the running statistics; null for the cumulative average.</summary>
    public double? Momentum => !specification.TryGetValue("momentum", out object? momentum) ? 0.1
        : momentum is null ? (double?)null
        : Convert.ToDouble(momentum, CultureInfo.InvariantCulture);

    public bool HasRunningStatistics =>
        Type == "BatchNorm" ? !Is("track_running_stats", false) : Is("track_running_stats", true);

    /// <summary>Whether the samples of a batch share their statistics.</summary>
    public bool DependsOnBatch => Type == "BatchNorm";

    /// <summary>The values in one statistic of a batch.</summary>
    public long ValueCount(long rows) => DependsOnBatch ? rows * PerSample : PerSample;

    /// <summary>The statistics of a batch.</summary>
    public long StatisticCount(long rows) => rows * TensorShape.Count(shape) / ValueCount(rows);

    /// <summary>A tensor of samples as rows, each the values of one statistic.</summary>
    public Tensor Rows(Tensor activation)
    {
        long n = activation.Dimensions[0];
        return DependsOnBatch
            ? activation.Reshape(n, shape[0], activation.Count / n / shape[0]).Transpose(1, 0, 2)
            : activation;
    }

    /// <summary>The normalisations of a model in order.</summary>
    public static IReadOnlyList<NormalizationLayer> Of(Model model)
    {
        var shapes = model.Layers.ToDictionary(layer => layer.Name, layer => layer.OutputShape, StringComparer.Ordinal);
        var found = new List<NormalizationLayer>();
        Collect((List<object?>)model.Specification["layers"]!, string.Empty, inner => inner, name => name, shapes, found);
        return found;
    }

    // "around" puts the layers before one in a container behind those before the container.
    private static void Collect(
        List<object?> layers, string prefix, Func<List<object?>, List<object?>> around, Func<string, string> rename,
        Dictionary<string, long[]> shapes, List<NormalizationLayer> found)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            var layer = (Dictionary<string, object?>)layers[i]!;
            string name = prefix + i.ToString(CultureInfo.InvariantCulture);
            int place = i;
            List<object?> Before() => layers.GetRange(0, place);
            if (layer["type"] is "BatchNorm" or "InstanceNorm" or "GroupNorm" or "LayerNorm" or "RMSNorm")
            {
                found.Add(new NormalizationLayer(name, layer, shapes[name], () => around(Before()), rename));
            }
            else
            {
                CollectInside(layer, name, inner => around(Append(Before(), inner)), rename, shapes, found);
            }
        }
    }

    // What joins the parts of a container does not reach into them, so there a container in a row does as well.
    private static void CollectInside(
        Dictionary<string, object?> container, string name, Func<List<object?>, List<object?>> around,
        Func<string, string> rename, Dictionary<string, long[]> shapes, List<NormalizationLayer> found)
    {
        if (container.TryGetValue("layers", out object? content))
        {
            Collect((List<object?>)content!, name + ".", around, rename, shapes, found);
        }

        if (container.TryGetValue("shortcut", out object? shortcut))
        {
            // In a row the shortcut's layers stand where those of the container do.
            string inRow = name + ".";
            string inModel = name + ".shortcut.";
            Collect(
                (List<object?>)shortcut!, inModel, around,
                state => rename(state) is string known && known.StartsWith(inRow, StringComparison.Ordinal)
                    ? inModel + known.Substring(inRow.Length)
                    : rename(state),
                shapes, found);
        }

        if (container.TryGetValue("branches", out object? branches))
        {
            var lists = (List<object?>)branches!;
            for (int i = 0; i < lists.Count; i++)
            {
                var others = Enumerable.Repeat<object?>(Identity, i).ToList(); // so that the branch has its number
                Collect(
                    (List<object?>)lists[i]!, FormattableString.Invariant($"{name}.{i}."),
                    inner => inner.Count == 0 ? around(inner) : around(Append(others, inner)), rename, shapes, found);
            }
        }
    }

    private static Dictionary<string, object?> Identity { get; } =
        new(StringComparer.Ordinal) { ["type"] = "Identity" };

    private static List<object?> Append(List<object?> before, List<object?> inner)
    {
        if (inner.Count == 0)
        {
            return before;
        }

        var container = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["type"] = "Sequential",
            ["layers"] = inner,
        };
        return before.Concat(new object?[] { container }).ToList();
    }

    // The values of one sample that come into a statistic.
    private long PerSample => Type switch
    {
        "GroupNorm" => TensorShape.Count(shape) / (long)specification["num_groups"]!,
        "LayerNorm" or "RMSNorm" => Has("normalized_shape")
            ? ((List<object?>)specification["normalized_shape"]!).Aggregate(1L, (count, size) => count * (long)size!)
            : TensorShape.Count(shape),
        _ => TensorShape.Count(shape) / shape[0],
    };

    private bool Has(string argument) => specification.TryGetValue(argument, out object? value) && value is not null;

    private bool Is(string argument, bool wanted) =>
        specification.TryGetValue(argument, out object? value) && value is bool flag && flag == wanted;
}
