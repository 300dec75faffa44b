using System.Text.Json;

namespace NormTools.Core.Catalogs;

/// <summary>One thing of a catalog: its name, what it is, and how it is made.</summary>
/// <param name="Name">As a user writes it.</param>
/// <param name="Meaning">One line, for completion.</param>
/// <param name="Make">Makes it from its arguments.</param>
/// <param name="NoArguments">Arguments of which none is given, for a thing of that name.</param>
internal sealed record CatalogEntry<T>(
    string Name, string Meaning, Func<Arguments, T> Make, Func<string, Arguments> NoArguments)
    where T : class
{
    /// <summary>Its arguments, as its constructor declares them.</summary>
    public IReadOnlyList<ArgumentDeclaration> Arguments => Declarations(out _);

    /// <summary>One with every argument at its default, to be asked what it is.</summary>
    public T Sample
    {
        get
        {
            Declarations(out T sample);
            return sample;
        }
    }

    private IReadOnlyList<ArgumentDeclaration> Declarations(out T sample)
    {
        Arguments arguments = NoArguments(Name);
        sample = Make(arguments);
        return arguments.Declarations;
    }
}

/// <summary>All things of one kind by their names. Each class adds itself: nothing else asks for it by name.</summary>
/// <param name="kind">What messages call one: "loss".</param>
/// <param name="unknownId">The id of the failure over a name that is not there.</param>
/// <param name="noArguments">Makes the arguments that declarations are read from, where they are of a class of their
/// own.</param>
internal sealed class Catalog<T>(string kind, string unknownId, Func<string, Arguments>? noArguments = null)
    where T : class
{
    private readonly SortedDictionary<string, CatalogEntry<T>> entries = new(StringComparer.Ordinal);

    public IReadOnlyCollection<CatalogEntry<T>> Entries => entries.Values;

    public IEnumerable<string> Names => entries.Keys;

    /// <summary>Called by the initialiser of each class.</summary>
    public void Add(string name, string meaning, Func<Arguments, T> make) =>
        entries.Add(name, new(name, meaning, make, noArguments ?? Nothing));

    /// <summary>The entry of a name; null where there is none.</summary>
    public CatalogEntry<T>? Find(string name) => entries.GetValueOrDefault(name);

    /// <summary>The entry of a specification: a name, or an object with a "type" and arguments.</summary>
    /// <exception cref="CoreException">The name is not there.</exception>
    public CatalogEntry<T> Find(JsonElement element)
    {
        string? type = element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Object when element.TryGetProperty("type", out JsonElement name)
                && name.ValueKind == JsonValueKind.String => name.GetString(),
            _ => null,
        };
        return type is not null && entries.TryGetValue(type, out CatalogEntry<T>? entry)
            ? entry
            : throw CoreException.Argument(
                unknownId, $"There is no {kind} \"{type ?? element.GetRawText()}\". There are {string.Join(", ", Names)}.");
    }

    /// <summary>Makes what a specification says.</summary>
    /// <param name="element">A name, or an object with a "type" and arguments.</param>
    /// <param name="read">Receives the arguments, defaults filled in.</param>
    /// <exception cref="CoreException">The name is not there; UnknownOption, InvalidRunOptions.</exception>
    public T Create(JsonElement element, out Arguments read)
    {
        CatalogEntry<T> entry = Find(element);
        JsonElement given = element.ValueKind == JsonValueKind.Object ? element : JsonDocument.Parse("{}").RootElement;
        Arguments arguments = new(given, $"The {kind} {entry.Name}", "InvalidRunOptions", "UnknownOption");
        T made = entry.Make(arguments);
        arguments.RefuseOthers();
        read = arguments;
        return made;
    }

    private static Arguments Nothing(string name) =>
        new(JsonDocument.Parse("{}").RootElement, name, string.Empty, string.Empty) { IsDeclaring = true };
}
