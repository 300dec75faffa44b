using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using NormTools.Native;

namespace NormTools;

/// <summary>Writes values so that another machine has the same ones: what has parts goes into a list of objects once, however often it is met, and
/// long rows of numbers into files beside (docs/formats.md).</summary>
internal sealed class ValueWriter
{
    private const int MostInline = 64; // numbers of an array that stand in the text
    private const int MostLevels = 500;

    private readonly string folder;
    private readonly string token = Guid.NewGuid().ToString("N").Substring(0, 8); // whoever reads an earlier writing has its files
    private readonly Dictionary<object, int> known = new Dictionary<object, int>(new SameObject());
    private readonly List<OrderedDictionary> objects = new List<OrderedDictionary>();
    private string variable = string.Empty;
    private int level;

    /// <param name="folder">Where the files go, which is there.</param>
    public ValueWriter(string folder) => this.folder = folder;

    /// <summary>What values refer to by its place.</summary>
    public IReadOnlyList<OrderedDictionary> Objects => objects;

    /// <summary>The JSON of a variable's value.</summary>
    /// <exception cref="NormToolsException">ValueNotKept: it is, or has in it, what another machine cannot be given.</exception>
    public object? Write(string name, object? value)
    {
        variable = name;
        return Write(value);
    }

    /// <summary>The beginning of the name of a file, and of a folder, beside values.json.</summary>
    public const string Prefix = "object-";

    private object? Write(object? value)
    {
        object? basic = Unwrapped.Of(value);
        if (basic is null or bool or string or int)
        {
            return basic;
        }

        if (KeptScalars.Write(basic) is (string type, string text))
        {
            return new OrderedDictionary { [type] = text };
        }

        if (!known.TryGetValue(basic, out int place))
        {
            known[basic] = place = objects.Count;
            var entry = new OrderedDictionary();
            objects.Add(entry);
            level = level < MostLevels ? level + 1 : throw Errors.UsingNotKept(variable, value);
            Fill(entry, basic, place);
            level--;
        }

        return new OrderedDictionary { ["object"] = place };
    }

    private void Fill(OrderedDictionary entry, object basic, int place)
    {
        string file = FormattableString.Invariant($"{Prefix}{place}-{token}");
        switch (basic)
        {
            case Tensor tensor: FillTensor(entry, tensor, file + ".bin"); break;
            case Model model: FillFile(entry, nameof(Model), file + ".safetensors", path => model.Save(path)); break;
            case RandomGenerator generator: FillFile(entry, nameof(RandomGenerator), file + ".bin", path => File.WriteAllBytes(path, generator.GetState())); break;
            case TrainingRun run:
                FillFile(entry, nameof(TrainingRun), file, path =>
                {
                    Directory.CreateDirectory(path);
                    run.WriteTo(path);
                });
                break;
            case FeatureSteps steps: FillDocument(entry, nameof(FeatureSteps), steps.Document); break;
            case TargetScaling scaling: FillDocument(entry, nameof(TargetScaling), scaling.Document); break;
            case TableReading reading: FillDocument(entry, nameof(TableReading), reading.ToJson()); break;
            case ScriptColumns columns: FillDocument(entry, nameof(ScriptColumns), columns.ToJson()); break;
            case PreprocessingStep step:
                FillDocument(entry, nameof(PreprocessingStep), step.ToJson());
                entry.Add("runs", step.Script is not null);
                break;
            case ScriptBlock block: FillDocument(entry, nameof(ScriptBlock), block.ToString()); break;
            case Hashtable { IsSynchronized: false } or OrderedDictionary:
                entry.Add("type", basic is Hashtable ? nameof(Hashtable) : nameof(OrderedDictionary));
                entry.Add("entries", ((IDictionary)basic).Cast<DictionaryEntry>().Select(item => new[] { Write(item.Key), Write(item.Value) }).ToArray());
                break;
            case PSObject { BaseObject: PSCustomObject } record:
                entry.Add("type", nameof(PSObject));
                entry.Add("entries", record.Properties.OfType<PSNoteProperty>().Select(property => new[] { property.Name, Write(property.Value) }).ToArray());
                break;
            case IReadOnlyDictionary<string, string[]> texts: FillMap(entry, "Texts", texts); break;
            case IReadOnlyDictionary<string, double> numbers: FillMap(entry, "Numbers", numbers); break;
            case Array { Rank: 1 } array when KeptTypes.NameOf(array.GetType().GetElementType()!) is string item: FillArray(entry, array, item, file + ".bin"); break;
            case ArrayList { IsSynchronized: false } list: FillList(entry, nameof(ArrayList), nameof(Object), list); break;
            case IList list when list.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(List<>)
                && KeptTypes.NameOf(type.GetGenericArguments()[0]) is string item:
                FillList(entry, "List", item, list);
                break;
            case { } plain when KeptTypes.HasFields(plain.GetType()):
                entry.Add("type", plain.GetType().Name);
                FillFields(entry, plain);
                break;
            default: throw Errors.UsingNotKept(variable, basic);
        }
    }

