using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Losses;
using NormTools.Core.Models;
using NormTools.Core.Random;
using NormTools.Core.Training;

namespace NormTools.Core.Abi;

internal static unsafe partial class Exports
{
    /// <summary>Statistics of each layer's output and gradients over one batch, as JSON. The model is not
    /// changed.</summary>
    /// <remarks>
    /// The batch runs through in training mode (batch statistics, dropout).
    /// <c>{"rows":64,"loss":2.3,"layers":[{"name":"0",
    /// "type":"Linear","description":"...","units":64,"mean":0,"std":1,"minimum":-3,"maximum":3,"non_finite":0,"zeros":0.5,
    /// "saturated":0,"dead_units":0,"same_units":0,"gradient_std":0.1,"gradient_mean":0,"weight_norm":8,
    /// "weight_gradient_norm":0.3}]}</c>. zeros and saturated are shares; a number that is not finite is left out;
    /// same_units counts the units that equal the first one in every row. gradient_std and gradient_mean are those of
    /// the layer's output. A layer over the steps of sequences has "steps":[{"samples":64,"std":1,"gradient":0.1}], one for
    /// each step: how many samples reach it, and the root mean square of the gradient that the layer hands back to its
    /// input there; units are its features, and what is behind a sample's end is left out everywhere. One of attention
    /// has "entropy":[0.9], of each head that of its weights, as a share of the largest.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="data">Samples, and targets where there is a loss.</param>
    /// <param name="loss">The loss as JSON; null for a random gradient from N(0, 1) at the end.</param>
    /// <param name="lossLength">Length of the loss, in bytes.</param>
    /// <param name="generator">A generator's handle: dropout and the random gradient are drawn from it.</param>
    /// <param name="threads">The most threads; 0 for the default.</param>
    /// <param name="buffer">Receives the text.</param>
    /// <param name="capacity">Size of the buffer, in bytes.</param>
    /// <param name="length">Receives the text's length.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_probe", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelProbe(
        nint model,
        DatasetView* data,
        byte* loss,
        long lossLength,
        nint generator,
        int threads,
        byte* buffer,
        long capacity,
        long* length)
    {
        try
        {
            Model source = ObjectHandle.Get<Model>(model);
            Generator stream = ObjectHandle.Get<Generator>(generator);
            BatchReader reader = new(*data, source.InputCount, "data");
            Loss? judge = loss is null ? null : Loss.Parse(Utf8.Read(loss, lossLength));
            string text = Training.ModelProbe.Run(source, reader, judge, stream, threads);
            *length = Utf8.Copy(text, buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The input of one layer in a training-mode pass over all rows as one batch. The model is not
    /// changed.</summary>
    /// <param name="model">The model; dropout draws from a copy of its stream.</param>
    /// <param name="layer">The layer's index in the list of nt_model_describe.</param>
    /// <param name="data">The samples; Targets is not read.</param>
    /// <param name="threads">The most threads; 0 for the default. Never changes a bit of the result.</param>
    /// <param name="x">[RowCount, inputs of the layer].</param>
    /// <returns>InvalidArgument: NoSuchLayer, and what nt_model_forward returns.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_input_of", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelInputOf(nint model, long layer, DatasetView* data, int threads, float* x)
    {
        try
        {
            Model source = ObjectHandle.Get<Model>(model);
            BatchReader reader = new(*data, source.InputCount, "input");
            SamplePass.InputOf(source, LayerOf(source, layer), reader, threads, x);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>What each step reads of each in a layer of attention, in evaluation mode. The model is not
    /// changed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The layer's index in the list of nt_model_describe.</param>
    /// <param name="data">The samples; Targets is not read.</param>
    /// <param name="threads">The most threads; 0 for the default.</param>
    /// <param name="weights">[RowCount, heads, steps, steps]: rows that sum to 1, and zeros behind a sample's end.</param>
    /// <returns>InvalidArgument: NoSuchLayer, NoAttention, and what nt_model_forward returns.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_attention", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelAttention(nint model, long layer, DatasetView* data, int threads, float* weights)
    {
        try
        {
            Model source = ObjectHandle.Get<Model>(model);
            AttentionPass.Run(source, LayerOf(source, layer), new(*data, source.InputCount, "input"), threads, weights);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>All layers, parametrizations, losses, metrics, optimisers and schedules with their arguments, and the
    /// nonlinearities that have a gain, as JSON.</summary>
    /// <remarks>
    /// <c>{"losses":[{"name":"SmoothL1","meaning":"...","classes":false,"arguments":[{"name":"beta","type":"number",
    /// "default":1,"least":0,"most":3e38,"choices":[],"meanings":[],"output_count":false,"required":false}]}],
    /// "metrics":[...],"optimizers":[...],"schedules":[...],"layers":[{"name":"Linear","meaning":"...",
    /// "normalizes":false,"family":null,"state":[{"name":"weight","role":"weight"}],"arguments":[...]}],
    /// "parametrizations":[...],"nonlinearities":[{"name":"LeakyReLU","meaning":"...","torch":true,"slope":0.01}]}</c>.
    /// A missing bound is left out. meanings: one for each choice, or none. output_count: whether the argument is the
    /// number of a layer's outputs. classes: whether a loss or metric is for classification. family: the common name of
    /// layers of its kind. state: what a layer keeps by default; role is weight, bias, scale, shift, magnitude, mean,
    /// variance, count or vector. torch: whether the gain is in PyTorch's table; slope: the default negative slope,
    /// null where there is none.
    /// </remarks>
    [UnmanagedCallersOnly(EntryPoint = "nt_catalog", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Catalog(byte* buffer, long capacity, long* length)
    {
        try
        {
            *length = Utf8.Copy(CatalogDescription.All, buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Runs a model over a data set in evaluation mode, within bounded memory, and keeps its
    /// predictions.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Samples and targets.</param>
    /// <param name="loss">The loss as JSON: a name, or an object with type and arguments.</param>
    /// <param name="length">Length of the loss, in bytes.</param>
    /// <param name="threads">The most threads; 0 for the default.</param>
    /// <param name="evaluation">Receives a handle for nt_evaluation_describe; nt_object_free frees it.</param>
    /// <returns>As nt_run_create's for its data.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_evaluate", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Evaluate(
        nint model, DatasetView* data, byte* loss, long length, int threads, nint* evaluation)
    {
        try
        {
            Loss judge = Loss.Parse(Utf8.Read(loss, length));
            *evaluation = ObjectHandle.Create(SamplePass.Judge(ObjectHandle.Get<Model>(model), *data, judge, threads));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>An evaluation as JSON: see <see cref="ModelEvaluation.Describe"/>.</summary>
    /// <param name="evaluation">The handle.</param>
    /// <param name="worst">How many of the most confident mistakes, or of the largest errors, to list; -1 leaves out the intervals,
    /// too, which take the most time.</param>
    /// <param name="buffer">Receives the text.</param>
    /// <param name="capacity">Size of the buffer, in bytes.</param>
    /// <param name="length">Receives the text's length.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_evaluation_describe", CallConvs = [typeof(CallConvCdecl)])]
    public static Status EvaluationDescribe(nint evaluation, long worst, byte* buffer, long capacity, long* length)
    {
        try
        {
            *length = Utf8.Copy(ObjectHandle.Get<ModelEvaluation>(evaluation).Describe(worst), buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }
}
