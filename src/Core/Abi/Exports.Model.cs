using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Graph;
using NormTools.Core.Models;
using NormTools.Core.Random;
using NormTools.Core.Training;

namespace NormTools.Core.Abi;

/// <remarks>
/// Text is UTF-8 with its length in bytes. Where a text is returned, <c>*length</c> becomes its full length, and it is
/// copied only if <c>capacity</c> holds all of it: call with a guess (or null), and again with a larger buffer if that
/// was too small.
/// </remarks>
internal static unsafe partial class Exports
{
    /// <summary>Makes a model, its parameters drawn by torch's default initialisation of each layer.</summary>
    /// <param name="json">
    /// <c>{"input_shape":[64],"layers":[{"type":"Linear","out_features":64},{"type":"BatchNorm"},{"type":"ReLU"}]}</c>:
    /// torch.nn's names and defaults; what follows from the input (in_features, num_features) is inferred and not
    /// given. A null <c>momentum</c> means the cumulative average, a null <c>eps</c> of RMSNorm the machine epsilon.
    /// Containers, with their own <c>layers</c>: Sequential, and Residual (y = x + f(x)).
    /// </param>
    /// <param name="length">Length of json, in bytes.</param>
    /// <param name="generator">
    /// A generator's handle: the parameters are drawn from it, which advances it. The model's own stream starts as a
    /// copy of it after that.
    /// </param>
    /// <param name="model">Receives the handle; nt_object_free frees it.</param>
    /// <returns>
    /// InvalidArgument: InvalidModelSpecification (not JSON, or not of this form), UnknownLayer, UnknownLayerArgument,
    /// InvalidLayerArgument. ShapeMismatch: LayerShapeMismatch. Each names the layer: "Layer 3 (Linear): ...", nested
    /// ones "2.1".
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_create", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelCreate(byte* json, long length, nint generator, nint* model)
    {
        try
        {
            Generator stream = ObjectHandle.Get<Generator>(generator);
            *model = ObjectHandle.Create(Model.Create(Utf8.Read(json, length), stream));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The model as JSON.</summary>
    /// <remarks>
    /// <c>{"input_shape":[64],"output_shape":[10],"parameters":4810,"needs_whole_batch":false,
    /// "specification":"the JSON that nt_model_create makes it of","layers":[{"name":"0","type":"Linear","description":"Linear(in_features=64, out_features=64, bias=True)",
    /// "summary":"Linear(64, 64)","output_shape":[64],"parameters":4160}],"state":[{"name":"0.weight","layer":"0",
    /// "shape":[64,64],"dtype":"float32","kind":"parameter","role":"weight","fan_in":64,"fan_out":64},...],
    /// "gives_probabilities":false,
    /// "metadata":{what the file held that the model was loaded from}}</c>. The layers come in order, each container
    /// before its contents ("2", "2.0", "2.1"); a container counts no parameters of its own. State has PyTorch's
    /// state-dict names and order; dtype is float32 or int64, kind parameter or buffer, role as in nt_catalog. A bias
    /// has the fan-in and fan-out of its weight. summary: the description without arguments at their defaults.
    /// gives_probabilities: whether the outputs are those of Softmax or Sigmoid. branches: how many
    /// branches a skip connection of the layer leads around; heads: the heads of attention, or 0. Of a state's weight, parts: how many matrices lie one above
    /// the other in it, the first weighing_parts of which only weigh what is passed on (queries and keys); recurrent:
    /// whether it multiplies the state of the step before; ends_branch: there where it is in such a branch, and whether
    /// the branch ends with it. Of a bias, forget_part: which of its parts is a forget gate's. A
    /// normalisation has "normalization":{"over_batch":true,"values":1,"eps":1e-05,"centers":true,"tracks":true,
    /// "momentum":0.1}: values is how many values of one sample go into a statistic, centers whether the mean is
    /// subtracted, tracks whether evaluation uses running statistics; a null momentum means the cumulative average. A recurrent
    /// layer with norms inside has "inner_normalization", of the widest.
    /// </remarks>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_describe", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelDescribe(nint model, byte* buffer, long capacity, long* length)
    {
        try
        {
            *length = Utf8.Copy(ModelDescription.Of(ObjectHandle.Get<Model>(model)), buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The plan of a pass over a batch as JSON: its steps, what is fused into each, buffers, bytes.</summary>
    /// <remarks>
    /// <c>{"rows":256,"training":true,"arena_bytes":1,"parameter_bytes":1,"state_bytes":1,"buffer_bytes":1,
    /// "steps":[{"name":"0","operation":"Linear","fused":["bias"],"in_place":false,"output_width":512,
    /// "output_offset":0,"output_bytes":524288,"gradient_offset":0,"gradient_bytes":524288,"saved_bytes":0}]}</c>.
    /// buffer_bytes is what the buffers would take if none shared memory; an offset is -1 where there is no such
    /// buffer.
    /// </remarks>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_plan", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelPlan(nint model, long rows, int training, byte* buffer, long capacity, long* length)
    {
        try
        {
            Model source = ObjectHandle.Get<Model>(model);
            long batch = Math.Max(rows, 1);
            using Plan plan = training != 0 ? Plan.ForTraining(source, batch) : Plan.ForEvaluation(source, batch);
            *length = Utf8.Copy(ModelDescription.Of(source, plan), buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The live memory of one state entry, numbered as in nt_model_describe. It does not move while the model
    /// lives.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_state", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelState(nint model, long index, void** memory)
    {
        try
        {
            IReadOnlyList<StateEntry> state = ObjectHandle.Get<Model>(model).State;
            *memory = index >= 0 && index < state.Count
                ? state[(int)index].Memory
                : throw CoreException.Argument(
                    "StateOutOfRange", $"There is no state entry {index}: there are {state.Count}.");
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>A handle to the model's own stream, which continues after initialisation and which training without a
    /// seed draws from; nt_object_free frees the handle.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_stream", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelStream(nint model, nint* generator)
    {
        try
        {
            *generator = ObjectHandle.Create(ObjectHandle.Get<Model>(model).Stream);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The model's outputs for any number of rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The samples; Targets is not read.</param>
    /// <param name="training">
    /// 0: evaluation, in batches of bounded memory. Otherwise one training-mode pass over all rows as one batch: batch
    /// statistics are used, running statistics updated, dropout masks drawn.
    /// </param>
    /// <param name="generator">A generator's handle for dropout; 0 for the model's own stream, which advances with each
    /// pass.</param>
    /// <param name="threads">The most threads; 0 for the default. Never changes a bit of the result.</param>
    /// <param name="y">[RowCount, outputs].</param>
    /// <returns>
    /// ShapeMismatch: FeatureWidthMismatch. InvalidArgument: RowOutOfRange, InvalidDataset, OneValuePerChannel
    /// (training with batch norm on a single value per channel). InvalidData: NegativeRunningVariance,
    /// InvalidBatchesTracked, InfiniteRunningVariance (in the state as it was set). NotFinite: InfiniteRunningVariance
    /// (the batch made it so).
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_forward", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelForward(
        nint model, DatasetView* data, int training, nint generator, int threads, float* y)
    {
        try
        {
            Model source = ObjectHandle.Get<Model>(model);
            BatchReader reader = new(*data, source.InputCount, "input");
            if (training == 0)
            {
                SamplePass.Evaluate(source, reader, threads, y);
            }
            else
            {
                Generator stream = generator == 0 ? source.Stream : ObjectHandle.Get<Generator>(generator);
                SamplePass.Train(source, reader, stream, threads, y);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>A second model of the same specification and state.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_copy", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelCopy(nint model, nint* copy)
    {
        try
        {
            *copy = ObjectHandle.Create(ObjectHandle.Get<Model>(model).Copy());
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Writes the model as safetensors: the state under PyTorch's names, the specification as metadata
    /// "normtools".</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The path; an existing file is replaced atomically, never left half written.</param>
    /// <param name="pathLength">Length of path, in bytes.</param>
    /// <param name="metadata">A JSON object of texts to keep with the model, or null.</param>
    /// <param name="metadataLength">Length of metadata, in bytes.</param>
    /// <returns>WriteError: FileNotWritable. InvalidArgument: InvalidMetadata.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_save", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelSave(nint model, byte* path, long pathLength, byte* metadata, long metadataLength)
    {
        try
        {
            ModelFile.Save(
                ObjectHandle.Get<Model>(model), Utf8.Read(path, pathLength),
                ModelFile.ParseMetadata(Utf8.Read(metadata, metadataLength)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Makes a model from a file written by nt_model_save, bit for bit the one that was saved.</summary>
    /// <returns>
    /// NotFound: PathNotFound. ReadError: FileNotAccessible, InvalidSafetensors (what is wrong with the file),
    /// NotAModelFile (no specification in it: use nt_model_load_state), StateMismatch.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_load", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelLoad(byte* path, long pathLength, nint* model)
    {
        try
        {
            *model = ObjectHandle.Create(ModelFile.Load(Utf8.Read(path, pathLength)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Copies a state dict (safetensors, as written from PyTorch) into a model by name: all of it or
    /// nothing.</summary>
    /// <remarks>
    /// names is a JSON object from the file's names to the model's, an empty name for a tensor to leave out; null where
    /// the names agree. F64, F16, BF16 are converted to float32. A missing num_batches_tracked counts as 0, as in
    /// torch. StateMismatch lists the missing, the unexpected and the names whose shapes differ.
    /// </remarks>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_load_state", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelLoadState(nint model, byte* path, long pathLength, byte* names, long namesLength)
    {
        try
        {
            ModelFile.LoadState(
                ObjectHandle.Get<Model>(model), Utf8.Read(path, pathLength), ModelFile.ParseMetadata(Utf8.Read(names, namesLength)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }
}
