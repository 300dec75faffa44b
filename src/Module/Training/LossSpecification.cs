using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools;

/// <summary>Reads the loss of a run or a test: by name, or the usual one for the data.</summary>
internal static class LossSpecification
{
    /// <summary>The catalog's item with a name; without a name, cross-entropy for classes and the mean squared error
    /// for quantities.</summary>
    public static CatalogItem Item(string? name, Dataset data) =>
        Catalog.Losses.Find(name ?? (data.IsClassification ? "CrossEntropy" : "MeanSquaredError"));

    /// <summary>The JSON of a loss with its arguments, including those that are parameters of the cmdlet.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="classWeight">Balanced, a table from classes to weights, or a weight for each class.</param>
    /// <param name="labelSmoothing">The share of each target that is spread over all classes.</param>
    /// <param name="data">The data set with the names of the classes.</param>
    /// <param name="outputs">The number of the model's outputs.</param>
    public static OrderedDictionary From(
        CatalogItem loss, IDictionary? arguments, object? classWeight, double? labelSmoothing, Dataset data, long outputs)
    {
        OrderedDictionary json = Catalog.Losses.Specify(loss.Name, arguments);
        Catalog.Losses.Add(json, "label_smoothing", labelSmoothing, "LabelSmoothing");
        if (classWeight is null)
        {
            return json;
        }

        string target = loss.Takes("pos_weight") ? "pos_weight" : "weight";
        if (!loss.IsOfClasses || !loss.Takes(target))
        {
            throw Errors.Invalid("ParameterHasNoEffect", $"-ClassWeight is for losses of classes, and the loss is {loss.Name}.");
        }

        if (json.Contains(target))
        {
            throw Errors.SaidTwice("ClassWeight", target, "LossArgument");
        }

        object? given = classWeight is PSObject wrapped ? wrapped.BaseObject : classWeight;
        if (given is string name)
        {
            json[target] = name.Equals("Balanced", StringComparison.OrdinalIgnoreCase)
                ? "balanced"
                : throw Errors.Invalid("InvalidClassWeight", $"-ClassWeight is Balanced, a hashtable or numbers; \"{name}\" was given.");
            return json;
        }

        double[] weights = Weights(given, data, Math.Max(outputs, 2));
        json[target] = target == "pos_weight" ? new[] { weights[1] / weights[0] } : weights;
        return json;
    }

    private static double[] Weights(object? given, Dataset data, long classes)
    {
        if (!(given is IDictionary table))
        {
            object?[] each = given is Tensor tensor ? tensor.ToArray().Cast<object?>().ToArray()
                : given is IEnumerable list ? list.Cast<object?>().ToArray()
                : new[] { given };
            return Array.ConvertAll(each, value => Weight(value, $"{Errors.Describe(value)} was given"));
        }

        double[] weights = Enumerable.Repeat(1d, (int)classes).ToArray();
        foreach (DictionaryEntry entry in table)
        {
            string name = Convert.ToString(entry.Key)!;
            int index = data.ClassNames is null ? -1 : Array.IndexOf(data.ClassNames, name);
            index = index >= 0 || !int.TryParse(name, out int number) ? index : number;
            if (index < 0 || index >= weights.Length)
            {
                string known = data.ClassNames is null ? $"0 to {classes - 1}" : string.Join(", ", data.ClassNames);
                throw Errors.Invalid("InvalidClassWeight", $"-ClassWeight: there is no class \"{name}\". There are {known}.");
            }

            weights[index] = Weight(entry.Value, $"{Errors.Describe(entry.Value)} was given for {name}");
        }

        return weights;
    }

    // A number, or a tensor of one value.
    private static double Weight(object? value, string what)
    {
        object? basic = Unwrapped.Of(value);
        basic = basic is Tensor { Count: 1 } tensor ? tensor.ToArray().GetValue(0) : basic;
        return TensorReader.TryNumber(basic, out double number) ? number : throw Errors.Invalid(
            "InvalidClassWeight", $"-ClassWeight is Balanced, a hashtable from classes to numbers, or a number for each class; {what}.");
    }
}
