namespace NormTools.Core.Augmentations;

/// <summary>Reads the values of a training row as stored.</summary>
internal unsafe delegate void RowReader(long row, float* destination);

/// <summary>The training rows of classes that are rarer than the others, with their nearest neighbours of the same class.</summary>
/// <param name="shares">For each training row which share of its draws another row takes its place in; 0 for a class that is not rare.</param>
/// <param name="neighbours">For each of these rows the numbers of its neighbours, the nearest first; null for the others.</param>
/// <param name="read">Reads a row.</param>
internal sealed class RareRows(float[] shares, int[]?[] neighbours, RowReader read)
{
    public RowReader Read => read;

    public float Share(long row) => shares[row];

    public int[] Neighbours(long row) => neighbours[row]!;
}
