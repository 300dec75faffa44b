using NormTools.Contract;

namespace NormTools;

/// <summary>Counts the user's script blocks that are being run inside one another by cmdlets of this module: one that calls
/// itself ends by depth.</summary>
internal static class OpenBlocks
{
    [ThreadStatic]
    private static int count;

    /// <param name="block">Runs the script block.</param>
    /// <param name="refusal">Makes the error of a depth beyond the most.</param>
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
