namespace NormTools.Contract;

/// <summary>A function of one value.</summary>
internal enum ElementFunction
{
    Absolute = 0,
    Exponential = 1,
    Logarithm = 2,
    SquareRoot = 3,
    Power = 4,
}
