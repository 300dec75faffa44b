using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>Normalises one tensor by every method, and describes the sets of values before and after.</summary>
internal sealed class NormalizationSurvey
{
    /// <summary>Fewer values say little: the variance of 16 normal values is typically off by a third.</summary>
    public const int FewValues = 16;

    private const long Window = 5;

    private readonly Tensor x;
    private readonly long n;
    private readonly long c;
    private readonly long positions;
    private readonly double epsilon;
    private Tensor? batch;

    public NormalizationSurvey(Tensor x, double epsilon)
    {
        NormalizationCall.CheckInput(x);
        if (x.Rank < 2)
        {
            throw Errors.ShapeWanted(
                "-InputObject", x.Dimensions, "[samples, channels] or [samples, channels, positions ...]");
        }

        if (x.Count == 0)
        {
            throw Errors.Empty("The tensor");
        }

        this.x = x;
        this.epsilon = epsilon;
        n = x.Dimensions[0];
        c = x.Dimensions[1];
        positions = x.Count / n / c;
    }

    /// <summary>The largest divisor of the channels that is at most half of them and at most 32.</summary>
    public long UsualGroups
    {
        get
        {
            long groups = Math.Max(1, Math.Min(32, c / 2));
            while (c % groups != 0)
            {
                groups--;
            }

            return groups;
        }
    }

    public IEnumerable<NormalizationMeasure> Run(long groups)
    {
        string place = PositionNames();
        long[] features = x.Dimensions.Skip(1).ToArray();
        yield return Measure(
            "BatchNorm", "N" + place, c, call => Normalization.Batch(call, false, 0, epsilon), ByChannel);
        yield return Measure(
            "InstanceNorm", place.Length == 0 ? "nothing" : place.Substring(2), n * c,
            call => Normalization.Instance(call, false, 0, epsilon));
        bool divides = c % groups == 0; // otherwise there are no groups to describe
        yield return Measure(
            $"GroupNorm {groups}", divides ? $"{c / groups} of C" + place : "nothing", divides ? n * groups : 0,
            call => Normalization.Group(call, groups, epsilon));
        yield return Measure(
            "LayerNorm " + Text.Shape(features), "C" + place, n, call => Normalization.Layer(call, features, epsilon));
        if (x.Rank > 2)
        {
            long[] last = { features[features.Length - 1] };
            yield return Measure(
                "LayerNorm " + Text.Shape(last), place.Substring(place.Length - 1), x.Count / last[0],
                call => Normalization.Layer(call, last, epsilon));
        }

        yield return Measure(
            "RmsNorm " + Text.Shape(features), "C" + place, n, call => Normalization.Rms(call, features, epsilon));
        if (x.Rank > 2)
        {
            yield return MeasureLocalResponse();
        }

        batch?.Dispose();
    }

    private NormalizationMeasure Measure(
        string method, string over, long statistics, Action<NormalizationCall> normalize,
        Func<Tensor, Tensor>? sort = null)
    {
        sort ??= Unsorted;
        RowSummary[]? before = statistics == 0 ? null : Describe(x, statistics, sort);
        var measure = new NormalizationMeasure
        {
            Method = method,
            Over = over,
            StatisticCount = statistics,
            ValueCount = statistics == 0 ? 0 : x.Count / statistics,
            MeanBefore = before is null ? null : ValueRange.Of(before, set => set.Mean),
            DeviationBefore = before is null ? null : ValueRange.Of(before, Deviation),
            DependsOnBatch = method == "BatchNorm",
        };
        try
        {
            using var call = new NormalizationCall(method == "InstanceNorm" ? Batched : x);
            call.Take(null, null, null);
            normalize(call);
            var y = (Tensor)call.Result;
            batch ??= measure.DependsOnBatch ? y : null;
            Complete(measure, y, Describe(y, statistics, sort));
            if (y != batch)
            {
                y.Dispose(); // so that the next result reuses its memory
            }

            measure.Note = measure.ValueCount < FewValues ? $"A statistic rests on {Text.Count(measure.ValueCount, "value")}." : null;
        }
        catch (NormToolsException refused)
        {
            measure.Note = refused.Message;
        }

        return measure;
    }

    // Its windows overlap, so the sets of values before and after are the whole tensor.
    private NormalizationMeasure MeasureLocalResponse()
    {
        RowSummary[] before = Describe(x, 1);
        using Tensor y = Normalization.LocalResponse(x, null, Window, 1e-4, 0.75, 1);
        var measure = new NormalizationMeasure
        {
            Method = $"LocalResponseNorm {Window}",
            Over = $"{Window} of C",
            StatisticCount = x.Count,
            ValueCount = Window,
            MeanBefore = ValueRange.Of(before, set => set.Mean),
            DeviationBefore = ValueRange.Of(before, Deviation),
            Note = "Mean and standard deviation are those of the whole tensor.",
        };
        Complete(measure, y, Describe(y, 1));
        return measure;
    }

    private void Complete(NormalizationMeasure measure, Tensor y, RowSummary[] after)
    {
        measure.MeanAfter = ValueRange.Of(after, set => set.Mean);
        measure.DeviationAfter = ValueRange.Of(after, Deviation);
        if (batch is not null)
        {
            using Tensor difference = y - batch;
            RowSummary all = Describe(difference, 1)[0];
            measure.DifferenceFromBatchNorm = Math.Max(-all.Minimum, all.Maximum);
        }
    }

    // As in PyTorch's documentation: L, or H and W, or D, H and W after N and C.
    private string PositionNames() => x.Rank switch
    {
        2 => string.Empty,
        3 => ", L",
        4 => ", H, W",
        5 => ", D, H, W",
        _ => string.Concat(Enumerable.Range(2, x.Rank - 2).Select(axis => FormattableString.Invariant($", {axis}"))),
    };

    // Instance normalisation takes two dimensions as [channels, positions], but here they are [samples, channels].
    private Tensor Batched => x.Rank == 2 ? x.Reshape(n, c, 1) : x;

    // The values of a channel are scattered; with the channel axis first they are contiguous.
    private Tensor ByChannel(Tensor tensor) => tensor.Reshape(n, c, positions).Transpose(1, 0, 2);

    private static Tensor Unsorted(Tensor tensor) => tensor;

    private static double Deviation(RowSummary set) => Math.Sqrt(set.Variance);

    private static RowSummary[] Describe(Tensor tensor, long rows, Func<Tensor, Tensor> sort)
    {
        Tensor sorted = sort(tensor);
        RowSummary[] moments = Describe(sorted, rows);
        if (sorted != tensor)
        {
            sorted.Dispose();
        }

        return moments;
    }

    private static unsafe RowSummary[] Describe(Tensor tensor, long rows)
    {
        var moments = new RowSummary[rows];
        fixed (RowSummary* result = moments)
        {
            NativeMethods.Describe(tensor.Handle, tensor.DType, rows, tensor.Count / rows, result).ThrowIfFailed();
        }

        return moments;
    }
}
