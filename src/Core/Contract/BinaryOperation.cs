namespace NormTools.Contract;

/// <summary>What an element-wise operation of two tensors computes.</summary>
internal enum BinaryOperation
{
    Add = 0,
    Subtract = 1,
    Multiply = 2,
    Divide = 3,
    Minimum = 4,
    Maximum = 5,
}
