namespace NormTools.Core.Graph;

/// <summary>Merges neighbouring operations where that saves passes over memory.</summary>
/// <remarks>Neighbours are an operation with one output and the only reader of that output. The operations themselves
/// decide whether they can be merged (<see cref="Operation.Fuse"/>).</remarks>
internal static class Fusion
{
    /// <returns>The remaining operations, in order.</returns>
    public static List<Operation> Run(IReadOnlyList<Operation> operations, Value output)
    {
        Dictionary<Value, List<Operation>> readers = [];
        foreach (Operation operation in operations)
        {
            foreach (Operand input in operation.Inputs)
            {
                if (!readers.TryGetValue(input.Value, out List<Operation>? known))
                {
                    readers[input.Value] = known = [];
                }

                known.Add(operation);
            }
        }

        HashSet<Operation> taken = [];
        List<Operation> left = [];
        foreach (Operation operation in operations.Where(operation => !taken.Contains(operation)))
        {
            Operation current = operation;
            while (OnlyReader(current) is Operation next)
            {
                if (current.Fuse(next) is not Operation fused)
                {
                    current.Precede(next);
                    break;
                }

                fused.TakeOutputs(next);
                taken.Add(next);
                current = fused;
            }

            left.Add(current);
        }

        return left;

        Operation? OnlyReader(Operation operation) =>
            operation.Outputs.Length == 1
            && operation.Output != output
            && readers.TryGetValue(operation.Output, out List<Operation>? known)
            && known.Count == 1
            && known[0].Inputs is [_, .. var others]
            && Array.TrueForAll(others, other => other.Value == operation.Output.Lengths)
                ? known[0]
                : null;
    }
}
