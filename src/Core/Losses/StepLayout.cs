namespace NormTools.Core.Losses;

/// <summary>How the values of a sample with an output for each step belong to its steps.</summary>
/// <param name="Steps">Steps.</param>
/// <param name="Inner">Values of a step that lie together.</param>
internal readonly record struct StepLayout(int Steps, int Inner)
{
    /// <summary>For a sample's shape, one of whose dimensions are the steps.</summary>
    public static StepLayout Of(long[] shape, int axis) =>
        new((int)shape[axis], (int)shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size));

    /// <summary>The step that a value belongs to.</summary>
    public int StepOf(int value) => value / Inner % Steps;

    /// <summary>Where one of the values of a step is.</summary>
    public int Place(int step, int value)
    {
        (int outer, int inner) = Math.DivRem(value, Inner);
        return (((outer * Steps) + step) * Inner) + inner;
    }
}
