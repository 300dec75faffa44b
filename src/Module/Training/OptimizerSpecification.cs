using System.Collections;
using System.Collections.Specialized;

namespace NormTools;

/// <summary>Reads the optimiser of a run: its name, arguments under torch's names, and those that are parameters of the
/// cmdlet.</summary>
internal static class OptimizerSpecification
{
    public static OrderedDictionary From(
        string name, IDictionary? arguments, double? learningRate, double? momentum, double? weightDecay, bool nesterov)
    {
        OrderedDictionary json = Catalog.Optimizers.Specify(name, arguments);
        Catalog.Optimizers.Add(json, "lr", learningRate, "LearningRate");
        Catalog.Optimizers.Add(json, "momentum", momentum, "Momentum");
        Catalog.Optimizers.Add(json, "weight_decay", weightDecay, "WeightDecay");
        Catalog.Optimizers.Add(json, "nesterov", nesterov ? true : (object?)null, "Nesterov");
        return json;
    }
}
