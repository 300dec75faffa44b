using System.Runtime.InteropServices;
using System.Text;
using NormTools.Contract;

namespace NormTools.Bench;

/// <remarks>A step of training: the batch gathered, forward, loss, backward, the optimiser's update.</remarks>
internal static unsafe partial class Workloads
{
    private const string Mlp =
        """{"input_shape":[784],"layers":[{"type":"Linear","out_features":512},{"type":"BatchNorm"},{"type":"ReLU"},{"type":"Linear","out_features":256},{"type":"BatchNorm"},{"type":"ReLU"},{"type":"Linear","out_features":10}]}""";

    private const string Tiny =
        """{"input_shape":[4],"layers":[{"type":"Linear","out_features":16},{"type":"BatchNorm"},{"type":"ReLU"},{"type":"Linear","out_features":3}]}""";

    private const string Cnn =
        """{"input_shape":[1,28,28],"layers":[{"type":"Conv2d","out_channels":32,"kernel_size":3,"padding":1},{"type":"BatchNorm"},{"type":"ReLU"},{"type":"MaxPool","kernel_size":2},{"type":"Conv2d","out_channels":64,"kernel_size":3,"padding":1},{"type":"BatchNorm"},{"type":"ReLU"},{"type":"MaxPool","kernel_size":2},{"type":"Flatten"},{"type":"Linear","out_features":128},{"type":"ReLU"},{"type":"Linear","out_features":10}]}""";

    private const string Lstm =
        """{"input_shape":[28,28],"layers":[{"type":"LSTM","hidden_size":128},{"type":"LastStep"},{"type":"Linear","out_features":10}]}""";

    private const string Gru =
        """{"input_shape":[28,28],"layers":[{"type":"GRU","hidden_size":128},{"type":"LastStep"},{"type":"Linear","out_features":10}]}""";

    private const string LongLstm =
        """{"input_shape":[512,28],"layers":[{"type":"LSTM","hidden_size":128},{"type":"LastStep"},{"type":"Linear","out_features":10}]}""";

    private const string Transformer =
        """{"input_shape":[64,128],"layers":[{"type":"TransformerEncoderLayer","nhead":4,"dim_feedforward":512,"dropout":0,"activation":"gelu","norm_first":true},{"type":"MeanStep"},{"type":"Linear","out_features":10}]}""";

    private const string WrittenTransformer =
        """{"input_shape":[64,128],"layers":[{"type":"Residual","layers":[{"type":"LayerNorm","normalized_shape":128},{"type":"MultiheadAttention","num_heads":4}]},{"type":"Residual","layers":[{"type":"LayerNorm","normalized_shape":128},{"type":"Linear","out_features":512},{"type":"GELU"},{"type":"Linear","out_features":128}]},{"type":"MeanStep"},{"type":"Linear","out_features":10}]}""";

    private const string Augmentations =
        """[{"type":"RandomFlip"},{"type":"RandomCrop","padding":4},{"type":"RandomRotation","degrees":10},{"type":"ColorJitter"},{"type":"Noise","sigma":0.1},{"type":"Mixup","alpha":0.2},{"type":"CutMix"}]""";

    private const string WideLayer =
        """{"input_shape":[3200],"layers":[{"type":"Linear","out_features":3200,"bias":false}]}""";

    private const string Accuracy = """["Accuracy"]""";

    private const string FourMetrics = """["Accuracy","F1","RocAuc","LogLoss"]""";

    private const string Sgd = """{"type":"SGD","lr":0.05,"momentum":0.9}""";

    private const string Adam = """{"type":"Adam","lr":1e-3}""";

