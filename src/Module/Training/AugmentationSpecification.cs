using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools;

/// <summary>Reads -Augment: a script block of augmentations with arguments, as in { RandomFlip; RandomCrop 4 }, or
/// names and hashtables.</summary>
internal static class AugmentationSpecification
{
    private const string Mark = "NormTools augmentation"; // marks the output of the functions below

    private static readonly Lazy<Dictionary<string, ScriptBlock>> Words = new(() => Catalog.Augmentations.Items.ToDictionary(
        item => item.Name, item => ScriptBlock.Create($",@('{Mark}', '{item.Name}', $args)")));

    /// <param name="value">What was given.</param>
    /// <param name="warn">Takes what is odd.</param>
    /// <returns>The JSON of each augmentation; null if there are none.</returns>
    /// <exception cref="NormToolsException">UnknownAugmentation, NotAnAugmentation, UnknownOption, ParameterSetTwice or
    /// MissingValue.</exception>
    public static object[]? From(object? value, Action<string> warn)
    {
        object? given = Unwrapped.Of(value);
        IEnumerable<object?> items = given is ScriptBlock block ? Run(block)
            : given is IEnumerable list and not (string or IDictionary) ? list.Cast<object?>()
            : given is null ? Array.Empty<object?>() : new[] { given };
        object[] made = items.Select(Read).ToArray();
        if (made.Length == 0 && given is ScriptBlock)
        {
            warn("-Augment holds no augmentation: the samples are trained on as they are.");
        }

        return made.Length == 0 ? null : made;
    }

    private static IEnumerable<object?> Run(ScriptBlock block)
    {
        var variables = new List<PSVariable> { new PSVariable("ErrorActionPreference", ActionPreference.Stop) };
        try
        {
            return BlockItems.Run("Augmentation", () => OpenBlocks.Run(
                () => block.InvokeWithContext(Words.Value, variables), Errors.ScriptsTooDeep));
        }
        catch (CommandNotFoundException failure)
        {
            throw Unknown(failure.CommandName);
        }
        catch (LoopFlowException)
        {
            throw Errors.NoLoop("Augment");
        }
    }

    private static object Read(object? value)
    {
        object? item = Unwrapped.Of(value);
        return item switch
        {
            object[] { Length: 3 } word when Mark.Equals(word[0]) => Word(
                (string)word[1], ((object?[])Unwrapped.Of(word[2])!).Select(Unwrapped.Of).ToArray()),
            LayerSpecification layer => throw Unknown(layer.Type), // GaussianNoise, Dropout: commands that make layers
            string or IDictionary => Catalog.Augmentations.Specify(item),
            _ => throw Errors.Invalid("NotAnAugmentation", $"-Augment takes augmentations, as in {{ RandomFlip; RandomCrop 4 }}, but "
                + $"{Errors.Describe(item)} was given."),
        };
    }

    // Arguments are given by name, such as -Padding 4, or by position, in the catalog's order.
    private static OrderedDictionary Word(string name, object?[] given)
    {
        CatalogItem item = Catalog.Augmentations.Find(name);
        var arguments = new OrderedDictionary();
        int place = 0;
        for (int i = 0; i < given.Length; i++)
        {
            string? parameter = Name(given[i]);
            CatalogArgument argument = parameter is null ? Next(item, ref place, given[i], arguments) : Named(item, parameter);
            bool isFlag = parameter is not null && argument.Type == "flag" && !((string)given[i]!).EndsWith(":", StringComparison.Ordinal);
            if (arguments.Contains(argument.Name))
            {
                throw Errors.Invalid("ParameterSetTwice", $"-Augment: {item.Name} was given {argument.Name} twice.");
            }

            if (parameter is not null && !isFlag && i + 1 == given.Length)
            {
                throw Errors.Invalid("MissingValue", $"-Augment: {given[i]} of {item.Name} has no value after it.");
            }

            arguments.Add(argument.Name, isFlag ? true : given[parameter is null ? i : ++i]);
        }

        return Catalog.Augmentations.Specify(name, arguments);
    }

    private static string? Name(object? value) =>
        value is string { Length: > 1 } text && text[0] == '-' && char.IsLetter(text[1]) ? text.Substring(1).TrimEnd(':') : null;

    private static CatalogArgument Named(CatalogItem item, string name)
    {
        string normal = NamedValue.Normalize(name);
        CatalogArgument[] fitting = item.Arguments.Where(argument => NamedValue.Normalize(argument.Name).StartsWith(normal, StringComparison.Ordinal)).ToArray();
        return fitting.FirstOrDefault(argument => NamedValue.Normalize(argument.Name) == normal)
            ?? (fitting.Length == 1 ? fitting[0] : throw Errors.Invalid("UnknownOption", $"-Augment: {item.Name} has no argument "
                + $"\"{Text.Shorten(name)}\". It takes {string.Join(", ", item.Arguments.Select(argument => argument.Name))}."));
    }

    private static CatalogArgument Next(CatalogItem item, ref int place, object? value, OrderedDictionary arguments)
    {
        while (place < item.Arguments.Length && arguments.Contains(item.Arguments[place].Name))
        {
            place++;
        }

        return place < item.Arguments.Length ? item.Arguments[place++] : throw Errors.Invalid(
            "UnknownOption", $"-Augment: {item.Name} takes {Text.Count(item.Arguments.Length, "argument")} "
                + $"({string.Join(", ", item.Arguments.Select(argument => argument.Name))}), and {Errors.Describe(value)} is one too many.");
    }

    private static NormToolsException Unknown(string name) => Errors.UnknownItem(
        "UnknownAugmentation", "Augment", name, Catalog.Augmentations.Items.Select(item => item.Name).ToArray());
}
