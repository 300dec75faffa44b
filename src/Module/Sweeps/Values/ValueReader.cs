using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.Serialization;
using NormTools.Native;

namespace NormTools;

/// <summary>Makes the values anew that <see cref="ValueWriter"/> wrote.</summary>
internal sealed class ValueReader
{
    private readonly string folder;
    private readonly List<object?> entries;
    private readonly object?[] made;

    /// <param name="folder">Where the files are.</param>
    /// <param name="objects">The objects.</param>
    public ValueReader(string folder, List<object?> objects)
    {
        this.folder = folder;
        entries = objects;
        made = new object?[objects.Count];
    }

    /// <summary>A value.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public object? Read(object? json) => json switch
    {
        null or bool or string => json,
        long number => checked((int)number),
        Dictionary<string, object?> { Count: 1 } entry when entry.TryGetValue("object", out object? place) => Object(checked((int)(long)place!)),
        Dictionary<string, object?> { Count: 1 } entry => KeptScalars.Read(entry.Single().Key, (string)entry.Single().Value!),
        _ => throw new FormatException("a variable is no value."),
    };

    private object Object(int place) => made[place] ?? Make((Dictionary<string, object?>)entries[place]!, place);

    private object Make(Dictionary<string, object?> entry, int place)
    {
        var type = (string)entry["type"]!;
        if (KeptTypes.WithFields(type) is Type plain)
        {
            object empty = made[place] = FormatterServices.GetUninitializedObject(plain);
            FillFields(empty, Map(entry["fields"]));
            return empty;
        }

        switch (type)
        {
            case nameof(Array): return MakeArray(entry, place);
            case nameof(ArrayList):
            case "List":
                var list = (IList)(made[place] = type == nameof(ArrayList) ? new ArrayList()
                    : Activator.CreateInstance(typeof(List<>).MakeGenericType(KeptTypes.Of((string)entry["of"]!)))!);
                foreach (object? item in Items(entry["items"]))
                {
                    list.Add(Read(item));
                }

                return list;
            case nameof(Hashtable):
            case nameof(OrderedDictionary):
                return MakeTable(entry, (IDictionary)(made[place] = type == nameof(Hashtable) ? new Hashtable(StringComparer.CurrentCultureIgnoreCase)
                    : new OrderedDictionary(StringComparer.CurrentCultureIgnoreCase)));
            case nameof(PSObject):
                var record = (PSObject)(made[place] = new PSObject());
                foreach (List<object?> pair in Items(entry["entries"]).Cast<List<object?>>())
                {
                    record.Properties.Add(new PSNoteProperty((string)pair[0]!, Read(pair[1])));
                }

                return record;
            default: return made[place] = MakeLeaf(type, entry);
        }
    }

    private object MakeLeaf(string type, Dictionary<string, object?> entry)
    {
        object? document = entry.TryGetValue("document", out object? found) ? found : null;
        switch (type)
        {
            case nameof(Tensor): return MakeTensor(entry);
            case nameof(Model): return Model.Load(File(entry), allowScript: true);
            case nameof(TrainingRun): return TrainingRun.FromFolder(File(entry));
            case nameof(RandomGenerator):
                var generator = new RandomGenerator(0UL);
                generator.SetState(System.IO.File.ReadAllBytes(File(entry)));
                return generator;
            case nameof(FeatureSteps): return FeatureSteps.FromJson(document!);
            case nameof(TargetScaling): return TargetScaling.FromDocument(document!);
            case nameof(TableReading): return TableReading.FromJson(Map(document));
            case nameof(ScriptColumns): return ScriptColumns.FromJson(Items(document));
            case nameof(PreprocessingStep):
                PreprocessingStep step = PreprocessingStep.FromJson(Map(document));
                if (entry["runs"] is true)
                {
                    step.Use(null);
                }

                return step;
            case nameof(ScriptBlock): return ScriptBlock.Create((string)document!);
            case "Texts": return MakeMap<string[]>(entry);
            case "Numbers": return MakeMap<double>(entry);
            default: throw new FormatException($"an object is of the type {type}, which is not known.");
        }
    }

