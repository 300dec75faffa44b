namespace NormTools;

/// <summary>Labels that are wrong, or that have nothing to do with the features.</summary>
internal static class LabelRules
{
    private const double Tells = 0.05; // points above no model that would be something
    private const double Unclear = 0.2; // above no model, up to which an interval may reach
    private const double ManyConflicts = 0.05;
    private const double MostSure = 0.3, NearlyAsOften = 0.5, HalfAsOften = 0.25, Fewer = 0.6, LeastShare = 0.03;
    private const double LeastRight = 0.5; // of the rows
    private const double LeastTold = 0.3, LeastOfRest = 0.2; // of what the largest class leaves
    private const double Tenth = 0.1, TenthAsOften = 0.55, TenthAtMost = 0.8, MostByHeart = 0.1;
    private const double AtLeastAsOften = 0.4, OfPanel = 0.4; // of the logarithmic likelihood, which is steadier than that of one network
    private const double AsGood = 0.02; // of the loss
    private const double Behind = 0.03; // points up to which a line is as good as others
    private const double FarAway = 5; // robust deviations
    private const double ByHeart = 2; // a wrong label that was learnt is missed where it stands, and misleads where its neighbours are
    private const double AboutAsOften = 0.7, LeastOfOne = 0.1, MostElsewhere = 0.13; // of what is taken for one class, and for others
    private const double Certain = 3.5; // standard errors, of the best of several
    private const int LeastRows = 60, LeastHeld = 40, LeastOfClass = 60, LeastOthers = 20;

    public static void Apply(FitExam exam)
    {
        if (exam.Yardsticks is not { } yardsticks || exam.Subject.OfHeld is not { } held)
        {
            return;
        }

        DatasetFinding? conflict = exam.DataTest.Finding.FirstOrDefault(finding => finding.Check == "ConflictingLabel");
        if (conflict is not null)
        {
            exam.Show("Ceiling by conflicting labels", conflict.Value, exam.Subject.Train.Count, "Accuracy");
        }

        if (exam.Subject.Train.Count < LeastRows || held.Count < LeastHeld)
        {
            return;
        }

        if (TellNothing(exam, yardsticks, held) || exam.Has("Leak"))
        {
            return;
        }

        // Where rows meet by chance, that they differ in the target is what the columns leave open.
        if (conflict is { Value: < 1 - ManyConflicts } && !RowChecks.MeetByChance(exam.Data.Train, conflict.Affected / (double)exam.Subject.Train.Count))
        {
            exam.Say("LabelNoise", 1 - conflict.Value, conflict.Evidence.TrimEnd('.'), ByHeart * (1 - conflict.Value));
            return;
        }

        RowOutcome outcome = exam.Has("Shift") ? yardsticks.OutOfFold : yardsticks.OutOfFold.With(yardsticks.Network); // the rows that judge are not seen either
        FitInterval? wrong = exam.Subject.IsOfClasses ? Classes(outcome) ?? (IsBest(exam, yardsticks, held) ? Classes(held) : null) : Quantities(yardsticks.OutOfFold, held);
        DatasetFinding? suspicious = exam.DataTest.Finding
            .FirstOrDefault(finding => finding.Check == "SuspiciousLabel" && finding.Severity == FindingSeverity.Warning);
        if (exam.Subject.IsOfClasses)
        {
            bool isOverlap = (wrong ?? (object?)suspicious) is not null && (!Learns(outcome) || Falls(outcome, 1 - outcome.Score.Value) || Overlap(exam, yardsticks, held)
                || !IsFloor(outcome, exam, yardsticks));
            (wrong, suspicious) = isOverlap ? (null, null) : (wrong, suspicious);
            wrong ??= suspicious is null && IsSuspect(outcome) && !Overlap(exam, yardsticks, held) ? ByPanel(exam, yardsticks) : null;
            if (wrong is null && suspicious is null && OfOneClass(exam, yardsticks, held))
            {
                return;
            }
        }

        double right = Math.Max(held.Score.Low, yardsticks.Best.Outcome.Score.Low);
        if (exam.Subject.IsOfClasses && 1 - right < Math.Max(wrong?.Low ?? 0, suspicious?.Value ?? 0) * Fewer)
        {
            return; // another model tells more of the rows than there would be right labels: it was the network that could not
        }

        if (wrong is not null)
        {
            exam.Show("Labels that look wrong", wrong, "Share");
            exam.Say(
                "LabelNoise",
                wrong.Value,
                exam.Subject.IsOfClasses
                    ? FormattableString.Invariant($"{wrong.Value:0.0 %} of the {wrong.Count:N0} rows that a network is surest of, without having been trained on them, have another label, about as many as of others: ")
                        + "errors there are no close calls. Labels are wrong, or no column tells that part of them"
                    : FormattableString.Invariant($"{wrong.Value:0.0 %} of {wrong.Count:N0} targets are further than {FarAway:0} usual deviations from what a network says that was not trained on them"),
                exam.Subject.IsOfClasses ? ByHeart * wrong.High : double.PositiveInfinity);
        }
        else if (suspicious is not null)
        {
            exam.Say("LabelNoise", suspicious.Value, suspicious.Evidence.TrimEnd('.'), ByHeart * suspicious.Value);
        }
    }

