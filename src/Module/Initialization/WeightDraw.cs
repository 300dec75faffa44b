namespace NormTools;

/// <summary>Draws new values for a tensor, whole or in parts that lie one above the other.</summary>
internal sealed class WeightDraw
{
    private readonly WeightFan? fan;
    private readonly int parts;

    /// <param name="parameter">The tensor, which stays as it is.</param>
    /// <param name="fan">Its fan as the layer declares it; null to take it from the shape.</param>
    /// <param name="parts">How many matrices of one size it is; 1 for one.</param>
    public WeightDraw(Tensor parameter, WeightFan? fan = null, int parts = 1)
    {
        Parameter = parameter;
        this.fan = fan;
        this.parts = parts;
    }

    public Tensor Parameter { get; }

    /// <summary>As in "Orthogonal, 4 parts".</summary>
    public string Told(Func<int, WeightInitialization> initialization) =>
        initialization(0).Method.Name + (parts == 1 ? string.Empty : FormattableString.Invariant($", each of {parts} parts"));

    /// <param name="generator">The generator to draw from, part after part.</param>
    /// <param name="initialization">That of each part.</param>
    public Tensor Run(RandomGenerator generator, Func<int, WeightInitialization> initialization)
    {
        if (parts == 1)
        {
            return initialization(0).Draw(generator, Parameter.DType, Parameter.Shape, fan);
        }

        long[] shape = Parameter.Shape;
        shape[0] /= parts;
        WeightFan? own = fan is null ? null : WeightFan.Declared(shape, fan.FanIn, fan.FanOut / parts);
        var drawn = new List<Tensor>();
        try
        {
            for (int part = 0; part < parts; part++)
            {
                drawn.Add(initialization(part).Draw(generator, Parameter.DType, shape, own));
            }

            return Tensor.JoinRows(drawn);
        }
        finally
        {
            drawn.ForEach(part => part.Dispose());
        }
    }
}
