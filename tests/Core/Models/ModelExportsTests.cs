using System.Text;
using System.Text.Json;
using NormTools.Contract;
using NormTools.Core.Abi;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Models and runs as the module sees them: through the exports alone.</summary>
public sealed unsafe class ModelExportsTests
{
    private const string Specification =
        """{"input_shape":[4],"layers":[{"type":"Linear","out_features":8},{"type":"BatchNorm"},{"type":"Dropout","p":0.1},{"type":"Linear","out_features":3}]}""";

    [Fact]
    public void A_model_is_made_trained_judged_saved_and_loaded()
    {
        nint model = Create(Specification);
        Samples training = Samples.Balls(120, 4, 3, 1);
        Samples validation = Samples.Balls(60, 4, 3, 2);
        nint run = CreateRun(
            model, """{"loss":"CrossEntropy","epochs":12,"batch_size":10,"optimizer":{"type":"Adam","lr":0.01}}""", training, validation);
        delegate* unmanaged[Cdecl]<nint, double, RunProgress*, Status> advance = &Exports.RunAdvance;
        RunProgress progress;
        do
        {
            Assert.Equal(Status.Ok, advance(run, 50, &progress));
        }
        while (progress.State is RunState.Running or RunState.EpochFinished);

        Assert.Equal(RunState.Finished, progress.State);
        delegate* unmanaged[Cdecl]<nint, long, EpochRecord*, Status> getRecord = &Exports.RunRecord;
        EpochRecord record;
        Assert.Equal(Status.Ok, getRecord(run, 11, &record));
        Assert.Equal(12, record.Epoch);
        Assert.Equal(Status.InvalidArgument, getRecord(run, 12, &record));
        Free(run);

        Evaluation before = Evaluate(model, validation);
        Assert.Equal(record.ValidationLoss, before.Loss);
        Assert.True(before.Accuracy > 0.9);
        string path = Path.GetTempFileName();
        try
        {
            byte[] text = Encoding.UTF8.GetBytes(path);
            nint loaded;
            delegate* unmanaged[Cdecl]<nint, byte*, long, byte*, long, Status> save = &Exports.ModelSave;
            delegate* unmanaged[Cdecl]<byte*, long, nint*, Status> load = &Exports.ModelLoad;
            delegate* unmanaged[Cdecl]<nint, byte*, long, byte*, long, Status> loadState = &Exports.ModelLoadState;
            nint other = Create(Specification);
            fixed (byte* name = text)
            {
                Assert.Equal(Status.Ok, save(model, name, text.Length, null, 0));
                Assert.Equal(Status.Ok, load(name, text.Length, &loaded));
                Assert.Equal(Status.Ok, loadState(other, name, text.Length, null, 0));
            }

            Assert.Equal(before, Evaluate(loaded, validation));
            Assert.Equal(before, Evaluate(other, validation));
            Free(loaded);
            Free(other);
        }
        finally
        {
            File.Delete(path);
        }

        Free(model);
    }

    [Fact]
    public void Texts_come_whole_or_tell_their_length()
    {
        nint model = Create(Specification);
        delegate* unmanaged[Cdecl]<nint, byte*, long, long*, Status> describe = &Exports.ModelDescribe;
        long length;
        Assert.Equal(Status.Ok, describe(model, null, 0, &length));
        byte[] text = new byte[length];
        fixed (byte* buffer = text)
        {
            Assert.Equal(Status.Ok, describe(model, buffer, length - 1, &length));
            Assert.All(text, value => Assert.Equal(0, value));
            Assert.Equal(Status.Ok, describe(model, buffer, length, &length));
        }

        JsonElement description = JsonDocument.Parse(text).RootElement;
        Assert.Equal(9, description.GetProperty("state").GetArrayLength());

        delegate* unmanaged[Cdecl]<nint, long, int, byte*, long, long*, Status> plan = &Exports.ModelPlan;
        text = new byte[10_000];
        fixed (byte* buffer = text)
        {
            Assert.Equal(Status.Ok, plan(model, 32, 1, buffer, text.Length, &length));
        }

        JsonElement steps = JsonDocument.Parse(text.AsMemory(0, (int)length)).RootElement.GetProperty("steps");
        Assert.Equal("Linear", steps[0].GetProperty("operation").GetString());
        Free(model);
    }

    [Fact]
    public void State_is_live_memory_and_copies_have_their_own()
    {
        nint model = Create(Specification);
        nint copy;
        delegate* unmanaged[Cdecl]<nint, nint*, Status> copyModel = &Exports.ModelCopy;
        delegate* unmanaged[Cdecl]<nint, long, void**, Status> state = &Exports.ModelState;
        Assert.Equal(Status.Ok, copyModel(model, &copy));
        void* one;
        void* two;
        Assert.Equal(Status.Ok, state(model, 8, &one));
        Assert.Equal(Status.Ok, state(copy, 8, &two));
        Assert.NotEqual((nint)one, (nint)two);
        ((float*)one)[0] = 1000;
        Assert.Equal(1000, Forward(model, training: false)[0], 1.0);
        Assert.NotEqual(1000, Forward(copy, training: false)[0], 1.0);
        Assert.Equal(Status.InvalidArgument, state(model, 9, &one));
        Assert.Equal("StateOutOfRange", LastError().Split('\n')[0]);
        Free(model);
        Free(copy);
    }

