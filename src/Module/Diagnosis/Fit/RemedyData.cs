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

    public static FitChange Components(Dataset train, int count)
    {
        var fitted = new Lazy<IPreprocessorStage>(() => FeatureSteps.Create(
            new[]
            {
                new PreprocessingStep("Standardize", new OrderedDictionary()),
                new PreprocessingStep("PrincipalComponent", new OrderedDictionary { { "components", count } }),
            },
            1).Fit(new RawTable(Plain(train), null, null)));
        return new FitChange($"{count} principal components")
        {
            Data = part => new Dataset(fitted.Value.Apply(new RawTable(Plain(part), null, null), DType.Float32, None()).Values, part.Target)
            {
                ClassNames = part.ClassNames,
                TargetNames = part.TargetNames,
                StoredWeight = part.SampleWeight,
                StoredLength = part.SequenceLength,
            },
            Layers = layers => LayerEdits.Wider(layers, 1), // what was said of the number of inputs is no more true
        };
    }

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

    private static Tensor Plain(Dataset data) => data.Feature.DType == DType.Float32 ? data.Feature : data.Feature.To(DType.Float32);

    // The steps take every row.
    private static RowRefusals None() => new RowRefusals(row => row);
}