    // Neither the model nor any usual one is better than none on rows that it has not seen, and the rows are enough to see it.
    private static bool TellNothing(FitExam exam, Yardsticks yardsticks, RowOutcome held)
    {
        FitSubject subject = exam.Subject;
        RowOutcome usual = subject.Knowing(subject.Held!);
        RowOutcome[] models = new[] { held, yardsticks.Linear, yardsticks.Network, yardsticks.Nearest }.Where(outcome => outcome is not null).ToArray()!;
        FitInterval[] above = Array.ConvertAll(models, model => model.Beyond(usual));

        // Probabilities say something also where the likeliest class is always the same.
        double left = exam.Scale;
        if (exam.Subject.IsOfClasses && (1 - usual.Score.Value) * held.Count < LeastOthers)
        {
            return false; // too few rows that anything could be told of
        }

        if (above.Any(gain => gain.Value > Math.Max(Tells * left, gain.HalfWidth)) || models.Any(model => model.Informs(usual, Certain)) || Told(exam, yardsticks))
        {
            return false;
        }

        // What two of them say of training rows that they have not seen counts as well: the interval is that of more rows.
        RowOutcome inTraining = subject.Knowing(subject.Train.Part(Array.ConvertAll(yardsticks.Rows, row => (long)row)));
        FitInterval[] ofAll = new[] { (yardsticks.Linear, yardsticks.LinearOutOfFold), (yardsticks.Network, yardsticks.OutOfFold) }
            .Select(model => model.Item1.With(model.Item2).Beyond(usual.With(inTraining))).ToArray();

        if (ofAll.Any(gain => gain.High > Unclear * left))
        {
            return false;
        }

        FitInterval best = above.OrderByDescending(gain => gain.Value).First();
        exam.Say(
            "LabelNoise",
            1 - usual.Score.Value,
            $"neither the model nor a linear model, a reference network or the nearest rows say more of {held.Count:N0} {exam.Subject.HeldName} rows than "
                + $"{(exam.Subject.IsOfClasses ? "the largest class" : "the mean")} does ({exam.Subject.Written(best)} above it): the target has nothing to do with these features, as far as these rows tell");
        return true;
    }

    // The training rows, each by a network that has not seen it, are told: then it is the other rows that say nothing.
    private static bool Told(FitExam exam, Yardsticks yardsticks) =>
        yardsticks.OutOfFold.Beyond(exam.Subject.Usual(exam.Subject.Train, yardsticks.Rows), Certain).Low > Tells;

    // A model that has not learnt its rows by heart, and tells others better than the reference network does, sees wrong labels better as well.
    private static bool IsBest(FitExam exam, Yardsticks yardsticks, RowOutcome held) => !exam.Has("Shift")
        && held.Score.Value >= yardsticks.Network.Score.Value && ScoreRules.GapOf(exam.Subject).Value < MostByHeart;

    // Between classes that overlap a network is wrong where it is unsure; wrong labels are anywhere, also where it is surest.
    private static FitInterval? Classes(RowOutcome outcome)
    {
        FitInterval wrong = Surest(outcome, All(outcome));
        double all = 1 - outcome.Score.Value;
        bool isMany = wrong.Low > NearlyAsOften * all || (wrong.Low > HalfAsOften * all && wrong.Value > AboutAsOften * all); // of few rows the interval is wide
        return Learns(outcome) && wrong.Low > LeastShare && isMany && !Falls(outcome, all) ? wrong : null;
    }

