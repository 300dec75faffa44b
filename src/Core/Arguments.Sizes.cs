using System.Text.Json;

namespace NormTools.Core;

/// <remarks>Sizes: a list of whole numbers, or one number for a list of one.</remarks>
internal partial class Arguments
{
    /// <summary>A list of sizes, or one number for a list of one; null when absent.</summary>
    public long[]? Sizes(string name, long least = 1)
    {
        Declare(name, "integers", null, least);
        return ReadSizes(name, least);
    }

    /// <summary>A list of sizes, with a default.</summary>
    /// <param name="name">The argument.</param>
    /// <param name="fallback">The size when the argument is absent.</param>
    /// <param name="least">The least size.</param>
    /// <param name="count">The number of dimensions: one size for each, or one size for all; null allows any number of
    /// sizes.</param>
    public long[] SizesOr(string name, long fallback, long least = 1, int? count = null)
    {
        Declare(name, "integers", fallback, least);
        return Spread(name, ReadSizes(name, least) ?? [Note(name, fallback)], count);
    }

    /// <summary>Sizes that have to be given.</summary>
    /// <inheritdoc cref="SizesOr"/>
    public long[] RequiredSizes(string name, long least = 1, int? count = null)
    {
        Declare(name, "integers", null, least, isRequired: true);
        return Spread(name, ReadSizes(name, least) ?? (IsDeclaring ? [least] : throw Missing(name)), count);
    }

    private long[]? ReadSizes(string name, long least)
    {
        if (!Find(name, out JsonElement value))
        {
            return null;
        }

        Note(name, value);
        if (value.ValueKind != JsonValueKind.Array)
        {
            return [Whole(value, name, least)];
        }

        long[] sizes = [.. value.EnumerateArray().Select(size => Whole(size, name, least))];
        return sizes.Length > 0 ? sizes : throw Invalid(name, "has to have at least one number");
    }

    private long[] Spread(string name, long[] sizes, int? count)
    {
        if (count is null || sizes.Length == count)
        {
            return sizes;
        }

        return sizes.Length == 1
            ? [.. Enumerable.Repeat(sizes[0], count.Value)]
            : throw Invalid(name, count == 1
                ? $"has to be one number, but {sizes.Length} were given"
                : $"has to be one number or {count} numbers, but {sizes.Length} were given");
    }
}
