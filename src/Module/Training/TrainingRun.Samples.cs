using NormTools.Native;

namespace NormTools;

/// <content>The samples that it trains on.</content>
public sealed partial class TrainingRun
{
    /// <summary>The first samples that were trained on, as the model saw them: at most sixteen.</summary>
    internal float[] AugmentedSamples(out int count)
    {
        if (model is null)
        {
            throw Errors.ModelNotKept();
        }

        NativeMethods.RunSamples(handle, null, 0, out long samples).ThrowIfFailed();
        var values = new float[samples * Model.InputCount];
        NativeMethods.RunSamples(handle, values, values.Length, out samples).ThrowIfFailed();
        count = (int)samples;
        return values;
    }
}
