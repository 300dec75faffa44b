using NormTools.Contract;

namespace NormTools;

/// <summary>Counts how deep the user's script blocks are nested that cmdlets of this module run: a block that calls
/// itself is stopped at a depth limit.</summary>
internal static class OpenBlocks
{
    [ThreadStatic]
    private static int count;

    /// <param name="block">Runs the script block.</param>
    /// <param name="refusal">Makes the error for too great a depth.</param>
    public static T Run<T>(Func<T> block, Func<NormToolsException> refusal)
    {
        if (count > Nesting.MostBlocks) // the first is not inside another
        {
            throw refusal();
        }

        count++;
        try
        {
            return block();
        }
        finally
        {
            count--;
        }
    }
}
