using System.Globalization;
using NormTools.Native;

namespace NormTools;

/// <summary>Looks at the weights of a layer of attention.</summary>
internal static class AttentionReading
{
    private const long ComfortableValues = 1L << 22; // of a pass

    /// <summary>The layer with attention that a name means: its own name, or that of a layer which has it inside.</summary>
    /// <exception cref="NormToolsException">NoAttention: no layer, or several.</exception>
    public static ModelLayer LayerOf(Model model, string name)
    {
        ModelLayer[] all = model.Layers.Where(layer => layer.Heads > 0).ToArray();
        ModelLayer[] meant = Array.FindAll(all, layer => layer.Name == name || layer.Name.StartsWith(name + ".", StringComparison.Ordinal));
        return meant.Length == 1 ? meant[0]
            : throw Errors.NoAttention(name, model.Layers.FirstOrDefault(layer => layer.Name == name)?.Type, Names(meant), Names(all));
    }

    /// <summary>A map for each sample.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="data">Samples as the model takes them.</param>
    /// <param name="numbers">The numbers of the samples; null for 0, 1, 2...</param>
    public static IEnumerable<AttentionMap> Of(Model model, ModelLayer layer, Dataset data, long[]? numbers)
    {
        long steps = layer.OutputShape[0];
        long ofSample = layer.Heads * steps * steps;
        int rows = checked((int)Math.Max(1, Math.Min(data.Count, ComfortableValues / ofSample)));
        for (long first = 0; first < data.Count; first += rows)
        {
            long start = first;
            Dataset part = data.Part(Enumerable.Range(0, (int)Math.Min(rows, data.Count - first)).Select(row => start + row).ToArray());
            float[] weights = Weights(model, layer, part);
            long[]? lengths = part.SequenceLength is { } own ? (long[])own.ToArray() : null;
            float[]? ids = model.Preprocessor?.Words is null ? null : (float[])part.Feature.To(DType.Float32).ToArray();
            for (int row = 0; row < part.Count; row++)
            {
                StopFlag.ThrowIfRaised();
                var length = (int)(lengths?[row] ?? steps);
                string[] words = Enumerable.Range(0, length).Select(step => ids is null
                    ? (step + 1).ToString(CultureInfo.InvariantCulture)
                    : TextRows.Word(ids[(row * (ids.Length / (int)part.Count)) + step], model.Preprocessor!.Words!)).ToArray();
                yield return new AttentionMap(layer.Name, numbers?[first + row] ?? first + row, words, Cut(weights, row, layer.Heads, steps, length));
            }
        }
    }

    private static string[] Names(IEnumerable<ModelLayer> layers) => layers.Select(layer => layer.Name).ToArray();

    private static float[] Weights(Model model, ModelLayer layer, Dataset data)
    {
        using HandleLease held = model.Hold();
        using var lease = new DatasetLease(data);
        long steps = layer.OutputShape[0];
        using Tensor weights = Tensor.Uninitialized(DType.Float32, new[] { data.Count, layer.Heads, steps, steps });
        NativeMethods.ModelAttention(model.Handle, ((IList<ModelLayer>)model.Layers).IndexOf(layer), lease.View, 0, weights.Handle).ThrowIfFailed();
        return (float[])weights.ToArray();
    }

    // What is no padding.
    private static Tensor Cut(float[] weights, int row, long heads, long steps, int length)
    {
        var own = new float[heads * length * length];
        for (long line = 0; line < heads * length; line++)
        {
            Array.Copy(weights, (((row * heads) + (line / length)) * steps * steps) + (line % length * steps), own, line * length, length);
        }

        return TensorReader.Read(own, DType.Float32).Reshape(heads, length, length);
    }
}
