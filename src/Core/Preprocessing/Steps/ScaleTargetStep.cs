using System.Runtime.CompilerServices;
using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>States how the target is scaled; features pass unchanged. The target is a table of its own, scaled by the
/// step that the method names.</summary>
/// <remarks>A loss sees (target - offset) / factor; predictions are mapped back by the inverse.</remarks>
internal sealed class ScaleTargetStep : PreprocessingStep
{
    public ScaleTargetStep(StepArguments arguments)
        : base(arguments) => arguments.OneOf("method", "Standardize", "Standardize", "RobustScale", "MinMaxScale");

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("ScaleTarget", arguments => new ScaleTargetStep(arguments));

    public override void Fit(TrainingRows training)
    {
    }

    public override void Read(Learnt learnt)
    {
    }

    public override ColumnInfo[] Bind(ColumnInfo[] columns) => columns;

    public override ColumnChange[] Changes(bool inverse) => [];

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