    private void FillFields(object empty, Dictionary<string, object?> fields)
    {
        foreach ((string name, System.Reflection.FieldInfo field) in KeptTypes.Fields(empty.GetType()))
        {
            if (fields.TryGetValue(name, out object? value))
            {
                field.SetValue(empty, Read(value));
            }
        }
    }

    private unsafe Tensor MakeTensor(Dictionary<string, object?> entry)
    {
        Tensor tensor = Tensor.Uninitialized(
            (DType)Enum.Parse(typeof(DType), (string)entry["dtype"]!), Items(entry["shape"]).Select(size => Convert.ToInt64(size, CultureInfo.InvariantCulture)).ToArray());
        using (HandleLease lease = tensor.Hold())
        using (FileStream stream = System.IO.File.OpenRead(File(entry)))
        using (var memory = new UnmanagedMemoryStream((byte*)lease.Value, tensor.ByteCount, tensor.ByteCount, FileAccess.Write))
        {
            if (stream.Length != tensor.ByteCount)
            {
                throw new FormatException($"{entry["file"]} has {stream.Length} bytes, and {tensor.ByteCount} are wanted.");
            }

            stream.CopyTo(memory);
        }

        Dictionary<string, object?> fields = Map(entry["fields"]);
        tensor.ColumnNames = (string[]?)Read(fields[nameof(Tensor.ColumnNames)]);
        tensor.Categories = (IReadOnlyDictionary<string, string[]>?)Read(fields[nameof(Tensor.Categories)]);
        tensor.Source = (SampleSource?)Read(fields[nameof(Tensor.Source)]);
        tensor.TakesAnyType = fields[nameof(Tensor.TakesAnyType)] is true;
        if (fields.TryGetValue(nameof(Tensor.Lost), out object? lost))
        {
            object?[] values = Items(lost).Select(Read).ToArray();
            tensor.Lost = ((long)values[0]!, (double)values[1]!, (double)values[2]!);
        }

        return tensor;
    }

    private Array MakeArray(Dictionary<string, object?> entry, int place)
    {
        Type item = KeptTypes.Of((string)entry["of"]!);
        if (entry.ContainsKey("file"))
        {
            byte[] bytes = System.IO.File.ReadAllBytes(File(entry));
            var numbers = Array.CreateInstance(item, checked((int)(long)entry["length"]!));
            if (Buffer.ByteLength(numbers) != bytes.Length)
            {
                throw new FormatException($"{entry["file"]} has {bytes.Length} bytes, and {Buffer.ByteLength(numbers)} are wanted.");
            }

            Buffer.BlockCopy(bytes, 0, numbers, 0, bytes.Length);
            made[place] = numbers;
            return numbers;
        }

        List<object?> items = Items(entry["items"]);
        var array = Array.CreateInstance(item, items.Count);
        made[place] = array;
        for (int i = 0; i < items.Count; i++)
        {
            array.SetValue(Read(items[i]), i);
        }

        return array;
    }

    private IDictionary MakeTable(Dictionary<string, object?> entry, IDictionary table)
    {
        foreach (List<object?> pair in Items(entry["entries"]).Cast<List<object?>>())
        {
            table.Add(Read(pair[0])!, Read(pair[1]));
        }

        return table;
    }

    private Dictionary<string, T> MakeMap<T>(Dictionary<string, object?> entry)
    {
        var map = new Dictionary<string, T>(entry["ignores_case"] is true ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (List<object?> pair in Items(entry["entries"]).Cast<List<object?>>())
        {
            map.Add((string)pair[0]!, (T)Read(pair[1])!);
        }

        return map;
    }

    private string File(Dictionary<string, object?> entry)
    {
        var name = (string)entry["file"]!;
        return name == Path.GetFileName(name) ? Path.Combine(folder, name) : throw new FormatException($"'{name}' is no file's name.");
    }

    private static Dictionary<string, object?> Map(object? json) => (Dictionary<string, object?>)json!;

    private static List<object?> Items(object? json) => (List<object?>)json!;
}