    [Fact]
    public void Without_a_generator_dropout_draws_on_from_the_model_s_stream()
    {
        nint model = Create(Specification);
        nint twin = Create(Specification);
        float[] first = Forward(model, training: true);
        Assert.Equal(first, Forward(twin, training: true));
        Assert.NotEqual(first, Forward(model, training: true));
        Free(model);
        Free(twin);
    }

    [Theory]
    [InlineData("{", 1, "InvalidModelSpecification")]
    [InlineData("""{"input_shape":[4],"layers":[{"type":"InstanceNorm"}]}""", 2, "LayerShapeMismatch")]
    public void A_failure_has_a_status_and_a_text(string specification, int expected, string id)
    {
        byte[] json = Encoding.UTF8.GetBytes(specification);
        nint model;
        delegate* unmanaged[Cdecl]<byte*, long, nint, nint*, Status> create = &Exports.ModelCreate;
        nint generator = Generator(0);
        fixed (byte* text = json)
        {
            Assert.Equal((Status)expected, create(text, json.Length, generator, &model));
        }

        Free(generator);

        Assert.Equal(id, LastError().Split('\n')[0]);
    }

    [Fact]
    public void A_handle_of_another_kind_is_refused()
    {
        nint model = Create(Specification);
        RunProgress progress;
        delegate* unmanaged[Cdecl]<nint, double, RunProgress*, Status> advance = &Exports.RunAdvance;
        Assert.Equal(Status.InvalidState, advance(model, 1, &progress));
        Assert.Equal(Status.InvalidState, advance(0, 1, &progress));
        Free(model);
    }

    private static nint Create(string specification)
    {
        byte[] json = Encoding.UTF8.GetBytes(specification);
        nint model;
        delegate* unmanaged[Cdecl]<byte*, long, nint, nint*, Status> create = &Exports.ModelCreate;
        nint generator = Generator(0);
        fixed (byte* text = json)
        {
            Assert.Equal(Status.Ok, create(text, json.Length, generator, &model));
        }

        Free(generator);
        return model;
    }

    private static nint Generator(ulong seed)
    {
        nint generator;
        delegate* unmanaged[Cdecl]<ulong, nint*, Status> create = &Exports.GeneratorCreate;
        Assert.Equal(Status.Ok, create(seed, &generator));
        return generator;
    }

    private static nint CreateRun(nint model, string options, Samples training, Samples validation)
    {
        byte[] json = Encoding.UTF8.GetBytes(options);
        nint run;
        DatasetView one = training.View;
        DatasetView two = validation.View;
        delegate* unmanaged[Cdecl]<nint, byte*, long, DatasetView*, DatasetView*, nint,
            nint*, Status> create = &Exports.RunCreate;
        fixed (byte* text = json)
        {
            Assert.Equal(Status.Ok, create(model, text, json.Length, &one, &two, 0, &run));
        }

        return run;
    }

    private static Evaluation Evaluate(nint model, Samples data)
    {
        byte[] loss = "\"CrossEntropy\""u8.ToArray();
        DatasetView view = data.View;
        nint evaluation;
        delegate* unmanaged[Cdecl]<nint, DatasetView*, byte*, long, int, nint*, Status> evaluate = &Exports.Evaluate;
        delegate* unmanaged[Cdecl]<nint, long, byte*, long, long*, Status> describe = &Exports.EvaluationDescribe;
        byte[] buffer = new byte[1 << 16];
        long length;
        fixed (byte* name = loss, text = buffer)
        {
            Assert.Equal(Status.Ok, evaluate(model, &view, name, loss.Length, 1, &evaluation));
            Assert.Equal(Status.Ok, describe(evaluation, 3, text, buffer.Length, &length));
        }

        Free(evaluation);
        JsonElement json = JsonDocument.Parse(buffer.AsMemory(0, (int)length)).RootElement;
        JsonElement accuracy = json.GetProperty("metrics").EnumerateArray().First(metric => metric.GetProperty("name").GetString() == "Accuracy");
        return new Evaluation(json.GetProperty("loss").GetDouble(), accuracy.GetProperty("value").GetDouble());
    }

    private readonly record struct Evaluation(double Loss, double Accuracy);

    private static float[] Forward(nint model, bool training)
    {
        Samples samples = Samples.Balls(6, 4, 3, 1);
        DatasetView view = samples.View;
        float[] y = new float[18];
        delegate* unmanaged[Cdecl]<nint, DatasetView*, int, nint, int, float*, Status> forward = &Exports.ModelForward;
        fixed (float* result = y)
        {
            Assert.Equal(Status.Ok, forward(model, &view, training ? 1 : 0, 0, 0, result));
        }

        return y;
    }

    private static string LastError()
    {
        byte* buffer = stackalloc byte[2000];
        delegate* unmanaged[Cdecl]<byte*, long, long> lastError = &Exports.LastError;
        return Encoding.UTF8.GetString(buffer, (int)lastError(buffer, 2000));
    }

    private static void Free(nint handle)
    {
        delegate* unmanaged[Cdecl]<nint, Status> free = &Exports.ObjectFree;
        Assert.Equal(Status.Ok, free(handle));
    }
}
