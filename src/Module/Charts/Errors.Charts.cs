namespace NormTools;

/// <content>Charts.</content>
internal static partial class Errors
{
    public static NormToolsException NothingToDrawOf(object? value) => Invalid(
        "NothingToDraw",
        "A training run, a model, or the result of Test-Model, Measure-SignalPropagation, Invoke-Model -Attention, Find-LearningRate, Measure-LearningCurve, "
        + $"Measure-ValidationCurve, Measure-BiasVariance or Start-TrainingSweep is wanted; {Describe(value)} was given.");

    public static NormToolsException KindDoesNotFit(ChartKind kind, object result, ChartKind[] kinds) => Invalid(
        "KindDoesNotFit",
        $"-Kind {kind} is not drawn of {Describe(result)}, which has {string.Join(", ", kinds)}. {Way(kind)}");

    public static NormToolsException NoClassesToDraw(ChartKind kind) => Data(
        "NoClassesToDraw", $"-Kind {kind} is of classes, and the test is of quantities: its Metrics and -Worst say where it errs.");

    public static NormToolsException NoSuchLayer(string name, string[] names) => Invalid(
        "NoSuchLayer", $"-Layer '{Text.Shorten(name)}' fits nothing.{Suggestion.For(name, names)} There are {Several(names)}.");

    public static NormToolsException NotForThisChart(string parameter, string what) => Invalid(
        "ParameterHasNoEffect", $"-{parameter} has no effect on this chart: it is for {what}.");

    public static NormToolsException SeveralCurves() => Invalid(
        "SeveralCurves", "A chart has several runs, or one result of another kind: call Export-TrainingChart once for each.");

    // How to get what a kind of chart is drawn of.
    private static string Way(ChartKind kind) => kind switch
    {
        ChartKind.Curve => "Curves are of runs, and of what Measure-LearningCurve and its kin give.",
        ChartKind.Parallel or ChartKind.Heat => "They are of what Start-TrainingSweep gives: $sweep | Export-TrainingChart sweep.svg -Kind Parallel.",
        ChartKind.Weight => "Weights are of a model or a run: $run | Export-TrainingChart weights.svg -Kind Weight.",
        ChartKind.Activation or ChartKind.Gradient =>
            $"First measure them: $model | Measure-SignalPropagation $data | Export-TrainingChart signal.svg -Kind {kind}.",
        _ => $"First test the model: $run | Test-Model $data | Export-TrainingChart test.svg -Kind {kind}.",
    };
}
