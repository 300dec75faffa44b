using System.Diagnostics;

namespace NormTools;

/// <summary>The files of a trial that have changed since they were last given to whoever keeps the sweep: where the link to this machine is lost, others
/// go on from them.</summary>
internal sealed class TrialNews
{
    private const double EverySeconds = 5;

    private readonly string folder;
    private readonly Dictionary<string, DateTime> known = new Dictionary<string, DateTime>(StringComparer.Ordinal);
    private readonly Stopwatch sinceTaken = Stopwatch.StartNew();

    /// <param name="folder">The trial's folder.</param>
    /// <param name="given">The files that came with the trial.</param>
    public TrialNews(string folder, IEnumerable<string> given)
    {
        this.folder = folder;
        foreach (string name in given)
        {
            known[name] = File.GetLastWriteTimeUtc(Path.Combine(folder, name));
        }
    }

    /// <summary>Those that have changed, where it has been a while; null for none.</summary>
    public Parcel? Take(int lane)
    {
        if (sinceTaken.Elapsed.TotalSeconds < EverySeconds)
        {
            return null;
        }

        sinceTaken.Restart();
        var parcel = new Parcel(Parcel.Files, lane);
        AddAll(parcel);
        return parcel.Content.Count == 0 ? null : parcel;
    }

    /// <summary>Adds all that have changed.</summary>
    public void AddAll(Parcel parcel)
    {
        foreach (string path in Directory.GetFiles(folder))
        {
            string name = Path.GetFileName(path);
            DateTime written = File.GetLastWriteTimeUtc(path);
            if (name[0] == '.' || (known.TryGetValue(name, out DateTime before) && before == written))
            {
                continue; // unfinished ones begin with a point
            }

            try
            {
                parcel.Content[name] = File.ReadAllBytes(path);
                known[name] = written;
            }
            catch (FileNotFoundException)
            {
                // It was deleted meanwhile, and is not needed.
            }
        }
    }
}
