using System.Runtime.InteropServices;
using NormTools.Contract;

namespace NormTools.Native;

/// <content>Models (src/Core/Abi/Exports.Model.cs) and training runs (Exports.Training.cs).</content>
internal static unsafe partial class NativeMethods
{
    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_create", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelCreate(byte[] json, long length, ObjectHandle generator, out IntPtr model);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_describe", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelDescribe(ObjectHandle model, byte* buffer, long capacity, long* length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_plan", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelPlan(ObjectHandle model, long rows, int training, byte* buffer, long capacity, long* length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_probe", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelProbe(
        ObjectHandle model,
        in DatasetView data,
        byte[]? loss,
        long lossLength,
        ObjectHandle generator,
        int threads,
        byte* buffer,
        long capacity,
        long* length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_state", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelState(ObjectHandle model, long index, out IntPtr memory);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_stream", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelStream(ObjectHandle model, out IntPtr generator);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_forward", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelForward(
        ObjectHandle model, in DatasetView data, int training, ObjectHandle generator, int threads, TensorHandle y);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_input_of", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelInputOf(
        ObjectHandle model, long layer, in DatasetView data, int threads, TensorHandle x);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_attention", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelAttention(
        ObjectHandle model, long layer, in DatasetView data, int threads, TensorHandle weights);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_copy", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelCopy(ObjectHandle model, out IntPtr copy);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_save", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelSave(ObjectHandle model, byte[] path, long pathLength, byte[] metadata, long metadataLength);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_load", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelLoad(byte[] path, long pathLength, out IntPtr model);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_load_state", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelLoadState(
        ObjectHandle model, byte[] path, long pathLength, byte[] names, long namesLength);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_model_settle_weight", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ModelSettleWeight(ObjectHandle model, long layer);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_create", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunCreate(
        ObjectHandle model,
        byte[] options,
        long length,
        in DatasetView training,
        DatasetView* validation,
        ObjectHandle generator,
        out IntPtr run);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_advance", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunAdvance(ObjectHandle run, double milliseconds, out RunProgress progress);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_record", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunRecord(ObjectHandle run, long index, out EpochRecord record);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_finish", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunFinish(ObjectHandle run, out RunProgress progress);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_save", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunSave(ObjectHandle run, byte[] path, long pathLength);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_restore", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunRestore(ObjectHandle run, byte[] path, long pathLength, out RunProgress progress);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_restore_from", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunRestoreFrom(ObjectHandle run, ObjectHandle other, out RunProgress progress);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_data", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunData(ObjectHandle run, byte* buffer, long capacity, long* length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_checkpoint_prepare", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status CheckpointPrepare(byte[] path, long pathLength, out int content, out long epoch);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_describe", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunDescribe(ObjectHandle run, byte* buffer, long capacity, long* length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_metrics", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunMetrics(ObjectHandle run, long index, double[] training, double[] validation, long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_rate", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunRate(ObjectHandle run, double rate);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_observe", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunObserve(ObjectHandle run, int givesMetrics, int measuresGradients);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_give", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunGive(ObjectHandle run, byte[] values, long length, out RunProgress progress);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_given", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunGiven(ObjectHandle run, long index, byte* buffer, long capacity, long* length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_run_samples", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RunSamples(ObjectHandle run, float[]? values, long capacity, out long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_catalog", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status Catalog(byte* buffer, long capacity, long* length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_evaluate", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status Evaluate(
        ObjectHandle model, in DatasetView data, byte[] loss, long length, int threads, out IntPtr evaluation);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_evaluation_describe", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status EvaluationDescribe(ObjectHandle evaluation, long worst, byte* buffer, long capacity, long* length);
}
