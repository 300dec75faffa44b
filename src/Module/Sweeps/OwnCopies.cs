using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools;

/// <summary>What a script takes by $using:, anew for each trial: models, generators and tensors, which a trial may change, with the tables and
/// lists around them. Data sets and other objects are shared, and so are tables and lists that are synchronized, which is what they are for.</summary>
internal sealed class OwnCopies
{
    private const int MostItems = 1000; // of tables and lists without such objects: larger ones are data, and are shared

    private readonly KeyValuePair<string, object?>[] shared;
    private readonly KeyValuePair<string, object?>[] changing;

    public OwnCopies(IDictionary variables)
    {
        ILookup<bool, KeyValuePair<string, object?>> all = variables.Cast<DictionaryEntry>()
            .Select(entry => new KeyValuePair<string, object?>((string)entry.Key, entry.Value)).ToLookup(entry => IsCopied(entry.Value));
        (shared, changing) = (all[false].ToArray(), all[true].ToArray());
    }

    /// <summary>The variables of a trial.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Make()
    {
        var known = new Dictionary<object, object>(new SameObject()); // what is one object stays one
        return shared.Concat(changing.Select(entry => new KeyValuePair<string, object?>(entry.Key, Copy(entry.Value, known))));
    }

    private static bool IsCopied(object? value)
    {
        var seen = new HashSet<object>(new SameObject());
        bool changes = false;
        long items = 0;
        Look(value);
        return changes || (Parts(value) is not null && items <= MostItems);

        void Look(object? part)
        {
            object? basic = Unwrapped.Of(part);
            items += basic is Array numbers && numbers.GetType().GetElementType()!.IsValueType ? numbers.LongLength : 1;
            if (basic is null or ValueType or string || changes || !seen.Add(basic))
            {
                return;
            }

            changes = basic is Model or RandomGenerator or Tensor or TrainingRun;
            foreach (object? inner in Parts(basic) ?? Array.Empty<object?>())
            {
                Look(inner);
            }
        }
    }

    // What is in a table, a list or an object of properties; null for other objects.
    private static IEnumerable<object?>? Parts(object? value) => Unwrapped.Of(value) switch
    {
        Hashtable { IsSynchronized: false } table => table.Values.Cast<object?>(),
        OrderedDictionary table => table.Values.Cast<object?>(),
        Array { Rank: 1 } list => list.GetType().GetElementType()!.IsValueType ? Array.Empty<object?>() : list.Cast<object?>(),
        ArrayList { IsSynchronized: false } or List<object?> => ((IList)Unwrapped.Of(value)!).Cast<object?>(),
        PSObject { BaseObject: PSCustomObject } record => record.Properties.OfType<PSNoteProperty>().Select(property => property.Value),
        _ => null,
    };

    private static object? Copy(object? value, Dictionary<object, object> known)
    {
        object? basic = Unwrapped.Of(value);
        if (basic is null or ValueType or string)
        {
            return value;
        }

        if (!known.TryGetValue(basic, out object? copy))
        {
            copy = known[basic] = Empty(basic);
            if (!ReferenceEquals(copy, basic))
            {
                Fill(copy, basic, known);
            }
        }

        return ReferenceEquals(copy, basic) ? value : copy;
    }

    private static object Empty(object basic) => basic switch
    {
        Model model => model.Clone(),
        RandomGenerator generator => generator.Clone(),
        Tensor tensor => tensor.Clone(),
        TrainingRun run => run.WithOwnModel(),
        Hashtable { IsSynchronized: false } table => table.Clone(),
        OrderedDictionary => new OrderedDictionary(StringComparer.CurrentCultureIgnoreCase), // as [ordered] is
        Array { Rank: 1 } list => list.Clone(),
        ArrayList { IsSynchronized: false } list => list.Clone(),
        List<object?> list => new List<object?>(list),
        PSObject { BaseObject: PSCustomObject } record => record.Copy(),
        _ => basic,
    };

    private static void Fill(object copy, object basic, Dictionary<object, object> known)
    {
        switch (copy)
        {
            case Hashtable or OrderedDictionary:
                foreach (DictionaryEntry entry in (IDictionary)basic)
                {
                    ((IDictionary)copy)[entry.Key] = Copy(entry.Value, known);
                }

                break;
            case Array list when list.GetType().GetElementType()!.IsValueType:
                break;
            case IList list:
                for (int i = 0; i < list.Count; i++)
                {
                    list[i] = Copy(list[i], known);
                }

                break;
            case PSObject record:
                foreach (PSNoteProperty property in record.Properties.OfType<PSNoteProperty>().Where(property => property.IsSettable))
                {
                    property.Value = Copy(property.Value, known);
                }

                break;
        }
    }

    private sealed class SameObject : IEqualityComparer<object>
    {
        bool IEqualityComparer<object>.Equals(object? one, object? other) => ReferenceEquals(one, other);

        int IEqualityComparer<object>.GetHashCode(object value) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value);
    }
}
