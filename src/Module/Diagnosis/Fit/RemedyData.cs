using System.Collections.Specialized;

namespace NormTools;

/// <summary>Changes of what a model sees, learnt from the training rows alone, and of the weights that it begins with.</summary>
internal static class RemedyData
{
    public static FitChange Standardized(Dataset train) => new FitChange("standardised features")
    {
        Data = part =>
        {
            Dataset scaled = part.Part(Enumerable.Range(0, (int)part.Count).Select(row => (long)row).ToArray());
            scaled.Standardize(train.Fit());
            return scaled;
        },
    };

    /// <summary>Features and targets of mean 0 and deviation 1; of scaled features the targets alone.</summary>
    public static FitChange ScaledTarget(Dataset train, bool alone) => alone ? Prepared(train, "a scaled target", Step(TargetScaling.Step))
        : Prepared(train, "standardised features and a scaled target", Step("Standardize"), Step(TargetScaling.Step));

    public static FitChange Components(Dataset train, int count)
    {
        var steps = new List<PreprocessingStep> { Step("Standardize"), new PreprocessingStep("PrincipalComponent", new OrderedDictionary { { "components", count } }) };
        if (train.TargetScaling is not null)
        {
            steps.Add(Step(TargetScaling.Step));
        }

        FitChange change = Prepared(train, $"{count} principal components", steps.ToArray());
        change.Layers = layers => LayerEdits.Wider(layers, 1); // what was said of the number of inputs is no more true
        return change;
    }

    // Steps on what the model sees, learnt from the training rows.
    private static FitChange Prepared(Dataset train, string name, params PreprocessingStep[] steps)
    {
        var fitted = new Lazy<Preprocessor>(() => Plain(train).Fit(Preprocessor.Create(steps)));
        return new FitChange(name) { Data = part => Plain(part).PrepareWith(fitted.Value, _ => { }) };
    }

    private static PreprocessingStep Step(string type) => new PreprocessingStep(type, new OrderedDictionary());

    public static Action<Model> Drawn(string scheme) => model =>
    {
        var streams = new ParameterStreams(model, null, model.Seed ?? 0, false);
        new ModelInitialization
        {
            Scheme = InitializationScheme.Create(scheme, Array.Empty<KeyValuePair<string, object>>(), null, model),
            Selection = new LayerSelection(null, null),
            Stream = streams.For,
        }.Apply(model);
        streams.Commit();
    };

    private static Dataset Plain(Dataset data) => new Dataset(data.Feature.DType == DType.Float32 ? data.Feature : data.Feature.To(DType.Float32), data.Target)
    {
        ClassNames = data.ClassNames,
        TargetNames = data.TargetNames,
        StoredWeight = data.SampleWeight,
        StoredLength = data.SequenceLength,
    };
}