    public static void Training(Bench bench)
    {
        // Parameters times (forward, weight gradient, input gradient but for the first layer) times two operations.
        const double MlpWork = 2.0 * ((784 * 512 * 2) + (512 * 256 * 3) + (256 * 10 * 3));
        const double TinyWork = 2.0 * ((4 * 16 * 2) + (16 * 3 * 3));
        const double CnnWork = 2.0 * ((784 * 32 * 9 * 2) + (196 * 64 * 32 * 9 * 3) + (3136 * 128 * 3) + (128 * 10 * 3));
        foreach (int batch in (int[])[64, 256])
        {
            Step(bench, $"train-mlp-adam-{batch}", Mlp, Adam, batch, 784, 10, MlpWork);
        }

        Step(bench, "train-tiny-adam-16", Tiny, Adam, 16, 4, 3, TinyWork);
        Step(bench, "train-cnn-sgd-64", Cnn, Sgd, 64, 784, 10, CnnWork);
        const double GateWork = 2.0 * 128 * ((28 * 2) + (128 * 3)); // of one gate and step
        Step(bench, "train-lstm-adam-64", Lstm, Adam, 64, 784, 10, (28 * 4 * GateWork) + (2.0 * 128 * 10 * 3));
        Step(bench, "train-gru-adam-64", Gru, Adam, 64, 784, 10, (28 * 3 * GateWork) + (2.0 * 128 * 10 * 3));
        Step(bench, "train-lstm-512-adam-64", LongLstm, Adam, 64, 512 * 28, 10, (512 * 4 * GateWork) + (2.0 * 128 * 10 * 3));
        Step(bench, "train-transformer-adam-32", Transformer, Adam, 32, 64 * 128, 10, TransformerWork(64));
        Step(bench, "train-transformer-adam-32-written", WrittenTransformer, Adam, 32, 64 * 128, 10, TransformerWork(64));
        Step(
            bench, "train-transformer-512-adam-4", Transformer.Replace("[64,", "[512,"), Adam, 4, 512 * 128, 10,
            TransformerWork(512));
        Step(bench, "train-cnn-sgd-64-augmented", Cnn, Sgd, 64, 784, 10, CnnWork, Augmentations);

        // One sample through a layer of ten million weights: the weights are read, their gradients written, and the rule reads and writes
        // what it must. The counts are those of vectors as long as the weights.
        foreach ((string name, int vectors) in ((string, int)[])[("SGD", 5), ("Adam", 9), ("AdamW", 9), ("NAdam", 9), ("Lion", 7)])
        {
            const int Side = 3200;
            Step(
                bench, $"optimizer-{name.ToLowerInvariant()}-10m", WideLayer, $$"""{"type":"{{name}}"}""", 1, Side, Side,
                (double)vectors * Side * Side * sizeof(float), bound: Bound.Memory);
        }

        foreach ((string name, string metrics) in ((string, string)[])[("none", "[]"), ("accuracy", Accuracy), ("four", FourMetrics)])
        {
            Step(bench, $"train-mlp-adam-64-metrics-{name}", Mlp, Adam, 64, 784, 10, MlpWork, metrics: metrics);
            Step(bench, $"train-cnn-sgd-64-metrics-{name}", Cnn, Sgd, 64, 784, 10, CnnWork, metrics: metrics);
        }

        // A step of next to no arithmetic: what a batch's augmentation takes.
        foreach ((string name, string shape, int width) in ((string, string, int)[])[("28x28", "1,28,28", 784), ("3x32x32", "3,32,32", 3072)])
        {
            string thin = $$"""{"input_shape":[{{shape}}],"layers":[{"type":"Flatten"},{"type":"Linear","out_features":2}]}""";
            Step(bench, $"augment-{name}-64", thin, Sgd, 64, width, 2, 2.0 * width * 2 * 2, Augmentations);
        }
    }

    // Of a sample: four products of the width and two with the feed-forward layer, scores and what is read by them; each
    // forward and twice backward.
    private static double TransformerWork(int steps)
    {
        const int Width = 128;
        return 3 * 2.0 * steps * ((4 * Width * Width) + (2 * Width * 512) + (2 * steps * Width));
    }

    private static void Step(
        Bench bench, string name, string model, string optimizer, int batch, int width, int classes,
        double workOfSample, string augment = "[]", Bound bound = Bound.Arithmetic, string metrics = Accuracy)
    {
        if (!bench.Wants(name))
        {
            return;
        }

        const int Batches = 8;
        int rows = batch * Batches;
        float* features = bench.Random((long)rows * width, 1);
        long* labels = (long*)NativeMemory.Alloc((nuint)rows * sizeof(long));
        Random random = new(2);
        for (int row = 0; row < rows; row++)
        {
            labels[row] = random.Next(classes);
        }

        string options =
            $$"""{"loss":"CrossEntropy","epochs":100000000,"batch_size":{{batch}},"threads":{{bench.Options.Threads}},"augment":{{augment}},"metrics":{{metrics}},"optimizer":{{optimizer}}}""";
        nint handle = Create(bench.Library, model);
        nint run = CreateRun(bench.Library, handle, options, new DatasetView
        {
            Features = features,
            Targets = labels,
            StoredRows = rows,
            RowCount = rows,
            FeatureWidth = width,
            TargetWidth = 1,
            TargetDType = (int)DType.Int64,
        });
        var advance = (delegate* unmanaged[Cdecl]<nint, double, byte*, int>)bench.Library.Export("nt_run_advance");
        byte* progress = (byte*)NativeMemory.Alloc(256);
        bench.Report(
            name, bound, workOfSample * batch, "Gsamples/s", () =>
                bench.Library.Check(advance(run, 0, progress)), batch, 2);
        var free = (delegate* unmanaged[Cdecl]<nint, int>)bench.Library.Export("nt_object_free");
        bench.Library.Check(free(run));
        bench.Library.Check(free(handle));
        NativeMemory.Free(progress);
        NativeMemory.Free(labels);
        bench.Free(features);
    }

    private static nint Create(Library library, string specification)
    {
        nint model;
        nint generator = library.CreateGenerator();
        byte[] json = Encoding.UTF8.GetBytes(specification);
        fixed (byte* text = json)
        {
            var create = (delegate* unmanaged[Cdecl]<byte*, long, nint, nint*, int>)library.Export("nt_model_create");
            library.Check(create(text, json.Length, generator, &model));
        }

        library.FreeObject(generator);
        return model;
    }

    private static nint CreateRun(Library library, nint model, string options, DatasetView data)
    {
        nint run;
        byte[] json = Encoding.UTF8.GetBytes(options);
        fixed (byte* text = json)
        {
            var create = (delegate* unmanaged[Cdecl]<nint, byte*, long, DatasetView*, DatasetView*, nint, nint*,
                int>)library.Export("nt_run_create");
            library.Check(create(model, text, json.Length, &data, null, 0, &run));
        }

        return run;
    }
}
