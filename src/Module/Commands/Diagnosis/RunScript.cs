using System.Globalization;
using System.Text;

namespace NormTools.Commands;

/// <summary>The lines that make a run again, as far as it is known how it was made; what is not known stands there as a remark.</summary>
internal static class RunScript
{
    public static string Write(ModelFitTest fit)
    {
        FitSubject subject = fit.Subject;
        TrainingRun run = fit.Run;
        var text = new StringBuilder().AppendLine("Import-Module NormTools");
        Data(text, subject);
        string seed = run.ModelSeed is ulong own ? FormattableString.Invariant($" -Seed {own}") : string.Empty;
        if (seed.Length == 0)
        {
            text.AppendLine("# Its first weights came from a generator or from a file: those of New-Model are others.");
        }
        else if (fit.BeganElsewhere)
        {
            text.AppendLine("# Its first weights were not those of New-Model: Initialize-Model, or another run, changed them.");
        }

        string shape = string.Join(", ", subject.Model.InputShape.Select(size => size.ToString(CultureInfo.InvariantCulture)));
        text.AppendLine($"$model = New-Model -InputShape {shape}{seed} {LayerLines.Write(subject.Model.Specification())}");
        Remarks(text, run);
        string data = subject.Split is null ? "$data" : "$split";
        text.AppendLine(string.Join(" ", OptionScript.Write(run.Options, subject.Train, subject.Validation is not null).Prepend($"$run = $model | Start-TrainingRun {data}")));
        text.AppendLine($"$fit = $run | Test-ModelFit{(fit.Remedy.Any(remedy => remedy.Difference is not null) ? " -Try" : string.Empty)}");
        return text.Append("$fit | Export-TrainingReport ./report.html").ToString();
    }

    private static void Data(StringBuilder text, FitSubject subject)
    {
        Dataset train = subject.Train.Raw;
        DatasetSplit? split = subject.Split;
        DatasetColumn[] columns = train.Columns ?? Array.Empty<DatasetColumn>();
        string name = split is null ? "$data" : "$split";
        string[] labels = Names("Class", "Quantity"), encoded = Names("Category"), leftOut = Names("LeftOut"), weight = Names("Weight");
        bool isFile = train.Source is { } source && source.IndexOf(" and ", StringComparison.Ordinal) < 0 && labels.Length > 0;
        if (!isFile)
        {
            text.AppendLine($"# The data were {(train.Source is null ? "made in the session" : $"read from {train.Source}")}: {Text.Count(subject.Train.Count, "training row")} of {Text.Shape(subject.Train.FeatureShape)}. Here they are {name}.");
            return;
        }

        if (train.Reading is not null || train.DroppedRows + train.FilledValues > 0)
        {
            text.AppendLine("# The file was read with further parameters: marks of numbers, or what is done with gaps.");
        }

        bool isScaled = subject.Train.Standardization is not null && !subject.Train.IsPrepared;
        text.Append($"{name} = Import-Dataset {Path(train.Source!)} -Label {ScriptText.Value(labels)}")
            .Append(weight.Length > 0 ? " -SampleWeight " + ScriptText.Value(weight) : string.Empty)
            .Append(encoded.Length > 0 ? " -Encode " + ScriptText.Value(encoded) : string.Empty)
            .Append(leftOut.Length > 0 ? " -ExcludeProperty " + ScriptText.Value(leftOut) : string.Empty)
            .Append(split is null && isScaled ? " -Standardize" : string.Empty);
        text.AppendLine(split is null ? string.Empty : " | " + Division(split, isScaled));
        if (subject.Train.IsPrepared)
        {
            text.AppendLine($"# The features went through these steps, as -Preprocessor of Split-Dataset: {string.Join("; ", subject.Train.Preprocessor!.Step.Select(step => step.ToString()))}");
        }

        string? divided = split?.Fold is int fold ? FormattableString.Invariant($"folds, of which this is number {fold}")
            : split?.Group is { } group ? $"whole groups of {group} (-Group)"
            : split?.Time == DatasetSplit.GivenValues ? "order of given values (-Time)"
            : split is { Seed: null, IsShuffled: true } ? "a generator"
            : null;
        if (divided is not null)
        {
            text.AppendLine($"# The rows were divided by {divided}: others would come of these lines.");
        }

        string[] Names(params string[] kinds) => columns.Where(column => kinds.Contains(column.Kind)).Select(column => column.Name).ToArray();
    }

    private static string Division(DatasetSplit split, bool isScaled) => "Split-Dataset"
        + (split.Validation is null ? string.Empty : FormattableString.Invariant($" -Validation {split.Validation.Count}"))
        + (split.Test is null ? string.Empty : FormattableString.Invariant($" -Test {split.Test.Count}"))
        + FormattableString.Invariant($" -Train {split.Train.Count}")
        + (split.IsStratified ? " -Stratify" : string.Empty)
        + (split.Time is { } time && time != DatasetSplit.GivenValues ? " -Time " + ScriptText.Value(time) : string.Empty)
        + (isScaled ? " -Standardize" : string.Empty)
        + (split.Seed is ulong seed ? FormattableString.Invariant($" -Seed {seed}") : split.IsShuffled || (split.Time ?? DatasetSplit.GivenValues) != DatasetSplit.GivenValues ? string.Empty : " -NoShuffle");

    private static void Remarks(StringBuilder text, TrainingRun run)
    {
        if (run.ResumedFrom is string from)
        {
            text.AppendLine($"# It was broken off, and went on from {from}.");
        }

        if (run.State == TrainingState.StoppedByScript)
        {
            text.AppendLine(FormattableString.Invariant($"# A script of -OnEpoch ended it after {Text.Count(run.EpochCount, "epoch")}."));
        }

        if (run.Options.Generator is not null)
        {
            text.AppendLine("# It drew from a generator, whose stream is not known here.");
        }
    }

    private static string Path(string file) => "./" + file is var path && path.All(letter => char.IsLetterOrDigit(letter) || "./-_".IndexOf(letter) >= 0) ? path : Text.Quoted("./" + file);
}
