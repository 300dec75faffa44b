using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>Tells what a script takes by $using: from something else of the same name: a hash of the rows of data sets, of tensors and models, of
/// texts and numbers, and of the tables and lists that they are in. Of other objects only the type counts.</summary>
internal static unsafe class SweepFingerprint
{
    private const int Deepest = 8;

    /// <summary>The hash of each variable.</summary>
    public static OrderedDictionary Of(SweepScript script)
    {
        var hashes = new OrderedDictionary();
        foreach (KeyValuePair<string, object?> variable in script.Variables)
        {
            hashes.Add(variable.Key, Add(0, variable.Value, 0).ToString("x16", CultureInfo.InvariantCulture));
        }

        return hashes;
    }

    /// <summary>The variables that are not what a document says; one that it does not know is no other.</summary>
    public static string[] Others(SweepScript script, Dictionary<string, object?> document)
    {
        if (!document.TryGetValue("using", out object? entry) || entry is not Dictionary<string, object?> known)
        {
            return Array.Empty<string>();
        }

        return Of(script).Cast<DictionaryEntry>()
            .Where(now => known.TryGetValue((string)now.Key, out object? before) && !Equals(before, now.Value)).Select(now => (string)now.Key).ToArray();
    }

    private static ulong Add(ulong hash, object? value, int depth)
    {
        object? basic = depth > Deepest ? null : Unwrapped.Of(value);
        switch (basic)
        {
            case Dataset data:
                return Add(hash, data);
            case DatasetSplit split:
                return new[] { split.Train, split.Validation, split.Test }.Aggregate(hash, (sum, part) => Add(sum, part, depth + 1));
            case Tensor tensor:
                using (tensor.Hold())
                {
                    return Add(Add(hash, tensor.DType + Text.Shape(tensor.Dimensions)), (void*)tensor.Handle.DangerousGetHandle(), tensor.ByteCount);
                }

            case Model model:
                hash = Add(hash, model.ToString());
                return model.Parameters.Concat(model.Buffers).Aggregate(hash, (sum, entry) => Add(Add(sum, entry.Key), entry.Value, depth + 1));
            case TrainingRun run:
                return Add(Add(hash, run.ToString()), run.Model, depth + 1);
            case RandomGenerator generator:
                return Add(hash, Convert.ToBase64String(generator.GetState()));
            case IDictionary table:
                return table.Cast<DictionaryEntry>().OrderBy(entry => Convert.ToString(entry.Key, CultureInfo.InvariantCulture), StringComparer.Ordinal)
                    .Aggregate(hash, (sum, entry) => Add(Add(sum, Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!), entry.Value, depth + 1));
            case string text:
                return Add(hash, text);
            case ICollection list:
                return list.Cast<object?>().Aggregate(Add(hash, list.Count.ToString(CultureInfo.InvariantCulture)), (sum, item) => Add(sum, item, depth + 1));
            case PSObject { BaseObject: PSCustomObject } record:
                return record.Properties.OfType<PSNoteProperty>().Aggregate(hash, (sum, property) => Add(Add(sum, property.Name), property.Value, depth + 1));
            case ScriptBlock block:
                return Add(hash, block.ToString());
            case IFormattable number:
                return Add(hash, number.ToString(basic is double or float ? "R" : null, CultureInfo.InvariantCulture));
            case bool:
                return Add(hash, basic.ToString());
            default:
                return Add(hash, basic?.GetType().FullName ?? "null");
        }
    }

    private static ulong Add(ulong hash, Dataset data)
    {
        try
        {
            using var lease = new DatasetLease(data);
            return Add(hash, lease.View);
        }
        catch (NormToolsException)
        {
            return Add(hash, FormattableString.Invariant($"{data.Count} rows")); // raw rows, whose steps are fitted later
        }
    }

    private static ulong Add(ulong hash, in DatasetView view)
    {
        hash = Add(hash, view.Scale, view.ScaleCount * sizeof(float));
        hash = Add(hash, view.Shift, view.ScaleCount * sizeof(float));
        hash = Add(hash, view.TargetOffset, view.TargetWidth * sizeof(double));
        hash = Add(hash, view.TargetFactor, view.TargetWidth * sizeof(double));
        long features = view.FeatureWidth * ((DType)view.FeatureDType).Size(), targets = view.TargetWidth * ((DType)view.TargetDType).Size();
        for (long i = 0; i < view.RowCount; i++)
        {
            long row = view.Rows is null ? i : view.Rows[i];
            hash = Add(hash, (byte*)view.Features + (row * features), features);
            hash = Add(hash, view.Targets is null ? null : (byte*)view.Targets + (row * targets), targets);
            hash = Add(hash, view.Weights is null ? null : view.Weights + row, sizeof(float));
            hash = Add(hash, view.Lengths is null ? null : view.Lengths + row, sizeof(long));
        }

        return hash;
    }

    private static ulong Add(ulong hash, string text)
    {
        fixed (char* first = text)
        {
            return Add(hash ^ (ulong)text.Length, first, text.Length * sizeof(char));
        }
    }

    // A multiplication and a shift for each eight bytes: it tells changes by chance or mistake, and no forged ones.
    private static ulong Add(ulong hash, void* memory, long bytes)
    {
        if (memory is null)
        {
            return hash;
        }

        unchecked
        {
            var words = (ulong*)memory;
            for (long i = 0; i < bytes / sizeof(ulong); i++)
            {
                hash = (hash ^ words[i]) * 0x9E3779B97F4A7C15;
                hash ^= hash >> 29;
            }

            for (long i = bytes - (bytes % sizeof(ulong)); i < bytes; i++)
            {
                hash = (hash ^ ((byte*)memory)[i] ^ 0x100) * 0x9E3779B97F4A7C15;
                hash ^= hash >> 29;
            }

            return hash;
        }
    }
}
