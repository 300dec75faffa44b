namespace NormTools;

/// <summary>
/// Layer-sequential unit variance: each weight is divided by the standard deviation of its layer's output on a batch,
/// from the first layer to the last, until the variance is 1 within a tenth.
/// </summary>
/// <remarks>
/// Mishkin and Matas 2016, algorithm 1. One pass gives the standard deviation of every layer, and the first one that is
/// off is scaled: that changes the layers after it, but not those before it.
/// </remarks>
internal static class LsuvScaling
{
    private const double Tolerance = 0.1;
    private const int MostTries = 10;
    private const int DefaultBatchSize = 256;

    /// <summary>The batch of a scheme: the first rows of -Data for Lsuv, null for the others.</summary>
    /// <exception cref="NormToolsException">There is no -Data for Lsuv, or one for another scheme.</exception>
    public static Dataset? Samples(InitializationScheme scheme, Model model, object? data, int? batchSize, Action<string> warn)
    {
        if (!scheme.IsLsuv)
        {
            return data is null && batchSize is null
                ? null
                : throw Errors.NoEffect(data is null ? "BatchSize" : "Data", "Scheme Lsuv");
        }

        Dataset all = ModelData.Samples(model, data ?? throw Errors.ParameterMissing("Data", "Scheme", "Lsuv"), warn);
        int rows = batchSize ?? DefaultBatchSize;
        return all.Count <= rows ? all : all.Part(Enumerable.Range(0, rows).Select(row => (long)row).ToArray());
    }

    /// <param name="model">The model, whose chosen weights are orthonormal so far.</param>
    /// <param name="weights">The weights to scale, keyed by the names of their layers.</param>
    /// <param name="batch">The samples that are sent through the model.</param>
    /// <param name="report">Called with the name of a weight and what was done to it.</param>
    /// <returns>The names of the layers that were still off after ten tries.</returns>
    /// <exception cref="NormToolsException">A layer's output does not vary, or is not finite.</exception>
    public static List<string> Apply(
        Model model,
        IReadOnlyDictionary<string, Tensor> weights,
        Dataset batch,
        Action<string, string> report)
    {
        var tries = new Dictionary<string, int>(StringComparer.Ordinal);
        while (true)
        {
            SignalPropagation signal = SignalPropagation.Of(model, batch, loss: null, new RandomGenerator(0));
            LayerSignal? off = signal.Layers.FirstOrDefault(layer =>
                weights.ContainsKey(layer.Name) && IsOff(layer) && Tries(layer.Name) < MostTries);
            if (off is null)
            {
                return tries.Where(item => item.Value == MostTries).Select(item => item.Key).ToList();
            }

            double deviation = off.StandardDeviation;
            if (!(deviation > 0) || double.IsInfinity(deviation) || off.NonFiniteCount > 0)
            {
                throw Errors.NoVariance(off.Name, off.Description, deviation);
            }

            Tensor weight = weights[off.Name];
            using Tensor scaled = weight / deviation;
            weight.CopyFrom(scaled);
            tries[off.Name] = Tries(off.Name) + 1;
            report(off.Name + ".weight", FormattableString.Invariant($"divided by {deviation:G6}"));
        }

        int Tries(string layer) => tries.TryGetValue(layer, out int count) ? count : 0;
    }

    private static bool IsOff(LayerSignal layer) =>
        !(Math.Abs((layer.StandardDeviation * layer.StandardDeviation) - 1) < Tolerance);
}
