using System.Text;

namespace NormTools;

/// <summary>What Test-ModelFit says of a run: verdicts, the figures that they rest on, and what to try.</summary>
public sealed class ModelFitTest : IDisplay
{
    private const int MostEvidence = 6, MostRemedies = 4; // that are shown; the properties have all

    internal ModelFitTest(FitSubject subject, FitVerdict[] verdict, FitEvidence[] evidence, FitRemedy[] remedy, Retraining trials, DatasetTest data)
    {
        Subject = subject;
        Verdict = verdict;
        Evidence = evidence;
        Remedy = remedy;
        DataTest = data;
        BeganElsewhere = trials.BeganElsewhere;
        Heading = $"{(subject.Run.Name is null ? string.Empty : $"{subject.Run.Name}, ")}{Text.Count(subject.Train.Count, "training row")}"
            + (subject.Held is null ? string.Empty : $", {subject.Held.Count:N0} of {subject.HeldName}")
            + $", {Text.Count(subject.Model.ParameterCount, "parameter")}";
        Basis = trials.Reason == FitBudget.Spent ? $"{Text.Count(trials.Count, "model was", "models were")} trained for it, then {trials.Reason}: nothing could be tried."
            : !trials.IsPossible ? $"No models were trained for it: {trials.Reason}."
            : trials.Count == 0 ? string.Empty
            : $"{Text.Count(trials.Count, "model was", "models were")} trained for it, from {Retraining.Seeds} seeds"
                + (BeganElsewhere ? "; they began with New-Model's weights, this run did not." : ".");
    }

    /// <summary>The run that was looked at.</summary>
    public TrainingRun Run => Subject.Run;

    /// <summary>What is wrong, the dearest first; or Good, or CannotTell.</summary>
    public FitVerdict[] Verdict { get; }

    /// <summary>The figures.</summary>
    public FitEvidence[] Evidence { get; }

    /// <summary>What to try, the likeliest first.</summary>
    public FitRemedy[] Remedy { get; }

    /// <summary>What the best remedy that helps brings on the test part, which chose nothing; null without -Try, without a test part
    /// and where nothing helped.</summary>
    public FitConfirmation? Confirmation { get; internal set; }

    /// <summary>What the checks of the data found.</summary>
    public DatasetTest DataTest { get; }

    /// <summary>Whether the verdict is Good.</summary>
    public bool IsGood => Verdict[0].Name == "Good";

    /// <summary>The run with its data.</summary>
    internal FitSubject Subject { get; }

    /// <summary>Rows and parameters, in words.</summary>
    internal string Heading { get; }

    /// <summary>Whether the run is known to have begun with other weights than New-Model's.</summary>
    internal bool BeganElsewhere { get; }

    /// <summary>How many models were trained for it, or why none; empty where none was needed.</summary>
    internal string Basis { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Verdict.Select(verdict => verdict.Name));

    /// <summary>The test as text.</summary>
    public string ToDisplayString() => ((IDisplay)this).ToDisplayString(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width)
    {
        var text = new StringBuilder();
        WrappedText.Append(text, "Model fit: ", Heading, 2, width);
        foreach (FitVerdict verdict in Verdict)
        {
            WrappedText.Append(text, $"{verdict.Name}: ", verdict.Because + ".", 2, width);
            if (verdict.WouldDecide is string decides)
            {
                WrappedText.Append(text, "  What would decide: ", decides, 2, width);
            }
        }

        if (Evidence.Length > 0)
        {
            var table = new TextTable("Evidence", ">Value", ">95 % interval", ">Rows");
            foreach (FitEvidence item in Shown())
            {
                table.Add(item.Name, item.Text, item.Interval, FormattableString.Invariant($"{item.Count:N0}"));
            }

            text.AppendLine().AppendLine(table.ToString(width, 0));
        }

        if (Remedy.Any(remedy => remedy.Difference is not null))
        {
            FitTrialsDisplay.Append(text, this, width);
        }
        else if (Remedy.Length > 0)
        {
            text.AppendLine().AppendLine("To try:");
            foreach (FitRemedy remedy in Remedy.Take(MostRemedies))
            {
                WrappedText.Append(text, "  ", $"{remedy.Change}: {remedy.Command}", 4, width);
            }
        }

        if (Basis.Length > 0)
        {
            text.AppendLine();
            WrappedText.Append(text, string.Empty, Basis, 0, width);
        }

        return text.ToString().TrimEnd();
    }

    // The scores, and what was measured last: it belongs to what was found.
    private IEnumerable<FitEvidence> Shown()
    {
        FitEvidence[] scores = Evidence.Where(item => item.Name != "Gap").Take(2).Concat(Evidence.Where(item => item.Name.EndsWith(" alone", StringComparison.Ordinal)))
            .Concat(Evidence.Where(item => item.Name.StartsWith("A ", StringComparison.Ordinal) || item.Name.StartsWith("The 5", StringComparison.Ordinal))
                .OrderByDescending(item => item.Value).Take(1)).ToArray();
        FitEvidence[] ofClass = Evidence.Where(item => item.Name.StartsWith("Recall of ", StringComparison.Ordinal) || item.Name.StartsWith("Precision of ", StringComparison.Ordinal)).ToArray();
        FitEvidence[] others = Evidence.Except(scores.Concat(ofClass)).Where(item => item.Value > 0).ToArray();
        return scores.Concat(ofClass).Concat(others.Skip(Math.Max(0, others.Length - MostEvidence + scores.Length)));
    }
}
