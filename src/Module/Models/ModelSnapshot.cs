namespace NormTools;

/// <summary>What is about to be changed in a model, as it was, to go back to where what follows fails.</summary>
internal sealed class ModelSnapshot : IDisposable
{
    private readonly Model model;
    private readonly Dictionary<Tensor, Tensor> values = new Dictionary<Tensor, Tensor>();
    private readonly byte[] stream;

    public ModelSnapshot(Model model)
    {
        this.model = model;
        stream = model.Generator.GetState();
    }

    /// <summary>Keeps what a parameter or buffer holds, before it is changed: going back costs no more than the change
    /// did.</summary>
    public void Keep(Tensor tensor)
    {
        if (!values.ContainsKey(tensor))
        {
            values.Add(tensor, tensor.Clone());
        }
    }

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
        foreach (KeyValuePair<Tensor, Tensor> item in values.Where(item => !item.Key.IsDisposed))
        {
            item.Key.CopyFrom(item.Value);
        }

        model.Generator.SetState(stream);
    }

    public void Dispose()
    {
        foreach (Tensor value in values.Values)
        {
            value.Dispose();
        }
    }
}
