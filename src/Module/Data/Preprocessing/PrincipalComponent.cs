using System.Collections.Specialized;
using System.Globalization;

namespace NormTools;

/// <summary>A principal component of a table: the share of the variance along it, and the weights of the
/// columns.</summary>
public sealed class PrincipalComponent
{
    private PrincipalComponent(string name, double variance, double share, double cumulative, OrderedDictionary loading)
    {
        Name = name;
        Variance = variance;
        Share = share;
        Cumulative = cumulative;
        Loading = loading;
    }

    /// <summary>pc1, pc2...</summary>
    public string Name { get; }

    /// <summary>The variance of the rows along it, divided by n - 1.</summary>
    public double Variance { get; }

    /// <summary>Its share of the variance of all columns, 0 to 1.</summary>
    public double Share { get; }

    /// <summary>The share of this one and those before it.</summary>
    public double Cumulative { get; }

    /// <summary>The weight of each column, by its name; the squares of the weights add up to 1.</summary>
    public OrderedDictionary Loading { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name}: {Share:P1} of the variance");

    /// <summary>The components that the last step of a fitted preprocessor learnt.</summary>
    internal static IEnumerable<PrincipalComponent> Of(Preprocessor fitted)
    {
        var document = (Dictionary<string, object?>)((FeatureSteps)fitted.Stages[0]).Document;
        var step = (Dictionary<string, object?>)((List<object?>)document["steps"]!).Last()!;
        var learnt = (Dictionary<string, object?>)step["learnt"]!;
        string[] columns = ((List<object?>)learnt["columns"]!).Cast<string>().ToArray();
        double[] components = Numbers(learnt["components"]), variance = Numbers(learnt["variance"]), ratio = Numbers(learnt["ratio"]);
        double sum = 0;
        for (int i = 0; i < variance.Length; i++)
        {
            var loading = new OrderedDictionary();
            for (int column = 0; column < columns.Length; column++)
            {
                loading.Add(columns[column], components[(i * columns.Length) + column]);
            }

            sum += ratio[i];
            yield return new PrincipalComponent(FormattableString.Invariant($"pc{i + 1}"), variance[i], ratio[i], sum, loading);
        }
    }

    private static double[] Numbers(object? list) =>
        ((List<object?>)list!).Select(number => Convert.ToDouble(number, CultureInfo.InvariantCulture)).ToArray();
}
