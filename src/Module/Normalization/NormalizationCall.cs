using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>
/// One call of a normalisation: checks that the tensors match, keeps their memory alive even if a script disposes of
/// one meanwhile, and allocates the result.
/// </summary>
internal sealed unsafe class NormalizationCall : IDisposable
{
    private const int MostTensors = 9;

    private readonly TensorHandle[] held = new TensorHandle[MostTensors];
    private int heldCount;
    private NormalizationGradient? gradient;
    private Tensor? output;

    public NormalizationCall(Tensor input)
    {
        CheckInput(input);
        Input = input;
    }

    public NormOperands Operands;

    public Tensor Input { get; }

    /// <summary>Where the normalised values go; absent for gradients.</summary>
    public TensorHandle Output => output is null ? TensorHandle.None : output.Handle;

    /// <summary>The normalised tensor, or the gradients.</summary>
    public object Result => (object?)gradient ?? output!;

    /// <summary>Takes the parameters. If a gradient of the output is given, the call computes gradients.</summary>
    public void Take(Tensor? weight, Tensor? bias, Tensor? gradOutput)
    {
        Operands.Weight = (void*)Hold("Weight", weight, ref Operands.WeightCount);
        Operands.Bias = (void*)Hold("Bias", bias, ref Operands.BiasCount);
        if (gradOutput is null)
        {
            output = Tensor.Uninitialized(Input.DType, Input.Dimensions);
            return;
        }

        CheckGradient(Input, gradOutput);
        gradient = new NormalizationGradient
        {
            Input = Tensor.Uninitialized(Input.DType, Input.Dimensions),
            Weight = weight is null ? null : Tensor.Uninitialized(Input.DType, weight.Dimensions),
            Bias = bias is null ? null : Tensor.Uninitialized(Input.DType, bias.Dimensions),
        };
        long count = 0;
        Operands.GradOutput = (void*)Hold("GradOutput", gradOutput, ref Operands.GradOutputCount);
        Operands.GradInput = (void*)Hold("GradOutput", gradient.Input, ref count);
        Operands.GradWeight = (void*)Hold("GradOutput", gradient.Weight, ref count);
        Operands.GradBias = (void*)Hold("GradOutput", gradient.Bias, ref count);
    }

    /// <summary>Takes running statistics.</summary>
    public void TakeRunning(Tensor? mean, Tensor? variance)
    {
        Operands.RunningMean = (void*)Hold("RunningMean", mean, ref Operands.RunningMeanCount);
        Operands.RunningVar = (void*)Hold("RunningVariance", variance, ref Operands.RunningVarCount);
    }

    /// <summary>The operand in the input's type: plain numbers are converted, a tensor has to have that type.</summary>
    public static Tensor Typed(string parameter, Tensor operand, DType type)
    {
        CheckNotDisposed(parameter, operand);
        return operand.DType == type ? operand
            : operand.TakesAnyType ? operand.To(type)
            : throw Errors.OperandType(parameter, operand.DType, type);
    }

    public static void CheckInput(Tensor input)
    {
        if (!input.DType.IsFloat())
        {
            throw Errors.NotAFloat(input.DType);
        }
    }

    /// <summary>The gradient of the output in the input's type, or null where there is none.</summary>
    public static Tensor? TypedGradient(Tensor input, Tensor? gradOutput)
    {
        if (gradOutput is null)
        {
            return null;
        }

        CheckGradient(input, gradOutput);
        return Typed("GradOutput", gradOutput, input.DType);
    }

    /// <summary>A weight or bias over the last dimensions has just their shape, as in PyTorch.</summary>
    public static void CheckRowParameter(string name, Tensor? parameter, long[] normalizedShape)
    {
        if (parameter is not null && !TensorShape.Equal(parameter.Dimensions, normalizedShape))
        {
            throw Errors.RowParameter(name, parameter.Dimensions, normalizedShape);
        }
    }

    /// <summary>Tensors that are updated in place have to be the script's own, and may share memory with no other
    /// tensor of the call.</summary>
    public static void CheckUpdated((string Name, Tensor? Tensor)[] updated, params (string Name, Tensor? Tensor)[] read)
    {
        (string Name, Tensor? Tensor)[] all = updated.Concat(read).Where(operand => operand.Tensor is not null).ToArray();
        foreach ((string name, Tensor? tensor) in all)
        {
            CheckNotDisposed(name, tensor!);
        }

        for (int i = 0; i < updated.Length; i++)
        {
            (string name, Tensor? tensor) = all[i];
            if (tensor!.TakesAnyType)
            {
                throw Errors.NotUpdatable(name);
            }

            foreach ((string other, Tensor? second) in all.Skip(i + 1))
            {
                if (tensor.Overlaps(second!))
                {
                    throw Errors.SameMemory(name, other);
                }
            }
        }
    }

    /// <summary>The error is PyTorch's text, with the name of the parameter added.</summary>
    public static void CheckLength(string name, Tensor given, long wanted, string parameter, string what)
    {
        if (given.Count != wanted)
        {
            throw Errors.VectorLength(name, given.Count, wanted, parameter, what);
        }
    }

    public void Dispose()
    {
        for (int i = 0; i < heldCount; i++)
        {
            held[i].DangerousRelease();
        }
    }

    private static void CheckGradient(Tensor input, Tensor gradOutput)
    {
        if (!TensorShape.Equal(input.Dimensions, gradOutput.Dimensions))
        {
            string wanted = $"the input's, {Text.Shape(input.Dimensions)},";
            throw Errors.ShapeWanted("-GradOutput", gradOutput.Dimensions, wanted);
        }
    }

    private static void CheckNotDisposed(string parameter, Tensor tensor)
    {
        if (tensor.IsDisposed)
        {
            throw Errors.Disposed(parameter);
        }
    }

    private IntPtr Hold(string parameter, Tensor? tensor, ref long count)
    {
        if (tensor is null)
        {
            return IntPtr.Zero;
        }

        tensor = Typed(parameter, tensor, Input.DType);
        HandleLease.AddReference(tensor.Handle);
        held[heldCount++] = tensor.Handle;
        count = tensor.Count;
        return tensor.Handle.DangerousGetHandle();
    }
}
