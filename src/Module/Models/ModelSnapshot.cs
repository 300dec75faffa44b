namespace NormTools;

/// <summary>The state of a model before a change, to be restored if the change fails.</summary>
internal sealed class ModelSnapshot : IDisposable
{
    private readonly Model model;

    // Restored newest first, so that a tensor that was kept twice gets its first value.
    private readonly Stack<(Tensor Place, Tensor Value)> values = new Stack<(Tensor, Tensor)>();
    private readonly byte[] stream;

    public ModelSnapshot(Model model)
    {
        this.model = model;
        stream = model.Generator.GetState();
    }

    /// <summary>Keeps the values of a parameter or buffer before it is changed. Only what changes is kept, so that a
    /// snapshot costs no more than the change.</summary>
    public void Keep(Tensor tensor) => values.Push((tensor, tensor.Clone()));

    /// <summary>Keeps all parameters and buffers of the model.</summary>
    public void KeepAll()
    {
        foreach (Tensor tensor in model.Parameters.Values.Concat(model.Buffers.Values))
        {
            Keep(tensor);
        }
    }

    /// <summary>Restores the kept values, and the state of the model's stream.</summary>
    public void Restore()
    {
        foreach ((Tensor place, Tensor value) in values.Where(item => !item.Place.IsDisposed)) // the newest first
        {
            place.CopyFrom(value);
        }

        model.Generator.SetState(stream);
    }

    public void Dispose()
    {
        foreach ((_, Tensor value) in values)
        {
            value.Dispose();
        }
    }
}
