namespace NormTools;

/// <summary>What a model holds at one moment, to go back to where what follows fails.</summary>
internal sealed class ModelSnapshot : IDisposable
{
    private readonly Model model;
    private readonly KeyValuePair<Tensor, Tensor>[] values;
    private readonly byte[] stream;

    public ModelSnapshot(Model model)
    {
        this.model = model;
        stream = model.Generator.GetState();
        values = model.Parameters.Values.Concat(model.Buffers.Values)
            .Select(tensor => new KeyValuePair<Tensor, Tensor>(tensor, tensor.Clone()))
            .ToArray();
    }

    /// <summary>Puts parameters, buffers and the place in the model's stream back.</summary>
    public void Restore()
    {
        foreach (KeyValuePair<Tensor, Tensor> item in values.Where(item => !item.Key.IsDisposed))
        {
            item.Key.CopyFrom(item.Value);
        }

        model.Generator.SetState(stream);
    }

    public void Dispose() => Array.ForEach(values, item => item.Value.Dispose());
}
