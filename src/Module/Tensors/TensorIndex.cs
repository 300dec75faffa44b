using System.Collections;
using System.Globalization;

namespace NormTools;

/// <summary>A place in a tensor: one number for each axis. As text, and so in Export-Csv, it is "0, 1".</summary>
public sealed class TensorIndex : IReadOnlyList<long>
{
    private readonly long[] numbers;

    internal TensorIndex(long[] numbers) => this.numbers = numbers;

    internal static TensorIndex Empty { get; } = new TensorIndex(Array.Empty<long>());

    /// <summary>The number of axes.</summary>
    public int Count => numbers.Length;

    /// <summary>The same as Count, under the name that arrays have.</summary>
    public int Length => numbers.Length;

    /// <summary>The position along an axis.</summary>
    public long this[int axis] => numbers[axis];

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)numbers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => numbers.GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