    // Whether the rows that a single network is surest of are wrong often enough that many are worth their time.
    private static bool IsSuspect(RowOutcome outcome) => Learns(outcome) && 1 - outcome.Score.Value is var all && all > LeastShare
        && Surest(outcome, All(outcome)).Value > AtLeastAsOften * all;

    // One network of few rows has learnt wrong labels too, and is sure by chance; of many, what they agree on is left. Lines that say as much
    // count as well.
    private static FitInterval? ByPanel(FitExam exam, Yardsticks yardsticks)
    {
        RowOutcome networks = Rows(yardsticks.Panel), lines = Rows(yardsticks.LinearPanel);
        return new[] { networks, lines }.Where(outcome => outcome == networks || outcome.Loss < networks.Loss + AsGood)
            .Where(outcome => Gain(outcome) > OfPanel).Select(Classes).FirstOrDefault(wrong => wrong is not null);

        RowOutcome Rows((RowOutcome Train, RowOutcome Held) panel) => exam.Has("Shift") ? panel.Train : panel.Train.With(panel.Held);
    }

    // Whether the few rows that it is surest of are hardly wrong: the further from the border, the less, which wrong labels know nothing of.
    private static bool Falls(RowOutcome outcome, double all)
    {
        int rows = (int)(Tenth * outcome.Count);
        FitInterval surest = Surest(outcome, All(outcome), Tenth);
        return rows >= LeastHeld && surest.Value < TenthAsOften * all && surest.High < TenthAtMost * all;
    }

    // Where the labels of one class alone are wrong, what is taken for the other is sure and right, and what is taken for it is never sure:
    // it is wrong as often far from the border as near to it, by the network and by a line.
    private static bool OfOneClass(FitExam exam, Yardsticks yardsticks, RowOutcome held)
    {
        if (OfOneClass(exam, yardsticks, held, yardsticks.OutOfFold, yardsticks.LinearOutOfFold))
        {
            return true;
        }

        long[] said = yardsticks.OutOfFold.Answers();
        bool isSuspect = Learns(yardsticks.OutOfFold, LeastOfRest) && !exam.Has("Shift") && All(yardsticks.OutOfFold).GroupBy(row => said[row])
            .Any(rows => yardsticks.OutOfFold.Wrong(rows.ToArray()).Low > LeastOfOne && Surest(yardsticks.OutOfFold, rows.ToArray()).Value > LeastOfOne);
        return isSuspect && OfOneClass(
            exam, yardsticks, held, yardsticks.Panel.Train.With(yardsticks.Panel.Held), yardsticks.LinearPanel.Train.With(yardsticks.LinearPanel.Held));
    }

    private static bool OfOneClass(FitExam exam, Yardsticks yardsticks, RowOutcome held, RowOutcome outcome, RowOutcome line)
    {
        if (!Learns(outcome, LeastOfRest))
        {
            return false;
        }

        long[] said = outcome.Answers();
        foreach (IGrouping<long, int> rows in All(outcome).GroupBy(row => said[row]).Where(rows => rows.Count() >= LeastOfClass).OrderBy(rows => rows.Key))
        {
            if (!IsSure(outcome, rows.Key) && !IsSure(line, rows.Key))
            {
                continue; // where nothing is told for sure, this is no exception
            }

            FitInterval wrong = Flat(outcome, rows.ToArray());
            long[] ofLine = line.Answers();
            int[] onLine = All(outcome).Where(row => ofLine[row] == rows.Key).ToArray();
            double share = wrong.Value * rows.Count() / outcome.Count;
            if (wrong.Low > LeastOfOne && onLine.Length >= LeastOfClass && Flat(line, onLine).Low > LeastOfOne
                && 1 - Math.Max(held.Score.Low, yardsticks.Best.Outcome.Score.Low) >= share * Fewer)
            {
                long other = rows.Where(row => outcome.Scores[row] == 0).GroupBy(row => outcome.Classes![row]).OrderByDescending(group => group.Count()).First().Key;
                string[] names = exam.Subject.Train.ClassNames!;
                exam.Show($"Labels that look wrong, taken for {names[rows.Key]}", wrong, "Share");
                exam.Say(
                    "LabelNoise",
                    share,
                    FormattableString.Invariant($"{wrong.Value:0.0 %} of the {wrong.Count:N0} rows that a network which was not trained on them takes most surely for {names[rows.Key]} have another label, ")
                        + $"mostly {names[other]}, and those that it is less sure of no more often: errors there are no close calls",
                    ByHeart * share);
                return true;
            }
        }

        return false;
    }

