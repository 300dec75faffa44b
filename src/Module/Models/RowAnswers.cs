using System.Collections;
using System.Management.Automation;

namespace NormTools;

/// <summary>Adds a model's predictions to the user's rows.</summary>
internal sealed class RowAnswers
{
    private const string Prediction = "Prediction";
    private const string Confidence = "Confidence";

    private readonly Model model;
    private readonly List<string> names = new List<string>(); // of the row's columns
    private readonly List<string> added = new List<string>(); // of the predictions that are added after them
    private readonly HashSet<string> taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
    private int next; // index in added, of the row at hand

    public RowAnswers(Model model)
    {
        this.model = model;
        if (model.OutputShape.Length != 1)
        {
            throw Errors.ShapeWanted("The model's output", model.OutputShape, "a vector, [outputs], for -As Row,");
        }
    }

    /// <param name="rows">One object or dictionary for each row.</param>
    /// <param name="outputs">[rows, outputs].</param>
    public IEnumerable<PSObject> Of(IReadOnlyList<object> rows, Tensor outputs)
    {
        var scores = (float[])outputs.ToArray();
        int width = (int)model.OutputCount;
        float[]? shares = model.ClassNames is null ? null : Shares(outputs, width);
        for (int row = 0; row < rows.Count; row++)
        {
            PSObject answer = Copy(rows[row]);
            if (shares is null)
            {
                AddQuantities(answer, scores, row * width, width);
            }
            else
            {
                AddClass(answer, shares, row * model.ClassNames!.Length);
            }

            yield return answer;
        }
    }

    // A single output for two classes is the score of the second.
    private float[] Shares(Tensor outputs, int width)
    {
        if (width == model.ClassNames!.Length)
        {
            return (float[])Predictions.Probability(model, outputs).ToArray();
        }

        if (width != 1 || model.ClassNames.Length != 2)
        {
            throw Errors.ClassCount(width, model.ClassNames.Length);
        }

        return ((float[])Predictions.Probability(model, outputs).ToArray())
            .SelectMany(share => new[] { 1 - share, share })
            .ToArray();
    }

    private void AddClass(PSObject answer, float[] shares, int start)
    {
        string[] names = model.ClassNames!;
        int best = 0;
        for (int i = 1; i < names.Length; i++)
        {
            best = shares[start + i] > shares[start + best] ? i : best;
        }

        Add(answer, Prediction, names[best]);
        Add(answer, Confidence, shares[start + best]);
        for (int i = 0; i < names.Length; i++)
        {
            Add(answer, names[i], shares[start + i]);
        }
    }

    private void AddQuantities(PSObject answer, float[] values, int start, int width)
    {
        for (int i = 0; i < width; i++)
        {
            string name = width == 1 ? Prediction
                : Prediction + "_" + (model.TargetNames?.Length == width ? model.TargetNames[i] : $"{i}");
            Add(answer, name, values[start + i]);
        }
    }

    // The row may already have a column of that name: then a number is appended.
    private void Add(PSObject answer, string name, object value)
    {
        if (next == added.Count)
        {
            string free = name;
            for (int number = 2; !taken.Add(free); number++)
            {
                free = FormattableString.Invariant($"{name}_{number}");
            }

            added.Add(free);
        }

        answer.Properties.Add(new PSNoteProperty(added[next++], value), preValidated: true);
    }

    // Most rows have the same names as the row before; then the added names are those of that row too.
    private PSObject Copy(object row)
    {
        var copy = new PSObject();
        int count = 0;
        if (row is IDictionary map)
        {
            foreach (DictionaryEntry entry in map)
            {
                CopyValue(copy, ref count, Convert.ToString(entry.Key)!, entry.Value, isNew: false);
            }
        }
        else
        {
            foreach (PSPropertyInfo property in PSObject.AsPSObject(row).Properties)
            {
                CopyValue(copy, ref count, property.Name, RowCollector.Read(property), isNew: true);
            }
        }

        if (count != names.Count)
        {
            names.RemoveRange(count, names.Count - count);
            added.Clear();
        }

        if (added.Count == 0)
        {
            taken.Clear();
            taken.UnionWith(names);
        }

        next = 0;
        return copy;
    }

    private void CopyValue(PSObject copy, ref int count, string name, object? value, bool isNew)
    {
        copy.Properties.Add(new PSNoteProperty(name, value), preValidated: isNew);
        if (count == names.Count)
        {
            names.Add(name);
            added.Clear();
        }
        else if (names[count] != name)
        {
            names[count] = name;
            added.Clear();
        }

        count++;
    }
}
