using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>The forward pass of a model over a data set.</summary>
internal static class ModelPass
{
    /// <summary>The outputs as the layers give them, [rows, ...].</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Samples as the model takes them.</param>
    /// <param name="training">Whether batch statistics and dropout are those of training.</param>
    /// <param name="generator">What dropout draws from; null for the model's own stream.</param>
    public static Tensor Forward(Model model, Dataset data, bool training = false, RandomGenerator? generator = null)
    {
        if (data.FeatureShape.Length == model.InputShape.Length && !data.FeatureShape.SequenceEqual(model.InputShape))
        {
            throw Errors.ShapeWanted("A sample", data.FeatureShape, "[" + string.Join(", ", model.InputShape) + "]");
        }

        using HandleLease held = model.Hold();
        using var lease = new DatasetLease(data);
        Tensor output = Tensor.Uninitialized(DType.Float32, new[] { data.Count }.Concat(model.OutputShape).ToArray());
        try
        {
            if (generator is null)
            {
                Pass(ObjectHandle.None).ThrowIfFailed();
            }
            else
            {
                generator.Use(Pass);
            }
        }
        catch (NormToolsException failure) when (failure.Id == "StepsAreMixed")
        {
            throw model.Told(failure, data);
        }

        model.Handle.Count(); // the model keeps the buffers of the pass
        return output;

        Status Pass(ObjectHandle stream) =>
            NativeMethods.ModelForward(model.Handle, lease.View, training ? 1 : 0, stream, 0, output.Handle);
    }
}
