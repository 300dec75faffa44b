using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;

namespace NormTools;

/// <summary>Reads -Parameter of Measure-ValidationCurve: values of the parameters of the model's script block, and of options of
/// the runs.</summary>
internal sealed class ParameterGrid
{
    // The names are not the user's, whose block sees them.
    private static readonly ScriptBlock Wrapper = ScriptBlock.Create(
        "param($NormToolsBlock, $NormToolsValues) & $NormToolsBlock @NormToolsValues");

    private readonly ScriptBlock? block;
    private readonly string[] ofBlock;
    private readonly PropertyInfo[] options;

    /// <param name="model">-Model: a script block, whose param() names what may vary, or layers.</param>
    /// <param name="options">The cmdlet's parameters that are options of a run.</param>
    public ParameterGrid(object model, PropertyInfo[] options)
    {
        block = Unwrapped.Of(model) as ScriptBlock;
        ofBlock = Declared().Select(parameter => parameter.Name.VariablePath.UserPath).ToArray();
        this.options = options;
    }

    /// <summary>Every combination of the values, in the order in which they were given; the last parameter changes
    /// fastest.</summary>
    /// <exception cref="NormToolsException">A name is neither a parameter of the block nor an option, a value does not fit, or a
    /// parameter of the block has no value.</exception>
    public IReadOnlyList<ParameterChoice> Read(IDictionary given)
    {
        var axes = new List<(string Name, object?[] Values)>();
        foreach (DictionaryEntry entry in given)
        {
            string name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            object? basic = Unwrapped.Of(entry.Value);
            object?[] values = basic is IEnumerable list and not (string or IDictionary) ? list.Cast<object?>().ToArray() : new[] { basic };
            axes.Add((name, values.Length > 0 ? values : throw Errors.NoValues(name)));
        }

        if (axes.Count == 0)
        {
            throw Errors.NoValues(null);
        }

        Dictionary<string, int> order = given is OrderedDictionary
            ? axes.Select((axis, i) => (axis.Name, i)).ToDictionary(item => item.Name, item => item.i)
            : axes.OrderBy(axis => Array.FindIndex(ofBlock, name => Is(name, axis.Name)) is >= 0 and int place ? place : int.MaxValue)
                .ThenBy(axis => axis.Name, StringComparer.OrdinalIgnoreCase).Select((axis, i) => (axis.Name, i)).ToDictionary(item => item.Name, item => item.i);
        axes.Sort((one, other) => order[one.Name].CompareTo(order[other.Name]));
        string? missing = Declared().Where(parameter => parameter.DefaultValue is null)
            .Select(parameter => parameter.Name.VariablePath.UserPath).FirstOrDefault(name => !axes.Exists(axis => Is(axis.Name, name)));
        if (missing is not null)
        {
            throw Errors.NoValues(missing);
        }

        IEnumerable<OrderedDictionary> all = new[] { new OrderedDictionary() };
        foreach ((string name, object?[] values) in axes)
        {
            all = all.SelectMany(before => values.Select(value => With(before, name, value))).ToArray();
        }

        return all.Select(Choice).ToArray();
    }

    /// <summary>The layers of the block for a choice.</summary>
    public LayerSpecification[] Layers(object model, ParameterChoice choice)
    {
        if (block is null || choice.OfBlock.Count == 0)
        {
            return TrialModel.Layers(model);
        }

        // In the session state of the block, so that its errors end it there, too.
        ScriptBlock call = block.Module is null ? Wrapper : block.Module.NewBoundScriptBlock(Wrapper);
        LayerSpecification[] layers = LayerReader.Run(call, block, choice.OfBlock);
        return layers.Length > 0 ? layers : throw Errors.NoLayersOf(choice.Text);
    }

    private static OrderedDictionary With(OrderedDictionary before, string name, object? value)
    {
        var longer = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in before)
        {
            longer.Add(entry.Key, entry.Value);
        }

        longer.Add(name, value);
        return longer;
    }

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private ParameterChoice Choice(OrderedDictionary values)
    {
        var ofThis = new Hashtable(StringComparer.OrdinalIgnoreCase);
        var ofRun = new List<(PropertyInfo, object?)>();
        foreach (DictionaryEntry entry in values)
        {
            var name = (string)entry.Key;
            if (ofBlock.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                ofThis.Add(name, entry.Value);
                continue;
            }

            PropertyInfo option = Array.Find(options, known => Is(known.Name, name))
                ?? throw Errors.UnknownItem("UnknownParameter", "Parameter", name, ofBlock.Concat(options.Select(known => known.Name)).ToArray());
            ofRun.Add((option, RunOptionValue.Read(option.Name, entry.Value, option, turns: false, from: "Parameter")));
        }

        return new ParameterChoice(values, ofThis, ofRun);
    }

    private IEnumerable<ParameterAst> Declared() =>
        (block?.Ast as ScriptBlockAst)?.ParamBlock?.Parameters ?? Enumerable.Empty<ParameterAst>();
}

/// <summary>One combination of values.</summary>
internal sealed class ParameterChoice
{
    public ParameterChoice(OrderedDictionary values, Hashtable ofBlock, IReadOnlyList<(PropertyInfo Option, object? Value)> ofRun)
    {
        Values = values;
        OfBlock = ofBlock;
        OfRun = ofRun;
    }

    /// <summary>All values by name.</summary>
    public OrderedDictionary Values { get; }

    /// <summary>Those of the model's script block.</summary>
    public Hashtable OfBlock { get; }

    /// <summary>Those of options of the run.</summary>
    public IReadOnlyList<(PropertyInfo Option, object? Value)> OfRun { get; }

    /// <summary>As in "Width 8, LearningRate 0.01".</summary>
    public string Text => string.Join(", ", Values.Cast<DictionaryEntry>().Select(entry => $"{entry.Key} {Written(entry.Value)}"));

    public static string Written(object? value) => Unwrapped.Of(value) switch
    {
        null => "none",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        object other => NormTools.Text.Shorten(other.ToString() ?? string.Empty),
    };
}