    // Whether what is not taken for a class is told nearly without error.
    private static bool IsSure(RowOutcome outcome, long but)
    {
        long[] said = outcome.Answers();
        int[] elsewhere = All(outcome).Where(row => said[row] != but).ToArray();
        return elsewhere.Length >= LeastOfClass && outcome.Wrong(elsewhere).Value <= MostElsewhere
            && Surest(outcome, elsewhere).Value <= LeastShare;
    }

    // The share of wrong answers among the surest of these rows, where it is about as large as among all of them; nothing elsewhere.
    private static FitInterval Flat(RowOutcome outcome, int[] rows)
    {
        FitInterval wrong = Surest(outcome, rows);
        return wrong.Value >= AboutAsOften * outcome.Wrong(rows).Value ? wrong : FitInterval.Share(0, wrong.Count);
    }

    // The share of wrong answers among the surest.
    private static FitInterval Surest(RowOutcome outcome, IReadOnlyCollection<int> rows, double share = MostSure)
    {
        double[] sure = outcome.Confidence();
        int[] surest = rows.OrderByDescending(row => sure[row]).Take(Math.Max(1, (int)(share * rows.Count))).ToArray();
        return outcome.Wrong(surest);
    }

    private static int[] All(RowOutcome outcome) => Enumerable.Range(0, (int)outcome.Count).ToArray();

    // A network that tells little more than the largest class cannot tell wrong labels from cases that nobody could tell.
    private static bool Learns(RowOutcome outcome, double told = LeastTold)
    {
        double largest = outcome.Largest().Share;
        return outcome.Score.Value > LeastRight && outcome.Score.Low > largest && outcome.Score.Value - largest > told * (1 - largest);
    }

    // A network of few rows is sure of what overlaps, too. Where a line tells the classes apart as far as they can be told, and is hardly
    // wrong where it is surest, it is no noise.
    private static bool Overlap(FitExam exam, Yardsticks yardsticks, RowOutcome held)
    {
        RowOutcome line = exam.Has("Shift") ? yardsticks.LinearOutOfFold : yardsticks.LinearOutOfFold.With(yardsticks.Linear);
        double reached = Math.Max(held.Score.Value, yardsticks.Best.Outcome.Score.Value);
        return Learns(line) && yardsticks.Linear.Score.Value >= reached - Behind && Surest(line, All(line)).Value < Fewer * (1 - line.Score.Value);
    }

    // Classes that overlap are told the better the further from the border; wrong labels are as many anywhere. A network of few
    // rows, which has learnt wrong labels as well, may show it less clearly than a line that tells as much.
    private static bool IsFloor(RowOutcome outcome, FitExam exam, Yardsticks yardsticks)
    {
        RowOutcome line = exam.Has("Shift") ? yardsticks.LinearOutOfFold : yardsticks.LinearOutOfFold.With(yardsticks.Linear);
        return IsFloor(outcome) || (line.Score.Value >= outcome.Score.Value - Behind && IsFloor(line));
    }

    private static bool IsFloor(RowOutcome outcome) => Gain(outcome) > ErrorProfile.LeastGain;

    private static double Gain(RowOutcome outcome) => ErrorProfile.FloorGain(outcome.Confidence(), Array.ConvertAll(outcome.Scores, score => score == 0));

    // Noise of one size has next to no targets beyond five deviations; wrong ones are anywhere.
    // The one that knows the targets best sees it best.
    private static FitInterval? Quantities(params RowOutcome[] outcomes)
    {
        (double[] sizes, double usual) = outcomes.Select(outcome => Array.ConvertAll(outcome.Errors!, Math.Sqrt))
            .Select(sizes => (Sizes: sizes, Usual: sizes.OrderBy(size => size).ElementAt(sizes.Length / 2) / 0.6745)).OrderBy(item => item.Usual).First();
        FitInterval far = FitInterval.Share(sizes.Count(size => size > FarAway * usual), sizes.Length);
        return usual > 0 && far.Low > LeastShare ? far : null;
    }
}
