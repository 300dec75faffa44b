using System.Text.Json;

namespace NormTools.Core;

/// <summary>An argument as its reader declares it, whatever its value.</summary>
/// <param name="Name">The name that a user writes.</param>
/// <param name="Type">number, integer, flag, choice, text, pair, numbers, integers, weights, object, layers or
/// branches.</param>
/// <param name="Default">The value when it is left out; null where null has a meaning of its own or the argument is
/// required.</param>
/// <param name="Least">The least value.</param>
/// <param name="Most">The largest value.</param>
/// <param name="Choices">The values of a choice.</param>
/// <param name="IsRequired">Whether it has to be given.</param>
internal sealed record ArgumentDeclaration(
    string Name, string Type, object? Default, double Least, double Most, string[] Choices, bool IsRequired)
{
    /// <summary>What each choice means, where the names alone do not say it.</summary>
    public string[] Meanings { get; init; } = [];

    /// <summary>Whether it is a layer's number of outputs: at the end of a model, how many values are
    /// predicted.</summary>
    public bool IsOutputCount { get; init; }
}

/// <remarks>Reading an argument declares it: its name, type, default and range are stated once, in the constructor that
/// uses them.</remarks>
internal partial class Arguments
{
    private readonly List<ArgumentDeclaration> declarations = [];

    /// <summary>The arguments read so far.</summary>
    public IReadOnlyList<ArgumentDeclaration> Declarations => declarations;

    /// <summary>Whether only the declarations are wanted, so that a required argument may be missing.</summary>
    public bool IsDeclaring { get; init; }

    /// <summary>Weights of classes or outputs: a list of numbers, one number, or "balanced"; null when absent.</summary>
    public (double[]? Weights, bool IsBalanced) Weights(string name)
    {
        Declare(name, "weights", null, 0);
        if (element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String)
        {
            known.Add(name);
            return value.GetString() == "balanced"
                ? (null, Note(name, "balanced") is not null)
                : throw Invalid(name, $"has to be \"balanced\" or numbers, but {value.GetRawText()} was given");
        }

        return (Numbers(name, 0), false);
    }

    /// <summary>Any text.</summary>
    public string TextOr(string name, string fallback)
    {
        Declare(name, "text", fallback);
        return Find(name, out JsonElement value)
            ? value.ValueKind == JsonValueKind.String
                ? Note(name, value.GetString()!)
                : throw Invalid(name, $"has to be a text, but {value.GetRawText()} was given")
            : Note(name, fallback);
    }

    /// <summary>Declares an argument whose reading alone does not say all of this.</summary>
    protected void Declare(
        string name,
        string type,
        object? fallback,
        double least = double.NegativeInfinity,
        double most = double.PositiveInfinity,
        string[]? choices = null,
        bool isRequired = false) =>
        Declare(new(name, type, fallback, least, most, choices ?? [], isRequired));

    /// <inheritdoc cref="Declare(string, string, object?, double, double, string[], bool)"/>
    protected void Declare(ArgumentDeclaration argument)
    {
        if (declarations.All(declaration => declaration.Name != argument.Name))
        {
            declarations.Add(argument);
        }
    }
}
