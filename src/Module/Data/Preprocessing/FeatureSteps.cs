using System.Collections.Specialized;
using System.Globalization;
using NormTools.Native;

namespace NormTools;

/// <summary>Steps that the core carries out, fitted or not.</summary>
internal sealed class FeatureSteps : IPreprocessorStage
{
    private readonly ObjectHandle handle;
    private readonly Dictionary<string, object?> about;
    private readonly PreprocessingStep[] steps;

    private unsafe FeatureSteps(IntPtr handle)
    {
        this.handle = new ObjectHandle(handle);
        about = (Dictionary<string, object?>)Json.Read(NativeText.Read(
            (buffer, capacity, length) => NativeMethods.PreprocessorDescribe(this.handle, buffer, capacity, length)))!;
        steps = Items(((Dictionary<string, object?>)Document)["steps"]).Select(PreprocessingStep.FromJson).ToArray();
    }

    public IReadOnlyList<PreprocessingStep> Steps => steps;

    /// <summary>The JSON that a model file keeps.</summary>
    public object Document => about["document"]!;

    public bool IsFitted => (bool)about["fitted"]!;

    public string[] Columns => Names("columns", null);

    public string[] TextColumns => Names("columns", "text");

    public string[] Outputs => Names("outputs", null);

    public long RowCount => (long)about["rows"]!;

    public IEnumerable<string> Notes => ((List<object?>)about["notes"]!).Cast<string>();

    /// <summary>For a single scaling step: what is subtracted from each column, and what it is divided by.</summary>
    public (double[] Offset, double[] Factor) Scaling => (Numbers("offset"), Numbers("factor"));

    /// <param name="steps">The steps that the user wrote.</param>
    /// <param name="first">The number of the first step in messages.</param>
    public static FeatureSteps Create(IEnumerable<PreprocessingStep> steps, int first) => FromJson(new OrderedDictionary
    {
        { "first", first },
        { "steps", steps.Select(step => step.ToJson()).ToArray() },
    });

    /// <summary>Reads <see cref="Document"/>.</summary>
    public static FeatureSteps FromJson(object document)
    {
        byte[] json = Json.WriteUtf8(document);
        NativeMethods.PreprocessorCreate(json, json.Length, out IntPtr handle).ThrowIfFailed();
        return new FeatureSteps(handle);
    }

    public IPreprocessorStage Fit(RawTable training)
    {
        IntPtr fitted = default;
        training.Use((view, columns) => NativeMethods.PreprocessorFit(
            handle, columns, columns.Length, view, out fitted).ThrowIfFailed());
        return new FeatureSteps(fitted);
    }

    public PreparedTable Apply(RawTable table, DType type, RowRefusals refusals)
    {
        PreparedTable prepared = Apply(table, type, inverse: false);
        foreach ((int row, string id, string message) in prepared.Refused())
        {
            refusals.Add(row, Errors.RefusedRow(id, message, refusals.Number(row)));
        }

        return prepared;
    }

    /// <summary>Undoes the steps.</summary>
    public PreparedTable Invert(RawTable table, DType type) => Apply(table, type, inverse: true);

    private PreparedTable Apply(RawTable table, DType type, bool inverse)
    {
        IntPtr prepared = default;
        table.Use((view, columns) => NativeMethods.PreprocessorApply(
            handle, columns, columns.Length, view, inverse ? 1 : 0, type, out prepared).ThrowIfFailed());
        return new PreparedTable(prepared, type);
    }

    public IEnumerable<PreprocessorStepState> States(int number)
    {
        foreach ((PreprocessingStep step, Dictionary<string, object?> entry) in steps.Zip(
            Items(about["steps"]), (step, entry) => (step, entry)))
        {
            PreprocessorStepState[] states = Items(entry["learnt"])
                .Select(item => new PreprocessorStepState(number, step.Type, (string)item["column"]!, (string)item["text"]!))
                .ToArray();
            foreach (PreprocessorStepState state in states.DefaultIfEmpty(new PreprocessorStepState(number, step.Type, null, null)))
            {
                yield return state;
            }

            number++;
        }
    }

    /// <summary>The categories of a column of texts, as a step has learnt them; empty where none has.</summary>
    public IEnumerable<string> Categories(string column) => Items(((Dictionary<string, object?>)Document)["steps"])
        .Where(step => step["type"] is "OneHot" or "Ordinal")
        .SelectMany(step => Items(((Dictionary<string, object?>)step["learnt"]!)["columns"]))
        .Where(learnt => (string)learnt["name"]! == column)
        .SelectMany(learnt => ((List<object?>)learnt["categories"]!).OfType<string>());

    /// <summary>Columns that a step left out because the training rows had no value in them.</summary>
    public IEnumerable<string> Dropped => !IsFitted ? Array.Empty<string>() : Items(((Dictionary<string, object?>)Document)["steps"])
        .Where(step => step["type"] is "Impute")
        .SelectMany(step => ((List<object?>)((Dictionary<string, object?>)step["learnt"]!)["dropped"]!).Cast<string>());

    /// <summary>How many numbers the words of texts have, padding and unknown words as well; null where no step makes numbers of
    /// words.</summary>
    public int? VocabularySize => Words is { } words ? TextRows.FirstWord + words.Count : (int?)null;

    /// <summary>The words that have numbers, by these; null where no step makes numbers of words.</summary>
    public IReadOnlyList<object?>? Words => Items(((Dictionary<string, object?>)Document)["steps"])
        .Where(step => TextRows.IsStep((string)step["type"]!) && step.ContainsKey("learnt"))
        .Select(step => (List<object?>)((Dictionary<string, object?>)step["learnt"]!)["words"]!)
        .FirstOrDefault();

    /// <summary>What each input column of numbers is scaled by, if nothing changes it before but filled gaps and bounds.</summary>
    public IEnumerable<ColumnScale> FirstScales()
    {
        var changed = new HashSet<string>(TextColumns, StringComparer.Ordinal);
        foreach ((Dictionary<string, object?> step, Dictionary<string, object?> entry) in
            Items(((Dictionary<string, object?>)Document)["steps"]).Zip(Items(about["steps"]), (step, entry) => (step, entry)))
        {
            var type = (string)step["type"]!;
            if (type is "Polynomial" or "PrincipalComponent")
            {
                yield break; // they mix columns
            }

            if (type is "Impute" or "Clip")
            {
                continue;
            }

            if (ColumnScale.Read(type, (Dictionary<string, object?>)step["learnt"]!) is { } scales)
            {
                foreach (ColumnScale scale in scales.Where(scale => !changed.Contains(scale.Column)))
                {
                    yield return scale;
                }
            }

            changed.UnionWith(Items(entry["learnt"]).Select(item => (string)item["column"]!));
        }
    }

    private static IEnumerable<Dictionary<string, object?>> Items(object? list) =>
        ((List<object?>)list!).Cast<Dictionary<string, object?>>();

    private string[] Names(string list, string? kind) => Items(about[list])
        .Where(column => kind is null || (string)column["kind"]! == kind)
        .Select(column => (string)column["name"]!)
        .ToArray();

    private double[] Numbers(string name) =>
        ((List<object?>)about[name]!).Select(number => Convert.ToDouble(number, CultureInfo.InvariantCulture)).ToArray();
}
