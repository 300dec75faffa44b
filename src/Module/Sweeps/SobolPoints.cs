namespace NormTools;

/// <summary>The points of Sobol's sequence, in the order of the Gray code, with the direction numbers of Joe and Kuo
/// (2008).</summary>
internal static class SobolPoints
{
    private const int Bits = 32;

    // Of each dimension from the second on: the coefficients of its primitive polynomial between the first and the last, then the
    // first direction numbers.
    private static readonly uint[][] Table =
    {
        new uint[] { 0, 1 }, new uint[] { 1, 1, 3 }, new uint[] { 1, 1, 3, 1 }, new uint[] { 2, 1, 1, 1 }, new uint[] { 1, 1, 1, 3, 3 },
        new uint[] { 4, 1, 3, 5, 13 }, new uint[] { 2, 1, 1, 5, 5, 17 }, new uint[] { 4, 1, 1, 5, 5, 5 }, new uint[] { 7, 1, 1, 7, 11, 19 },
        new uint[] { 11, 1, 1, 5, 1, 1 }, new uint[] { 13, 1, 1, 1, 3, 11 }, new uint[] { 14, 1, 3, 5, 5, 31 },
        new uint[] { 1, 1, 3, 3, 9, 7, 49 }, new uint[] { 13, 1, 1, 1, 15, 21, 21 }, new uint[] { 16, 1, 3, 1, 13, 27, 49 },
        new uint[] { 19, 1, 1, 1, 15, 7, 5 }, new uint[] { 22, 1, 3, 1, 15, 13, 25 }, new uint[] { 25, 1, 1, 5, 5, 19, 61 },
        new uint[] { 1, 1, 3, 7, 11, 23, 15, 103 }, new uint[] { 4, 1, 3, 7, 13, 13, 15, 69 },
    };

    /// <summary>The most dimensions.</summary>
    public static int Dimensions => Table.Length + 1;

    /// <summary>The coordinate of a point, as a share of 2 to the power of 32.</summary>
    /// <param name="point">The point, from 0.</param>
    /// <param name="dimension">The dimension, from 0.</param>
    public static uint At(uint point, int dimension)
    {
        uint[] directions = Directions(dimension);
        uint gray = point ^ (point >> 1), sum = 0;
        for (int bit = 0; bit < Bits; bit++)
        {
            if (((gray >> bit) & 1) != 0)
            {
                sum ^= directions[bit];
            }
        }

        return sum;
    }

    private static uint[] Directions(int dimension)
    {
        var directions = new uint[Bits];
        if (dimension == 0)
        {
            for (int i = 0; i < Bits; i++)
            {
                directions[i] = 1u << (Bits - 1 - i);
            }

            return directions;
        }

        uint[] row = Table[dimension - 1];
        int degree = row.Length - 1;
        for (int i = 0; i < Bits; i++)
        {
            if (i < degree)
            {
                directions[i] = row[i + 1] << (Bits - 1 - i);
                continue;
            }

            uint next = directions[i - degree] ^ (directions[i - degree] >> degree);
            for (int k = 1; k < degree; k++)
            {
                next ^= ((row[0] >> (degree - 1 - k)) & 1) * directions[i - k];
            }

            directions[i] = next;
        }

        return directions;
    }
}
