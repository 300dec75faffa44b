using NormTools.Contract;

namespace NormTools.Native;

/// <summary>Keeps a data set's memory in place while the core reads it, even if a script disposes the tensors
/// meanwhile.</summary>
internal sealed class DatasetLease : IDisposable
{
    private readonly List<TensorHandle> handles = new List<TensorHandle>();

    public DatasetLease(Dataset data)
    {
        View = data.ToView();
        foreach (Tensor? part in new[] { data.StoredFeature, data.StoredTarget, data.Rows, data.Scale, data.Shift })
        {
            if (part is not null)
            {
                handles.Add(TensorHandle.View(part.Handle, part.Handle.DangerousGetHandle()));
            }
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
}
