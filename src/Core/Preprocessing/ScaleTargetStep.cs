using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>Says how the target is scaled. The features pass as they are: the target is a table of its own, with the scaling
/// step of the method's name.</summary>
/// <remarks>A loss sees (target - offset) / factor; what a model says comes back by the inverse.</remarks>
internal sealed class ScaleTargetStep : PreprocessingStep
{
    public ScaleTargetStep(StepArguments arguments)
        : base(arguments) => arguments.OneOf("method", "Standardize", "Standardize", "RobustScale", "MinMaxScale");

    public override void Fit(Frame training)
    {
    }

    public override void Read(Learnt learnt)
    {
    }

    public override ColumnInfo[] Bind(ColumnInfo[] columns) => columns;

    public override void Apply(Frame rows)
    {
    }

    public override void Invert(Frame rows)
    {
    }

    public override void WriteLearnt(Utf8JsonWriter json)
    {
    }

    public override IEnumerable<(string Column, string Text)> Describe() => [];
}
