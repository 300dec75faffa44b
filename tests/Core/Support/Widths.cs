namespace NormTools.Core.Tests;

/// <summary>Lengths on both sides of every vector's and every part's end.</summary>
internal static class Widths
{
    public static int[] All { get; } =
        [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 4099, 16384, 16385, 40000];
}
