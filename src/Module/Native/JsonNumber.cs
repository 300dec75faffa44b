using System.Globalization;

namespace NormTools.Native;

/// <summary>Numbers of the core's JSON: null stands for one that is not finite.</summary>
internal static class JsonNumber
{
    public static double Real(object? value) => value is null ? double.NaN : Convert.ToDouble(value, CultureInfo.InvariantCulture);

    public static double[] Reals(object? list) => ((List<object?>)list!).Select(Real).ToArray();
}
