using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>Eigenvalues and orthonormal eigenvectors of a symmetric matrix, in double precision.</summary>
/// <remarks>
/// Householder's reduction to a tridiagonal matrix, then QL steps with implicit shifts (Wilkinson and Reinsch 1971,
/// tred2 and tql2; Golub and Van Loan, chapter 8). The vectors are products of reflections and rotations, so they are
/// orthonormal to a few rounding errors whatever the matrix is.
/// </remarks>
internal static class SymmetricEigen
{
    private const int MostSteps = 60; // for one eigenvalue; two or three are usual

    /// <param name="matrix">[n, n], row-major; becomes the eigenvectors, one per row, in the order of the
    /// values.</param>
    /// <param name="n">Rows.</param>
    /// <returns>The eigenvalues in descending order.</returns>
    public static double[] Decompose(double[] matrix, int n)
    {
        var diagonal = new double[n];
        var beside = new double[n];
        Tridiagonalize(matrix, n, diagonal, beside);
        Transpose(matrix, n); // rotations then combine two rows
        Rotate(matrix, n, diagonal, beside);
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => diagonal[i])];
        var sorted = new double[matrix.Length];
        for (int i = 0; i < n; i++)
        {
            Array.Copy(matrix, order[i] * n, sorted, i * n, n);
        }

        sorted.CopyTo(matrix, 0);
        return [.. order.Select(i => diagonal[i])];
    }

    // A = Q T Q^T: row after row from the last is reflected onto its neighbour of the diagonal; Q replaces the matrix.
    private static void Tridiagonalize(double[] a, int n, double[] d, double[] e)
    {
        for (int i = n - 1; i > 0; i--)
        {
            Cancellation.ThrowIfRequested();
            Span<double> row = a.AsSpan(i * n, i);
            double scale = 0;
            foreach (double value in row)
            {
                scale += Math.Abs(value);
            }

            if (i == 1 || scale == 0)
            {
                e[i] = a[(i * n) + i - 1];
                d[i] = 0;
                continue;
            }

            d[i] = Reflect(a, n, i, scale, e);
        }

        d[0] = 0;
        e[0] = 0;
        for (int i = 0; i < n; i++)
        {
            Cancellation.ThrowIfRequested();
            if (d[i] != 0)
            {
                Accumulate(a, n, i);
            }

            d[i] = a[(i * n) + i];
            a[(i * n) + i] = 1;
            for (int j = 0; j < i; j++)
            {
                a[(j * n) + i] = 0;
                a[(i * n) + j] = 0;
            }
        }
    }

    // One reflection u; p = A u / h, q = p - (u p / 2h) u, A - q u^T - u q^T. Gives h.
    private static double Reflect(double[] a, int n, int i, double scale, double[] e)
    {
        Span<double> u = a.AsSpan(i * n, i);
        double h = 0;
        for (int k = 0; k < i; k++)
        {
            u[k] /= scale;
            h += u[k] * u[k];
        }

        double last = u[i - 1];
        double root = last >= 0 ? -Math.Sqrt(h) : Math.Sqrt(h);
        e[i] = scale * root;
        h -= last * root;
        u[i - 1] = last - root;
        double sum = 0;
        for (int j = 0; j < i; j++)
        {
            a[(j * n) + i] = u[j] / h;
            double product = 0;
            for (int k = 0; k <= j; k++)
            {
                product += a[(j * n) + k] * u[k];
            }

            for (int k = j + 1; k < i; k++)
            {
                product += a[(k * n) + j] * u[k];
            }

            e[j] = product / h;
            sum += e[j] * u[j];
        }

        double half = sum / (h + h);
        for (int j = 0; j < i; j++)
        {
            double f = u[j];
            double g = e[j] - (half * f);
            e[j] = g;
            for (int k = 0; k <= j; k++)
            {
                a[(j * n) + k] -= (f * e[k]) + (g * u[k]);
            }
        }

        return h;
    }

    private static void Accumulate(double[] a, int n, int i)
    {
        for (int j = 0; j < i; j++)
        {
            double product = 0;
            for (int k = 0; k < i; k++)
            {
                product += a[(i * n) + k] * a[(k * n) + j];
            }

            for (int k = 0; k < i; k++)
            {
                a[(k * n) + j] -= product * a[(k * n) + i];
            }
        }
    }

    private static void Transpose(double[] a, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                (a[(i * n) + j], a[(j * n) + i]) = (a[(j * n) + i], a[(i * n) + j]);
            }
        }
    }

    // QL steps until the off-diagonal is zero; each rotation turns two rows of v.
    private static void Rotate(double[] v, int n, double[] d, double[] e)
    {
        Array.Copy(e, 1, e, 0, n - 1);
        e[n - 1] = 0;
        for (int l = 0; l < n; l++)
        {
            for (int step = 0; ; step++)
            {
                Cancellation.ThrowIfRequested();
                int m = l;
                while (m < n - 1)
                {
                    double size = Math.Abs(d[m]) + Math.Abs(d[m + 1]);
                    if (Math.Abs(e[m]) + size == size)
                    {
                        break;
                    }

                    m++;
                }

                if (m == l)
                {
                    break;
                }

                if (step == MostSteps)
                {
                    throw CoreException.NotFinite("NoConvergence", "The eigenvalues of the columns' covariance were not found.");
                }

                Sweep(v, n, d, e, l, m);
            }
        }
    }

    private static void Sweep(double[] v, int n, double[] d, double[] e, int l, int m)
    {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        double r = Length(g, 1);
        g = d[m] - d[l] + (e[l] / (g + (g >= 0 ? r : -r)));
        double s = 1, c = 1, p = 0;
        for (int i = m - 1; i >= l; i--)
        {
            double f = s * e[i];
            double b = c * e[i];
            r = Length(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }

            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            Span<double> upper = v.AsSpan((i + 1) * n, n);
            Span<double> lower = v.AsSpan(i * n, n);
            for (int k = 0; k < n; k++)
            {
                double old = upper[k];
                upper[k] = (s * lower[k]) + (c * old);
                lower[k] = (c * lower[k]) - (s * old);
            }
        }

        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    private static double Length(double a, double b)
    {
        (double larger, double smaller) = Math.Abs(a) > Math.Abs(b) ? (Math.Abs(a), Math.Abs(b)) : (Math.Abs(b), Math.Abs(a));
        double ratio = larger == 0 ? 0 : smaller / larger;
        return larger * Math.Sqrt(1 + (ratio * ratio));
    }
}