    private void FillFields(OrderedDictionary entry, object basic)
    {
        var fields = new OrderedDictionary();
        foreach ((string name, System.Reflection.FieldInfo field) in KeptTypes.Fields(basic.GetType()))
        {
            if (Write(field.GetValue(basic)) is object value)
            {
                fields.Add(name, value);
            }
        }

        entry.Add("fields", fields);
    }

    private unsafe void FillTensor(OrderedDictionary entry, Tensor tensor, string file)
    {
        FillFile(entry, nameof(Tensor), file, path =>
        {
            using HandleLease lease = tensor.Hold();
            using var memory = new UnmanagedMemoryStream((byte*)lease.Value, tensor.ByteCount);
            using FileStream stream = File.Create(path);
            memory.CopyTo(stream);
        });
        entry.Add("dtype", tensor.DType.ToString());
        entry.Add("shape", tensor.Dimensions);
        var fields = new OrderedDictionary
        {
            [nameof(Tensor.ColumnNames)] = Write(tensor.ColumnNames),
            [nameof(Tensor.Categories)] = Write(tensor.Categories),
            [nameof(Tensor.Source)] = Write(tensor.Source),
            [nameof(Tensor.TakesAnyType)] = tensor.TakesAnyType,
        };
        if (tensor.Lost is (long column, double first, double second))
        {
            fields.Add(nameof(Tensor.Lost), new[] { Write(column), Write(first), Write(second) });
        }

        entry.Add("fields", fields);
    }

    private void FillFile(OrderedDictionary entry, string type, string file, Action<string> write)
    {
        SweepFolder.OnDisk(folder, () => write(Path.Combine(folder, file)));
        entry.Add("type", type);
        entry.Add("file", file);
    }

    private static void FillDocument(OrderedDictionary entry, string type, object document)
    {
        entry.Add("type", type);
        entry.Add("document", document);
    }

    private void FillMap<T>(OrderedDictionary entry, string type, IReadOnlyDictionary<string, T> map)
    {
        entry.Add("type", type);
        entry.Add("ignores_case", map is Dictionary<string, T> { Comparer: var comparer } && comparer.Equals("a", "A"));
        entry.Add("entries", map.Select(item => new[] { item.Key, Write(item.Value) }).ToArray());
    }

    private void FillArray(OrderedDictionary entry, Array array, string item, string file)
    {
        if (array.Length <= MostInline || !array.GetType().GetElementType()!.IsPrimitive)
        {
            FillList(entry, nameof(Array), item, array);
            return;
        }

        FillFile(entry, nameof(Array), file, path =>
        {
            var bytes = new byte[Buffer.ByteLength(array)];
            Buffer.BlockCopy(array, 0, bytes, 0, bytes.Length);
            File.WriteAllBytes(path, bytes);
        });
        entry.Add("of", item);
        entry.Add("length", array.Length);
    }

    private void FillList(OrderedDictionary entry, string type, string item, IList list)
    {
        entry.Add("type", type);
        entry.Add("of", item);
        entry.Add("items", list.Cast<object?>().Select(Write).ToArray());
    }

    private sealed class SameObject : IEqualityComparer<object>
    {
        bool IEqualityComparer<object>.Equals(object? one, object? other) => ReferenceEquals(one, other);

        int IEqualityComparer<object>.GetHashCode(object value) => RuntimeHelpers.GetHashCode(value);
    }
}
