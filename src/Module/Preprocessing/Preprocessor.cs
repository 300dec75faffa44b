using System.Collections.Specialized;
using System.Text;
using NormTools.Native;

namespace NormTools;

/// <summary>Steps that turn a table as it came into numbers that a model learns from, and what they learnt.</summary>
/// <remarks>It does not change: fitting gives another one. Data sets, models and model files keep the fitted
/// one.</remarks>
public sealed class Preprocessor : IDisplay
{
    private readonly ObjectHandle handle;
    private readonly Dictionary<string, object?> about;
    private readonly PreprocessingStep[] coreSteps;

    private unsafe Preprocessor(IntPtr handle)
    {
        this.handle = new ObjectHandle(handle);
        about = (Dictionary<string, object?>)Json.Read(NativeText.Read(
            (buffer, capacity, length) => NativeMethods.PreprocessorDescribe(this.handle, buffer, capacity, length)))!;
        var document = (Dictionary<string, object?>)about["document"]!;
        Document = Json.Write(document);
        coreSteps = Items(document["steps"]).Select(PreprocessingStep.FromJson).ToArray();
        IsFitted = (bool)about["fitted"]!;
        Column = Names(about["columns"]);
        Output = Names(about["outputs"]);
        RowCount = (long)about["rows"]!;
    }

    /// <summary>The steps in their order; what -Standardize stands for is the last one.</summary>
    public PreprocessingStep[] Step => Scaling is null ? coreSteps
        : coreSteps.Concat(new[] { new PreprocessingStep("Standardize", new OrderedDictionary()) }).ToArray();

    /// <summary>Whether it has learnt from training rows.</summary>
    public bool IsFitted { get; }

    /// <summary>The columns that come in; empty as long as it is not fitted.</summary>
    public string[] Column { get; }

    /// <summary>The columns that come out; empty as long as it is not fitted.</summary>
    public string[] Output { get; }

    /// <summary>How many rows it was fitted on.</summary>
    public long RowCount { get; }

    /// <summary>JSON: what a model file keeps of it.</summary>
    internal string Document { get; }

    /// <summary>What numbers are rounded to first: the type that the training rows were held in.</summary>
    internal DType Type => (string)about["type"]! == "float64" ? DType.Float64 : DType.Float32;

    /// <summary>Whether <see cref="Column"/> holds names that somebody gave.</summary>
    internal bool HasNames { get; private set; } = true;

    /// <summary>Whether rows of columns come in, and not images.</summary>
    internal bool IsTable => !IsFitted || Column.Length > 0;

    /// <summary>Whether anything is done beside <see cref="Scaling"/>.</summary>
    internal bool HasCoreSteps => coreSteps.Length > 0;

    /// <summary>What -Standardize learnt: it comes behind the steps, in float32, as batches are read.</summary>
    internal Standardization? Scaling { get; private set; }

    /// <summary>The columns that hold text.</summary>
    internal IEnumerable<string> TextColumn => OfKind("columns", "text");

    /// <summary>What comes out as text still.</summary>
    internal IEnumerable<string> TextOutput => OfKind("outputs", "text");

    /// <summary>What the training rows had that the user should know.</summary>
    internal IEnumerable<string> Notes => ((List<object?>)about["notes"]!).Cast<string>();

    /// <summary>What each step learnt, a line a column.</summary>
    internal IEnumerable<PreprocessorStepState> States()
    {
        int number = 0;
        foreach (Dictionary<string, object?> step in Items(about["steps"]))
        {
            string type = coreSteps[number++].Type;
            PreprocessorStepState[] states = Items(step["learnt"])
                .Select(item => new PreprocessorStepState(number, type, (string)item["column"]!, (string)item["text"]!))
                .ToArray();
            foreach (PreprocessorStepState state in states.DefaultIfEmpty(new PreprocessorStepState(number, type, null, null)))
            {
                yield return state;
            }
        }

        for (int i = 0; i < Scaling?.Mean.Length; i++)
        {
            string column = i < Output.Length ? Output[i] : FormattableString.Invariant($"{i}");
            yield return new PreprocessorStepState(
                number + 1,
                "Standardize",
                column,
                FormattableString.Invariant($"mean {Scaling!.Mean[i]:G6}, deviation {Scaling.Deviation[i]:G6}"));
        }
    }

