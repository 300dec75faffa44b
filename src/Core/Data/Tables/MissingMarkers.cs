using System.Text;

namespace NormTools.Core.Data;

/// <summary>The texts that stand for a value that is not there; nothing at all is always one.</summary>
internal sealed class MissingMarkers
{
    private readonly byte[][]? own; // null for the usual ones

    public MissingMarkers(string[]? markers) =>
        own = markers is null ? null : [.. markers.Select(marker => Encoding.UTF8.GetBytes(marker.Trim()))];

    /// <summary>Whether a trimmed field is a number that stands for a missing value: only of those that were
    /// given.</summary>
    public bool TakeNumber(ReadOnlySpan<byte> field) => own is not null && Contain(field);

    /// <summary>Whether a trimmed field is one of them, in any case.</summary>
    public bool Contain(ReadOnlySpan<byte> field)
    {
        if (own is null || field.IsEmpty)
        {
            return NumberText.IsMissing(field);
        }

        foreach (byte[] marker in own)
        {
            if (field.SequenceEqual(marker) || Ascii.EqualsIgnoreCase(field, marker))
            {
                return true;
            }
        }

        return false;
    }
}
