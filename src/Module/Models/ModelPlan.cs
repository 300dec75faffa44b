using System.Text;
using NormTools.Native;

namespace NormTools;

/// <summary>How a pass over a batch is carried out: the steps, what is fused into each, and the memory that they
/// take.</summary>
public sealed class ModelPlan : IDisplay
{
    private const int Indent = 2;
    private const int OperationColumn = 1; // of the table: these columns are wrapped in a narrow console
    private const int FusedColumn = 2;

    private ModelPlan(Dictionary<string, object?> json)
    {
        Rows = (long)json["rows"]!;
        Training = (bool)json["training"]!;
        ArenaBytes = (long)json["arena_bytes"]!;
        ParameterBytes = (long)json["parameter_bytes"]!;
        StateBytes = (long)json["state_bytes"]!;
        BufferBytes = (long)json["buffer_bytes"]!;
        Steps = ((List<object?>)json["steps"]!).Select(step => new ModelPlanStep((Dictionary<string, object?>)step!)).ToArray();
    }

    /// <summary>The number of samples in the batch.</summary>
    public long Rows { get; }

    /// <summary>Whether the backward pass is planned too.</summary>
    public bool Training { get; }

    /// <summary>Bytes of the one block that all buffers share; buffers whose lifetimes do not overlap use the same
    /// memory.</summary>
    public long ArenaBytes { get; }

    /// <summary>Bytes that the buffers would take without sharing.</summary>
    public long BufferBytes { get; }

    /// <summary>Bytes of the parameters.</summary>
    public long ParameterBytes { get; }

    /// <summary>Bytes of the whole state: parameters, and buffers such as running statistics.</summary>
    public long StateBytes { get; }

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<ModelPlanStep> Steps { get; }

    /// <summary>The plan as a table.</summary>
    public string ToDisplayString() => Render(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width) => Render(width);

    private string Render(int width)
    {
        var table = new TextTable("Layer", "Operation", "Fused", ">Output", ">Bytes", ">Gradient", ">Saved");
        foreach (ModelPlanStep step in Steps)
        {
            table.Add(
                step.Name,
                step.Operation + (step.InPlace ? " (in place)" : string.Empty),
                string.Join(", ", step.Fused),
                FormattableString.Invariant($"{step.OutputWidth:N0}"),
                FormattableString.Invariant($"{step.OutputBytes:N0}"),
                FormattableString.Invariant($"{step.GradientBytes:N0}"),
                FormattableString.Invariant($"{step.SavedBytes:N0}"));
        }

        string what = Training ? "training" : "evaluation";
        var text = new StringBuilder();
        WrappedText.Append(
            text,
            $"Plan of {what} with {Text.Count(Rows, "row")}:",
            FormattableString.Invariant($" {ArenaBytes:N0} bytes in one block ({BufferBytes:N0} without sharing), ")
            + FormattableString.Invariant($"parameters {ParameterBytes:N0} bytes"),
            Indent,
            width);
        return text.AppendLine().Append(table.ToString(width, OperationColumn, FusedColumn)).ToString();
    }

    internal static unsafe ModelPlan Of(Model model, long rows, bool training)
    {
        using HandleLease lease = model.Hold();
        string json = NativeText.Read((buffer, capacity, length) =>
            NativeMethods.ModelPlan(model.Handle, rows, training ? 1 : 0, buffer, capacity, length));
        return new ModelPlan((Dictionary<string, object?>)Json.Read(json)!);
    }
}

/// <summary>One step of a plan.</summary>
public sealed class ModelPlanStep
{
    internal ModelPlanStep(Dictionary<string, object?> json)
    {
        Name = (string)json["name"]!;
        Operation = (string)json["operation"]!;
        Fused = ((List<object?>)json["fused"]!).Select(name => (string)name!).ToArray();
        InPlace = (bool)json["in_place"]!;
        OutputWidth = (long)json["output_width"]!;
        OutputBytes = (long)json["output_bytes"]!;
        GradientBytes = (long)json["gradient_bytes"]!;
        SavedBytes = (long)json["saved_bytes"]!;
    }

    /// <summary>The layer's name.</summary>
    public string Name { get; }

    /// <summary>What the step computes.</summary>
    public string Operation { get; }

    /// <summary>What it does in the same pass over memory: a bias, a neighbour's activation.</summary>
    public string[] Fused { get; }

    /// <summary>Whether the output overwrites the input.</summary>
    public bool InPlace { get; }

    /// <summary>The number of output values for one sample.</summary>
    public long OutputWidth { get; }

    /// <summary>Bytes of the output.</summary>
    public long OutputBytes { get; }

    /// <summary>Bytes of the output's gradient.</summary>
    public long GradientBytes { get; }

    /// <summary>Bytes that the forward pass keeps for the backward one.</summary>
    public long SavedBytes { get; }
}
