using System.Collections.Concurrent;

namespace NormTools;

/// <summary>What a session that has given trials away calls on the machine that does them. It is not for use by hand.</summary>
public static class SweepStation
{
    private static readonly ConcurrentDictionary<string, Station> Open = new ConcurrentDictionary<string, Station>();

    /// <summary>Makes ready to do trials of the sweep in a folder.</summary>
    /// <param name="id">What the calls behind it call it.</param>
    /// <param name="root">The sweep's folder on this machine.</param>
    /// <param name="isCopy">Whether the folder is only here, so that what is written there is given back.</param>
    /// <param name="location">The current folder of the scripts.</param>
    /// <param name="workers">The most trials at a time; 0 for as many as there are threads.</param>
    /// <returns>How many trials it does at a time.</returns>
    public static int Begin(string id, string root, bool isCopy, string location, int workers)
    {
        var station = new Station(root, isCopy, location, workers);
        Open[id] = station;
        return station.Lanes;
    }

    /// <summary>Takes what there is to do, and gives what has been done.</summary>
    /// <param name="id">As in the beginning.</param>
    /// <param name="orders">Packed.</param>
    /// <param name="milliseconds">How long to wait until there is something.</param>
    /// <returns>Packed.</returns>
    public static byte[] Exchange(string id, byte[] orders, int milliseconds) => Open[id].Exchange(orders, milliseconds);

    /// <summary>Ends what is under way, and deletes the folder where it is a copy.</summary>
    public static void End(string id)
    {
        if (Open.TryRemove(id, out Station station))
        {
            station.Dispose();
        }
    }
}