    /// <summary>As in "Impute, OneHot, Standardize: 7 columns become 12".</summary>
    public override string ToString() =>
        (Step.Length == 0 ? "no steps" : string.Join(", ", Step.Select(step => step.Type)))
        + (IsFitted ? $": {Text.Count(Column.Length, "column")} become {Output.Length}" : " (not fitted)");

    /// <summary>The steps and what they learnt, as text.</summary>
    public string ToDisplayString() => PreprocessorDisplay.Render(this, Display.UsualWidth);

    string IDisplay.ToDisplayString(int width) => PreprocessorDisplay.Render(this, width);

    internal static Preprocessor Create(IEnumerable<PreprocessingStep> steps) => FromJson(Json.WriteUtf8(
        new OrderedDictionary { { "steps", steps.Select(step => step.ToJson()).ToArray() } }));

    /// <summary>A fitted preprocessor from what the core wrote of it.</summary>
    /// <exception cref="NormToolsException">The text is no such document.</exception>
    internal static Preprocessor FromDocument(string document, bool hasNames, Standardization? scaling)
    {
        Preprocessor read = FromJson(Encoding.UTF8.GetBytes(document));
        read.HasNames = hasNames;
        read.Scaling = scaling;
        return read;
    }

    /// <summary>What -Encode and -Standardize learnt of a data set.</summary>
    internal static Preprocessor Of(Dataset data)
    {
        string[] columns = data.FeatureShape.Length > 1 || data.StoredFeature.DType != DType.Float32 ? Array.Empty<string>()
            : data.HasNamedColumns ? data.FeatureNames!
            : Enumerable.Range(1, checked((int)data.FeatureShape.Single())).Select(i => FormattableString.Invariant($"Column{i}")).ToArray();
        return FromDocument(
            PreprocessorDocument.Of(columns, data.Categories), data.HasNamedColumns, data.Standardization);
    }

    /// <summary>The same steps, fitted on some rows.</summary>
    internal Preprocessor Fit(RawTable training)
    {
        IntPtr fitted = default;
        training.Use((view, columns) => NativeMethods.PreprocessorFit(
            handle, columns, columns.Length, view, out fitted).ThrowIfFailed());
        return new Preprocessor(fitted) { HasNames = training.Names is not null };
    }

    /// <summary>Rows as they leave the steps, or with <paramref name="inverse"/> as they came.</summary>
    internal PreparedTable Apply(RawTable table, DType type, bool inverse = false)
    {
        IntPtr prepared = default;
        table.Use((view, columns) => NativeMethods.PreprocessorApply(
            handle, columns, columns.Length, view, inverse ? 1 : 0, type, out prepared).ThrowIfFailed());
        return new PreparedTable(prepared, type);
    }

    /// <summary>Whether both have learnt the same.</summary>
    internal bool IsLike(Preprocessor other) => ReferenceEquals(this, other)
        || PreprocessorDocument.Write(this) == PreprocessorDocument.Write(other);

    private static Preprocessor FromJson(byte[] json)
    {
        NativeMethods.PreprocessorCreate(json, json.Length, out IntPtr handle).ThrowIfFailed();
        return new Preprocessor(handle);
    }

    private static IEnumerable<Dictionary<string, object?>> Items(object? list) =>
        ((List<object?>)list!).Cast<Dictionary<string, object?>>();

    private static string[] Names(object? columns) => Items(columns).Select(column => (string)column["name"]!).ToArray();

    private IEnumerable<string> OfKind(string list, string kind) =>
        Items(about[list]).Where(column => (string)column["kind"]! == kind).Select(column => (string)column["name"]!);
}
