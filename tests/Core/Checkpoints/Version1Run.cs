namespace NormTools.Core.Tests;

/// <summary>A run whose checkpoint, and the model at whose end, the code before format 2 wrote to
/// <c>Files</c>.</summary>
/// <param name="Name">Of the files.</param>
/// <param name="Shape">Of a sample.</param>
/// <param name="Layers">As <see cref="TrainingRuns.Model"/> takes them.</param>
/// <param name="Options">JSON.</param>
/// <param name="Advances">Calls in front of the checkpoint: steps, pieces of validation.</param>
/// <param name="Rows">Of the training data.</param>
/// <param name="ValidationRows">0 for no validation.</param>
internal sealed record Version1Run(
    string Name, string Shape, string Layers, string Options, int Advances, int Rows, int ValidationRows)
{
    private const string Mixed =
        "Linear:out_features=24 BatchNorm ReLU Dropout:p=0.3 Linear:out_features=12 LayerNorm GELU "
        + "Linear:out_features=3";

    public static IReadOnlyList<Version1Run> All { get; } =
    [
        new(
            "adam-in-epoch",
            "4",
            Mixed,
            """{"loss":"CrossEntropy","epochs":6,"batch_size":16,"seed":5,"optimizer":{"type":"Adam","lr":1e-2,"amsgrad":true},"early_stopping":{"patience":3},"schedule":{"type":"ReduceLROnPlateau","patience":0}}""",
            Advances: 33,
            Rows: 150,
            ValidationRows: 60),
        new(
            "adamw-in-validation",
            "4",
            Mixed,
            """{"loss":"CrossEntropy","epochs":3,"batch_size":50,"seed":7,"optimizer":{"type":"AdamW"},"early_stopping":{"patience":0,"monitor":"ValidationAccuracy"},"schedule":{"type":"OneCycleLR","max_lr":0.1,"cycle_momentum":false}}""",
            Advances: 8,
            Rows: 150,
            ValidationRows: 1200),
        new(
            "sgd-without-validation",
            "4",
            "Linear:out_features=8 Tanh Linear:out_features=2",
            """{"loss":"CrossEntropy","epochs":5,"batch_size":20,"shuffle":false,"seed":null,"optimizer":{"type":"SGD","lr":0.1,"momentum":0.9,"nesterov":true},"clip_norm":1}""",
            Advances: 14,
            Rows: 100,
            ValidationRows: 0),
        new(
            "rmsprop-centered",
            "4",
            "Linear:out_features=8 Tanh Linear:out_features=2",
            """{"loss":"CrossEntropy","epochs":3,"batch_size":20,"seed":1,"optimizer":{"type":"RMSprop","centered":true,"momentum":0.5}}""",
            Advances: 0,
            Rows: 100,
            ValidationRows: 0),
        new(
            "adagrad-behind-epoch",
            "4",
            "Linear:out_features=8 Tanh Linear:out_features=2",
            """{"loss":"CrossEntropy","epochs":4,"batch_size":20,"seed":1,"optimizer":{"type":"Adagrad","lr_decay":0.01},"schedule":{"type":"StepLR","step_size":2},"early_stopping":{"patience":null,"baseline":0.5,"start_epoch":2}}""",
            Advances: 11,
            Rows: 100,
            ValidationRows: 40),
    ];

    public Samples Training => Data(Rows, 1);

    public Samples? Validation => ValidationRows == 0 ? null : Data(ValidationRows, 2);

    /// <summary>One of its files.</summary>
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Files", name);

    public override string ToString() => Name;

    // Sums and products alone, which every machine rounds alike: a hash of the data is in the checkpoint.
    private Samples Data(int rows, int seed)
    {
        const int Width = 4;
        int classes = Layers[^1] - '0';
        System.Random random = new(seed);
        float[] features = new float[rows * Width];
        long[] labels = [.. Enumerable.Range(0, rows).Select(row => (long)(row % classes))];
        for (int i = 0; i < features.Length; i++)
        {
            features[i] = (float)((0.5 * labels[i / Width]) - (0.25 * (i % Width)) + random.NextDouble());
        }

        return Samples.Classes(features, labels);
    }
}
