using System.Collections;

namespace NormTools;

/// <summary>
/// A model's parameters or buffers by their PyTorch names. The tensors are the model's own memory: writing to them
/// changes the model, and assigning a tensor, an array or a number copies its values in.
/// </summary>
/// <remarks>
/// Every tensor that it returns is a separate view: disposing of one does not affect others. It is an IDictionary
/// because PowerShell then completes the names ($model.Parameters.Tab) and passes it through the pipeline as one
/// object, as it does with a hashtable. Entries cannot be added or removed.
/// </remarks>
public sealed class StateDictionary : IDictionary, IReadOnlyDictionary<string, Tensor>
{
    private readonly string[] names;
    private readonly Dictionary<string, Tensor> tensors;

    internal StateDictionary(IEnumerable<KeyValuePair<string, Tensor>> entries)
    {
        KeyValuePair<string, Tensor>[] items = entries.ToArray();
        names = items.Select(item => item.Key).ToArray();
        tensors = items.ToDictionary(item => item.Key, item => item.Value, StringComparer.Ordinal);
    }

    internal static StateDictionary Empty { get; } = new StateDictionary(Array.Empty<KeyValuePair<string, Tensor>>());

    /// <summary>The names in PyTorch's order.</summary>
    public string[] Keys => (string[])names.Clone();

    /// <summary>The tensors in PyTorch's order.</summary>
    public Tensor[] Values => names.Select(View).ToArray();

    /// <summary>The number of tensors.</summary>
    public int Count => names.Length;

    IEnumerable<string> IReadOnlyDictionary<string, Tensor>.Keys => names;

    IEnumerable<Tensor> IReadOnlyDictionary<string, Tensor>.Values => Values;

    ICollection IDictionary.Keys => names;

    ICollection IDictionary.Values => Values;

    bool IDictionary.IsFixedSize => true;

    bool IDictionary.IsReadOnly => false;

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => tensors;

    /// <summary>The tensor with a name. Assigning copies values of the same shape into it, or one number to every
    /// element.</summary>
    public Tensor this[string name]
    {
        get => tensors.ContainsKey(name) ? View(name) : throw Errors.NoSuchState(name, names);
        set => Assign(name, value);
    }

    object? IDictionary.this[object key]
    {
        get => this[Convert.ToString(key)!];
        set => Assign(Convert.ToString(key)!, value);
    }

    /// <summary>Names and shapes in PyTorch's order.</summary>
    internal IEnumerable<KeyValuePair<string, long[]>> Shapes() =>
        names.Select(name => new KeyValuePair<string, long[]>(name, tensors[name].Shape));

    /// <inheritdoc/>
    public bool ContainsKey(string key) => tensors.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out Tensor value)
    {
        bool found = tensors.ContainsKey(key);
        value = found ? View(key) : null!;
        return found;
    }

    bool IDictionary.Contains(object key) => tensors.ContainsKey(Convert.ToString(key)!);

    void IDictionary.Add(object key, object? value) => throw Errors.NoSuchState(Convert.ToString(key)!, names);

    void IDictionary.Remove(object key) => throw Errors.FixedState();

    void IDictionary.Clear() => throw Errors.FixedState();

    void ICollection.CopyTo(Array array, int index)
    {
        foreach (string name in names)
        {
            array.SetValue(new DictionaryEntry(name, View(name)), index++);
        }
    }

    /// <summary>The entries in PyTorch's order.</summary>
    public IDictionaryEnumerator GetEnumerator() => Entries().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Entries().GetEnumerator();

    IEnumerator<KeyValuePair<string, Tensor>> IEnumerable<KeyValuePair<string, Tensor>>.GetEnumerator() =>
        names.Select(name => new KeyValuePair<string, Tensor>(name, View(name))).GetEnumerator();

    /// <summary>The entries of one layer under their short names: "3.weight" becomes "weight".</summary>
    internal StateDictionary Of(string layer, IEnumerable<string> entries) => new StateDictionary(entries
        .Where(name => tensors.ContainsKey(layer + "." + name))
        .Select(name => new KeyValuePair<string, Tensor>(name, tensors[layer + "." + name])));

    private System.Collections.Specialized.OrderedDictionary Entries()
    {
        var entries = new System.Collections.Specialized.OrderedDictionary();
        foreach (string name in names)
        {
            entries.Add(name, View(name));
        }

        return entries;
    }

    private Tensor View(string name)
    {
        Tensor tensor = tensors[name];
        return tensor.Reshape(tensor.Shape);
    }

    private void Assign(string name, object? value)
    {
        Tensor target = this[name];
        Tensor source = TensorReader.Read(value, target.DType);
        if (source.Rank == 0)
        {
            target.Fill(source);
        }
        else
        {
            target.CopyFrom(source);
        }
    }
}
