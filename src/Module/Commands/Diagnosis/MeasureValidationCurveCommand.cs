using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace NormTools.Commands;

/// <summary>Trains new models with several values of parameters, and judges each by rows that it has not seen.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "ValidationCurve")]
[OutputType(typeof(ValidationCurve))]
public sealed class MeasureValidationCurveCommand : JudgedTrialCommand
{
    private static readonly string[] OfEpochs = { nameof(EarlyStopping), nameof(Schedule), nameof(DrawForValidation) };

    private ParameterChoice? at; // whose values the parameters have at the moment

    /// <summary>What varies, the simplest value first: names of the model block's parameters, or of options of the runs, and their
    /// values, as @{ Width = 2, 8, 32 }.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    public IDictionary Parameter { get; set; } = null!;

    protected override void ProcessRecord() => Guard(Data, () =>
    {
        TakeOption();
        var grid = new ParameterGrid(Model, OptionParameters);
        IReadOnlyList<ParameterChoice> choices = grid.Read(Parameter);
        DatasetSplit split = Parts();
        Dataset training = split.Train, judged = split.Validation!;
        TrialScore score = TrialScore.Of(Metric, training);
        ulong[] seeds = Seeds(3);
        var points = new List<ValidationCurveTrial>();
        var trials = new List<Trial>();
        var looked = new List<Trial>();
        foreach (ParameterChoice choice in choices)
        {
            Func<Dataset, ulong, Model> model = TrialModel.Of(grid.Layers(Model, choice));
            foreach (ulong seed in seeds)
            {
                var point = new ValidationCurveTrial(choice, seed);
                points.Add(point);
                trials.Add(new Trial(
                    model,
                    () => At(choice, () => Rows(training, judged, seed)),
                    (made, rows, other) => At(choice, () => MakeOptions(made, rows, other)),
                    seed)
                {
                    Judge = (made, parts, run) => point.Take(
                        score, made, run, TrialScore.Test(made, parts.Train, run, false), TrialScore.Test(made, parts.Test!, run, true)),
                });
            }

            looked.Add(trials[trials.Count - seeds.Length]);
        }

        if (Run(trials, points, score.Falls, looked.ToArray()) is not { } failures)
        {
            return;
        }

        for (int i = 0; i < trials.Count; i++)
        {
            points[i].Error = failures[i]?.Message;
        }

        WriteObject(new ValidationCurve(
            score,
            choices.Select(choice => new ValidationCurvePoint(score, choice, points.Where(point => point.Choice == choice).ToArray())).ToArray(),
            points.ToArray(),
            judged.Count));
    });

    private protected override bool MaySetAside => Validates || Parameter.Keys.Cast<object>().Any(key => OfEpochs.Contains($"{key}", StringComparer.OrdinalIgnoreCase));

    private protected override bool IsGiven(string parameter) =>
        base.IsGiven(parameter) || at?.OfRun.Any(value => value.Option.Name == parameter) == true;

    // Does work with the parameters as a choice has them; then they are as the user gave them.
    private T At<T>(ParameterChoice choice, Func<T> work)
    {
        object?[] before = choice.OfRun.Select(value => value.Option.GetValue(this)).ToArray();
        at = choice;
        try
        {
            foreach ((PropertyInfo option, object? value) in choice.OfRun)
            {
                option.SetValue(this, value);
            }

            return work();
        }
        finally
        {
            at = null;
            for (int i = 0; i < before.Length; i++)
            {
                choice.OfRun[i].Option.SetValue(this, before[i]);
            }
        }
    }
}
