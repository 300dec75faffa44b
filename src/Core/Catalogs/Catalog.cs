using System.Text.Json;

namespace NormTools.Core.Catalogs;

/// <summary>One entry of a catalog: its name, what it is, and how it is made.</summary>
/// <param name="Name">The name that a user writes.</param>
/// <param name="Meaning">One line, for completion.</param>
/// <param name="Make">Makes it from its arguments.</param>
/// <param name="NoArguments">Makes the arguments of an entry of that name with none given.</param>
internal sealed record CatalogEntry<T>(
    string Name, string Meaning, Func<Arguments, T> Make, Func<string, Arguments> NoArguments)
    where T : class
{
    /// <summary>The arguments, as the constructor declares them.</summary>
    public IReadOnlyList<ArgumentDeclaration> Arguments => Declarations(out _);

    /// <summary>An instance with every argument at its default, to be asked about its properties.</summary>
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

/// <summary>All classes of one kind (losses, metrics, schedules) by name. Each adds itself: no other code asks for it
/// by name.</summary>
/// <param name="kind">The word for one in messages: "loss".</param>
/// <param name="unknownId">The id of the failure when a name is unknown.</param>
/// <param name="noArguments">Makes the arguments that declarations are read from, where they have a class of their
/// own.</param>
internal sealed class Catalog<T>(string kind, string unknownId, Func<string, Arguments>? noArguments = null)
    where T : class
{
    private readonly SortedDictionary<string, CatalogEntry<T>> entries = new(StringComparer.Ordinal);

    public IReadOnlyCollection<CatalogEntry<T>> Entries => entries.Values;

    public IEnumerable<string> Names => entries.Keys;

    /// <summary>Called by the module initialiser of each class, which runs before any other code.</summary>
    public void Add(string name, string meaning, Func<Arguments, T> make) =>
        entries.Add(name, new(name, meaning, make, noArguments ?? Nothing));

    /// <summary>The entry with a name, or null.</summary>
    public CatalogEntry<T>? Find(string name) => entries.GetValueOrDefault(name);

    /// <summary>The entry of a specification: a name, or an object with a "type" and arguments.</summary>
    /// <exception cref="CoreException">The name is unknown.</exception>
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

    /// <summary>Makes an instance from a specification.</summary>
    /// <param name="element">A name, or an object with a "type" and arguments.</param>
    /// <param name="read">The arguments, defaults filled in.</param>
    /// <exception cref="CoreException">The name is unknown; UnknownOption, InvalidRunOptions.</exception>
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
