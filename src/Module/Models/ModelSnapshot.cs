namespace NormTools;

/// <summary>What is about to be changed in a model, as it was, to go back to where what follows fails.</summary>
internal sealed class ModelSnapshot : IDisposable
{
    private readonly Model model;
    private readonly Stack<(Tensor Place, Tensor Value)> values = new Stack<(Tensor, Tensor)>(); // what is kept twice ends as it was first
    private readonly byte[] stream;

    public ModelSnapshot(Model model)
    {
        this.model = model;
        stream = model.Generator.GetState();
    }

    /// <summary>Keeps what a parameter or buffer holds, before it is changed: going back costs no more than the change
    /// did.</summary>
    public void Keep(Tensor tensor) => values.Push((tensor, tensor.Clone()));

    /// <summary>Keeps all parameters and buffers of the model.</summary>
    public void KeepAll()
    {
        foreach (Tensor tensor in model.Parameters.Values.Concat(model.Buffers.Values))
        {
            Keep(tensor);
        }
    }

    /// <summary>Puts what was kept back, and the place in the model's stream.</summary>
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
