namespace NormTools.Reports;

/// <summary>What each verdict means, in a sentence.</summary>
internal static class VerdictWords
{
    private static readonly Dictionary<string, string> Words = new Dictionary<string, string>
    {
        ["Leak"] = "The score cannot be believed: what judges the model was known in training.",
        ["Shift"] = "The model is judged by rows of another kind than it learnt from.",
        ["UnscaledFeatures"] = "The features are of very different sizes, which holds the training up.",
        ["RateTooHigh"] = "The steps of the training were too long: it jumps over what it should find.",
        ["RateTooLow"] = "The steps of the training were too short: it has not arrived.",
        ["DeadUnits"] = "Most units of a layer give zero for every row, and learn no more.",
        ["SaturatedUnits"] = "Most outputs of a layer lie where its activation is flat, and hardly learn.",
        ["FewValuesPerStatistic"] = "A batch normalisation takes its means and variances from too few values.",
        ["LabelNoise"] = "A part of the labels is wrong, or they have nothing to do with the features.",
        ["Overfitting"] = "The model knows its training rows by heart, and does clearly worse on others.",
        ["Unstable"] = "Another seed, and nothing else, gives another result.",
        ["Underfitting"] = "The model has learnt too little: a usual one does clearly better on the same rows.",
        ["NotLearning"] = "The model tells its own training rows no better than a guess.",
        ["Overconfident"] = "The model is right as often as it should be, but far surer of itself than that.",
        ["Good"] = "It is better than no model beyond chance, and none of the faults that were looked for was found.",
        ["CannotTell"] = "Neither a fault nor its absence can be told from chance.",
    };

    public static string Of(string verdict) => Words[verdict];
}
