using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <summary>Adds a model's predictions to the user's rows.</summary>
internal sealed class RowAnswers
{
    private const string Prediction = "Prediction";
    private const string Confidence = "Confidence";

    private readonly Model model;
    private readonly ClassTexts? classTexts; // null where quantities are predicted
    private readonly Action<string> warn;
    private readonly List<string> added = new List<string>(); // names of the predictions behind a row's columns
    private readonly HashSet<string> taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
    private string[] called = Array.Empty<string>(); // the properties of that shape
    private readonly List<string> others = new List<string>(); // answers that got another name
    private bool hasTold;
    private RowShape? shape; // of the row before; samples of one data set all have the same
    private int labelPlace = -1; // of what is predicted, in that shape
    private int next; // index in added, of the row at hand

    /// <param name="model">Whose answers they are.</param>
    /// <param name="warn">Takes a word about answers whose columns cannot have their names.</param>
    public RowAnswers(Model model, Action<string> warn)
    {
        this.model = model;
        this.warn = warn;
        classTexts = model.ClassNames is { } classes ? new ClassTexts(classes, model.Preprocessor?.Reading ?? TableReading.Usual) : null;
        if (model.OutputShape.Length != 1)
        {
            throw Errors.ShapeWanted("The model's output", model.OutputShape, "a vector, [outputs], for -As Row,");
        }

        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in model.ClassNames ?? Array.Empty<string>())
        {
            if (names.TryGetValue(name, out string first))
            {
                warn($"The classes '{Text.Shorten(first)}' and '{Text.Shorten(name)}' differ only in case, which names of columns do not: the "
                    + $"column of '{Text.Shorten(name)}' has a number behind its name. Prediction says which class it is.");
            }
            else
            {
                names.Add(name, name);
            }
        }
    }

    /// <param name="rows">The cells of each row, or samples of a data set as dictionaries of the same names.</param>
    /// <param name="outputs">[rows, outputs].</param>
    public IEnumerable<PSObject> Of(IReadOnlyList<object> rows, Tensor outputs)
    {
        shape = null;
        int width = (int)model.OutputCount;
        return model.ClassNames is null
            ? Quantities(rows, (float[])outputs.ToArray(), width)
            : Classes(rows, Shares(outputs, width), model.ClassNames.Length);
    }

    private IEnumerable<PSObject> Quantities(IReadOnlyList<object> rows, float[] values, int width)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            PSObject answer = Copy(rows[row]);
            AddQuantities(answer, values, row * width, width);
            TellOthers();
            yield return answer;
        }
    }

    private IEnumerable<PSObject> Classes(IReadOnlyList<object> rows, float[] shares, int width)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            PSObject answer = Copy(rows[row]);
            AddClass(answer, shares, row * width, labelPlace >= 0 && rows[row] is RowCells cells ? Unwrapped.Of(cells.Values[labelPlace]) : null);
            TellOthers();
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

    private void AddClass(PSObject answer, float[] shares, int start, object? label)
    {
        string[] names = model.ClassNames!;
        int best = 0;
        for (int i = 1; i < names.Length; i++)
        {
            best = shares[start + i] > shares[start + best] ? i : best;
        }

        Add(answer, Prediction, label is string text && classTexts!.NumberOf(text) == best ? text : Like(names[best], label));
        Add(answer, Confidence, shares[start + best]);
        for (int i = 0; i < names.Length; i++)
        {
            Add(answer, names[i], shares[start + i]);
        }
    }

    // A class as the row itself writes its label, so that the two can be compared in either order: $false -eq 'False' is false in PowerShell, and so
    // is '1' -eq '1.0'.
    private static object Like(string name, object? label) => label switch
    {
        bool => bool.TryParse(name, out bool flag) ? flag : name,
        null or string or char => name,
        IConvertible => LanguagePrimitives.TryConvertTo(name, label.GetType(), CultureInfo.InvariantCulture, out object converted) ? converted : name,
        _ => name,
    };

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

            if (free != name)
            {
                others.Add($"'{Text.Shorten(free)}' for '{Text.Shorten(name)}'");
            }

            added.Add(free);
        }

        answer.Properties.Add(new PSNoteProperty(added[next++], value), preValidated: true);
    }

    private void TellOthers()
    {
        if (others.Count > 0 && !hasTold)
        {
            hasTold = true;
            warn($"The rows have columns that are called as answers are, and keep them: the model's are {string.Join(", ", others)}.");
        }

        others.Clear();
    }

    // Most rows have the same names as the row before; then the added names are those of that row too.
    private PSObject Copy(object row)
    {
        PSObject copy = NewRow.Of((shape?.Names.Length ?? 0) + 2 + (model.ClassNames?.Length ?? (int)model.OutputCount));
        PSMemberInfoCollection<PSPropertyInfo> properties = copy.Properties;
        next = 0;
        if (row is RowCells cells)
        {
            if (!ReferenceEquals(cells.Shape, shape))
            {
                shape = cells.Shape;
                Rename(shape.Names);
            }

            for (int i = 0; i < cells.Values.Length; i++)
            {
                properties.Add(new PSNoteProperty(called[i], cells.Values[i]), preValidated: true);
            }

            return copy;
        }

        if (shape is null)
        {
            shape = new RowShape(((IDictionary)row).Keys.Cast<string>().ToArray());
            Rename(shape.Names);
        }

        foreach (DictionaryEntry entry in (IDictionary)row)
        {
            properties.Add(new PSNoteProperty((string)entry.Key, entry.Value), preValidated: true);
        }

        return copy;
    }

    private void Rename(string[] names)
    {
        added.Clear();
        taken.Clear();
        called = RowNames.Of(names);
        taken.UnionWith(called);
        labelPlace = model.TargetNames is { Length: 1 } target ? new RowShape(names).PlacesOf(target)[0] : -1;
    }
}
