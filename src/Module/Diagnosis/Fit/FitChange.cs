using System.Collections;
using System.Collections.Specialized;

namespace NormTools;

/// <summary>What a trial trains differently from the run.</summary>
internal sealed class FitChange
{
    public FitChange(string name) => Name = name;

    /// <summary>The run's own settings.</summary>
    public static FitChange None { get; } = new FitChange("the same settings");

    public string Name { get; }

    /// <summary>Of another learning rate, the factor.</summary>
    public double Factor { get; private set; } = 1;

    /// <summary>Changes the layers, as Model.Specification gives them.</summary>
    public Func<IReadOnlyList<object?>, IReadOnlyList<object?>> Layers { get; set; } = layers => layers;

    /// <summary>Changes the options, which are a copy.</summary>
    public Action<TrainingOptions> Options { get; set; } = _ => { };

    /// <summary>Chooses among the training rows, by the seed.</summary>
    public Func<Dataset, int, Dataset> Rows { get; set; } = (rows, _) => rows;

    /// <summary>Whether it leaves training rows out: what the others bring is the slope of the learning curve.</summary>
    public bool IsFewerRows { get; set; }

    /// <summary>Draws the first weights anew.</summary>
    public Action<Model> Weights { get; set; } = _ => { };

    /// <summary>Whether half of the rows that judge stop the run, and the other half judge it, and the other way round.</summary>
    public bool StopsByHalves { get; set; }

    /// <summary>Changes the parts; the same change for each.</summary>
    public Func<Dataset, Dataset> Data { get; set; } = data => data;

    /// <summary>The learning rate times a factor.</summary>
    public static FitChange Rate(double factor) => new FitChange(FormattableString.Invariant($"the learning rate x {factor:0.####}"))
    {
        Factor = factor,
        Options = options =>
        {
            double rate = LearningRate(options)!.Value;
            options.OptimizerSpecification = With(options.OptimizerSpecification, "lr", rate * factor);
        },
    };

    /// <summary>The run's learning rate; null where the optimiser has none, or a schedule says the rates themselves.</summary>
    public static double? LearningRate(TrainingOptions options) =>
        Catalog.Optimizers.Find(options.Optimizer).TakesWholeData || options.Schedule is "Table" or "OneCycleLR" or "CyclicLR" || options.GroupSpecifications is not null
            || options.OptimizerArguments["lr"] is not object rate || !(Convert.ToDouble(rate) > 0)
            ? (double?)null
            : Convert.ToDouble(rate);

    /// <summary>A copy of a specification with another value.</summary>
    public static OrderedDictionary With(OrderedDictionary specification, string name, object? value)
    {
        var copy = new OrderedDictionary();
        foreach (DictionaryEntry entry in specification)
        {
            copy.Add(entry.Key, entry.Value);
        }

        copy[name] = value;
        return copy;
    }
}
