using System.Collections;
using System.Globalization;

namespace NormTools;

/// <summary>Where something stands in a tensor: a number an axis. As a text, in Export-Csv as well, it is "0, 1".</summary>
public sealed class TensorIndex : IReadOnlyList<long>
{
    private readonly long[] numbers;

    internal TensorIndex(long[] numbers) => this.numbers = numbers;

    internal static TensorIndex Empty { get; } = new TensorIndex(Array.Empty<long>());

    /// <summary>The number of axes.</summary>
    public int Count => numbers.Length;

    /// <summary>The same as Count, as an array has it.</summary>
    public int Length => numbers.Length;

    /// <summary>The number of an axis.</summary>
    public long this[int axis] => numbers[axis];

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)numbers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => numbers.GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
