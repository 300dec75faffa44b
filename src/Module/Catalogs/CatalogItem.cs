using System.Globalization;

namespace NormTools;

/// <summary>A layer, loss, metric, optimiser, schedule or augmentation of the core, with its arguments.</summary>
internal sealed class CatalogItem : NamedValue
{
    private readonly string[] roles;

    public CatalogItem(Dictionary<string, object?> json)
        : base((string)json["name"]!, (string)json["meaning"]!)
    {
        Family = json.TryGetValue("family", out object? family) ? (string?)family : null;
        Normalizes = json.TryGetValue("normalizes", out object? normalizes) && (bool)normalizes!;
        roles = json.TryGetValue("state", out object? state)
            ? ((List<object?>)state!).Select(entry => (string)((Dictionary<string, object?>)entry!)["role"]!).ToArray()
            : Array.Empty<string>();
        TakesWholeData = json.TryGetValue("whole", out object? whole) && (bool)whole!;
        IsOfClasses = json.TryGetValue("classes", out object? classes) && (bool)classes!;
        Falls = json.TryGetValue("falls", out object? falls) && (bool)falls!;
        IsShare = json.TryGetValue("share", out object? share) && (bool)share!;
        IsPercent = json.TryGetValue("percent", out object? percent) && (bool)percent!;
        Outputs = json.TryGetValue("outputs", out object? outputs) ? (string?)outputs : null;
        Arguments = ((List<object?>)json["arguments"]!)
            .Select(argument => new CatalogArgument((Dictionary<string, object?>)argument!)).ToArray();
    }

    /// <summary>Whether a loss or metric is for classes; otherwise it is for quantities.</summary>
    public bool IsOfClasses { get; }

    /// <summary>Whether a step is one of the whole data.</summary>
    public bool TakesWholeData { get; }

    /// <summary>Whether less of a metric is better.</summary>
    public bool Falls { get; }

    /// <summary>Whether a metric is a share of samples.</summary>
    public bool IsShare { get; }

    /// <summary>Whether a metric is written in percent.</summary>
    public bool IsPercent { get; }

    /// <summary>What a loss takes a model's outputs to be when its arguments have their defaults; null for other
    /// items.</summary>
    public string? Outputs { get; }

    public CatalogArgument[] Arguments { get; }

    /// <summary>The common name of its kind of layer, such as convolution; null where it has none.</summary>
    public string? Family { get; }

    /// <summary>The argument that says how many outputs a layer has; null where none does.</summary>
    public CatalogArgument? OutputCount => Array.Find(Arguments, argument => argument.IsOutputCount);

    /// <summary>Whether a layer normalises.</summary>
    public bool Normalizes { get; }

    /// <summary>Whether a layer has a tensor of that role by default, such as a weight.</summary>
    public bool Keeps(string role) => Array.IndexOf(roles, role) >= 0;

    public bool Takes(string name) => Arguments.Any(argument => argument.Name == name);
}

/// <summary>One argument of a <see cref="CatalogItem"/>.</summary>
internal sealed class CatalogArgument
{
    public CatalogArgument(Dictionary<string, object?> json)
    {
        Name = (string)json["name"]!;
        Type = (string)json["type"]!;
        IsRequired = (bool)json["required"]!;
        Default = json["default"];
        Choices = ((List<object?>)json["choices"]!).Select(choice => (string)choice!).ToArray();
        Meanings = ((List<object?>)json["meanings"]!).Select(meaning => (string)meaning!).ToArray();
        IsOutputCount = (bool)json["output_count"]!;
        json.TryGetValue("least", out object? least);
        json.TryGetValue("most", out object? most);
        Least = least;
        Most = most;
    }

    public string Name { get; }

    public string Type { get; }

    public bool IsRequired { get; }

    public object? Default { get; }

    public string[] Choices { get; }

    /// <summary>What each of the choices means; empty where the names say it.</summary>
    public string[] Meanings { get; }

    /// <summary>Whether it is the number of a layer's outputs, which can be taken from the data that a model is made
    /// for.</summary>
    public bool IsOutputCount { get; }

    private object? Least { get; }

    private object? Most { get; }

    private bool IsOfNumbers => Type is "number" or "integer" or "numbers" or "integers" or "pair" or "weights";

    /// <summary>A value as the core takes it: numbers that came as text, as those behind a word of a script block do, and choices
    /// in any case.</summary>
    public object? Read(object? value) => value switch
    {
        object?[] list => list.Select(Read).ToArray(),
        string text when IsOfNumbers && NumberText.TryRead(text, out double number) => number,
        string text => Array.Find(Choices, choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? text,
        _ => value,
    };

    /// <summary>Type, range and default in words, for completion.</summary>
    public string Describe()
    {
        string range = Choices.Length > 0 ? ": " + string.Join(", ", Choices)
            : Least is null && Most is null ? string.Empty
            : Most is null ? $" from {Written(Least)}"
            : Least is null ? $" up to {Written(Most)}"
            : $" from {Written(Least)} to {Written(Most)}";
        return Type + range + (IsRequired ? ", required" : Default is null ? string.Empty : $", default {Written(Default)}");
    }

    /// <summary>The argument as an entry of a hashtable with its default.</summary>
    public string Entry() => "@{ " + Name + " = " + Value() + " }";

    private string Value() => Default switch
    {
        null => Type == "weights" ? "'balanced'" : Type == "object" ? "@(@{ type = '' })" : Least is null ? "0" : Written(Least),
        bool flag => flag ? "$true" : "$false",
        string text => "'" + text + "'",
        _ => Written(Default),
    };

    private static string Written(object? value) => value is List<object?> list
        ? string.Join(", ", list.Select(Written))
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
