using NormTools.Contract;

namespace NormTools.Native;

/// <summary>Keeps a data set's memory alive while the core reads it, even if a script disposes of the tensors
/// meanwhile.</summary>
internal sealed class DatasetLease : IDisposable
{
    private readonly List<TensorHandle> handles = new List<TensorHandle>();

    /// <exception cref="NormToolsException">A tensor of it has been disposed of.</exception>
    public DatasetLease(Dataset data)
    {
        try
        {
            View = data.ToView(Keep);
        }
        catch (NormToolsException)
        {
            Dispose();
            throw;
        }
    }

    public DatasetView View { get; }

    public void Dispose()
    {
        foreach (TensorHandle handle in handles)
        {
            handle.Dispose();
        }
    }

    private IntPtr Keep(Tensor? part)
    {
        if (part is null)
        {
            return IntPtr.Zero;
        }

        using HandleLease lease = part.Hold();
        handles.Add(TensorHandle.View(part.Handle, lease.Value));
        return lease.Value;
    }
}
