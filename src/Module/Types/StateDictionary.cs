using System.Collections;

namespace NormTools;

/// <summary>A model's parameters or buffers by their PyTorch names. The tensors are the model's own memory: writing to them
/// changes the model, and assigning one copies its values in.</summary>
public sealed class StateDictionary : IReadOnlyDictionary<string, Tensor>
{
    private readonly string[] names;
    private readonly Dictionary<string, Tensor> tensors;

    internal StateDictionary(IEnumerable<KeyValuePair<string, Tensor>> entries)
    {
        KeyValuePair<string, Tensor>[] items = entries.ToArray();
        names = items.Select(item => item.Key).ToArray();
        tensors = items.ToDictionary(item => item.Key, item => item.Value, StringComparer.Ordinal);
    }

    /// <summary>The names in PyTorch's order.</summary>
    public IEnumerable<string> Keys => names;

    /// <summary>The tensors in PyTorch's order.</summary>
    public IEnumerable<Tensor> Values => names.Select(name => tensors[name]);

    /// <summary>How many there are.</summary>
    public int Count => names.Length;

    /// <summary>The tensor of a name; assigning copies values of the same shape into the model.</summary>
    public Tensor this[string name]
    {
        get => tensors.TryGetValue(name, out Tensor? tensor) ? tensor : throw Errors.NoSuchState(name, names);
        set => this[name].CopyFrom(value);
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => tensors.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out Tensor value) => tensors.TryGetValue(key, out value!);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() =>
        names.Select(name => new KeyValuePair<string, Tensor>(name, tensors[name])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
