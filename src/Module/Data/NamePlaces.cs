namespace NormTools;

/// <summary>Where names stand in a list: exact, otherwise regardless of case.</summary>
internal sealed class NamePlaces
{
    private readonly Dictionary<string, int> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> anyCase = new(StringComparer.OrdinalIgnoreCase);

    public NamePlaces(IReadOnlyList<string> names)
    {
        for (int i = names.Count - 1; i >= 0; i--) // from the end, so that the first of each name remains
        {
            exact[names[i]] = i;
            anyCase[names[i]] = i;
        }
    }

    /// <summary>The place of a name, or -1.</summary>
    public int Of(string name) => exact.TryGetValue(name, out int place) || anyCase.TryGetValue(name, out place) ? place : -1;
}
