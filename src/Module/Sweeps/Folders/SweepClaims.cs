using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace NormTools;

/// <summary>Who does which trial of a folder. The first claim on a trial is the file claim-1, made by whoever is the first to create it; while its
/// owner lives its time moves on. Where it stands still, the next to create claim-2 takes over, and so on: the highest number has it.</summary>
/// <remarks>Creating a file that is not there is one act on every file system, across machines too, which locks and renames are not.
/// Clocks of machines are not compared: a claim is looked at twice, some time apart by the looker's own clock.</remarks>
internal sealed class SweepClaims : IDisposable
{
    public const string Prefix = "claim-", Pattern = Prefix + "*";

    private const double BeatSeconds = 5;
    private const int MissedBeats = 6; // after which the owner is taken for dead

    private static readonly ConcurrentDictionary<string, bool> Living = new ConcurrentDictionary<string, bool>(); // the claims of this process

    private readonly ConcurrentDictionary<SweepClaim, bool> own = new ConcurrentDictionary<SweepClaim, bool>();
    private readonly ConcurrentDictionary<string, (string Stamp, long Since)> seen = new ConcurrentDictionary<string, (string, long)>();
    private readonly Timer heart;

    public SweepClaims()
    {
        var beat = TimeSpan.FromSeconds(BeatSeconds);
        heart = new Timer(_ => Beat(), null, beat, beat);
    }

    /// <summary>Takes a trial that nobody has, or whose owner is dead; null where somebody has it.</summary>
    /// <param name="folder">The trial's folder, which is there.</param>
    /// <exception cref="NormToolsException">FileNotWritable.</exception>
    public SweepClaim? Take(string folder)
    {
        SweepClaim? first = Create(folder, 1);
        int highest = Highest(folder);
        if (first is not null && highest <= 1)
        {
            return first;
        }

        first?.Dispose(); // somebody took over before, and has it
        return highest > 0 && IsDead(PathOf(folder, highest)) ? Create(folder, highest + 1) : null;
    }

    /// <summary>Whether somebody does one of some trials. Where another machine has one, its claim is looked at twice, more than a beat apart.</summary>
    /// <param name="folders">The trials' folders, which are there.</param>
    public static bool IsAnyAlive(IEnumerable<string> folders)
    {
        const double SomeBeats = 1.5;
        var elsewhere = new List<(string Path, string Stamp, double Beat)>();
        foreach (string path in folders.Where(folder => Highest(folder) > 0).Select(folder => PathOf(folder, Highest(folder))))
        {
            double beat = BeatSeconds;
            if (Look(path) is not (string text, string stamp))
            {
                continue;
            }

            switch (IsDeadHere(text, ref beat))
            {
                case false: return true;
                case null: elsewhere.Add((path, stamp, beat)); break;
            }
        }

        if (elsewhere.Count > 0)
        {
            Thread.Sleep(TimeSpan.FromSeconds(SomeBeats * Math.Min(elsewhere.Max(claim => claim.Beat), BeatSeconds)));
        }

        return elsewhere.Any(claim => Look(claim.Path) is (_, string stamp) && stamp != claim.Stamp);
    }

    public void Dispose()
    {
        heart.Dispose();
        foreach (SweepClaim claim in own.Keys)
        {
            claim.Dispose();
        }
    }

    /// <summary>The highest number of a claim on a trial; 0 for none.</summary>
    public static int Highest(string folder) => Directory.GetFiles(folder, Pattern)
        .Select(file => int.TryParse(Path.GetFileName(file).Substring(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)
        .DefaultIfEmpty().Max();

    public static string PathOf(string folder, int number) => Path.Combine(folder, Prefix + number.ToString(CultureInfo.InvariantCulture));

    private SweepClaim? Create(string folder, int number)
    {
        string path = PathOf(folder, number), token = Guid.NewGuid().ToString("N");
        byte[] text = Encoding.UTF8.GetBytes(RunJson.Write(new OrderedDictionary
        {
            ["host"] = ProcessMark.Machine,
            ["process"] = ProcessMark.Own,
            ["process_started"] = ProcessMark.Of(ProcessMark.Own),
            ["token"] = token,
            ["beat"] = BeatSeconds,
        }) + "\n");
        Living.TryAdd(token, true);
        try
        {
            using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1))
            {
                file.Write(text, 0, text.Length);
            }

            var claim = new SweepClaim(folder, number, ended =>
            {
                Living.TryRemove(token, out _);
                own.TryRemove(ended, out _);
            });
            own.TryAdd(claim, true);
            return claim;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Living.TryRemove(token, out _);
            return File.Exists(path) || failure is not (UnauthorizedAccessException or DirectoryNotFoundException) ? null
                : throw Errors.FileNotWritable(folder, failure.Message);
        }
    }

    private void Beat()
    {
        foreach (SweepClaim claim in own.Keys)
        {
            claim.Beat();
        }
    }

    private bool IsDead(string path)
    {
        if (Look(path) is not (string text, string stamp))
        {
            return false; // it is gone, or is being made: the next look shows
        }

        double beat = BeatSeconds;
        if (IsDeadHere(text, ref beat) is bool known)
        {
            return known;
        }

        long now = Stopwatch.GetTimestamp();
        (string Stamp, long Since) before = seen.AddOrUpdate(path, (stamp, now), (_, earlier) => earlier.Stamp == stamp ? earlier : (stamp, now));
        return (now - before.Since) / (double)Stopwatch.Frequency > MissedBeats * beat;
    }

    // What a claim says, and that with its time; null where there is none.
    private static (string Text, string Stamp)? Look(string path)
    {
        try
        {
            string text;
            using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)) // opened: over a network its time is known then
            using (var reader = new StreamReader(file))
            {
                text = reader.ReadToEnd();
            }

            return (text, text + File.GetLastWriteTimeUtc(path).Ticks.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Of a claim of this machine; null where it is of another one.
    private static bool? IsDeadHere(string text, ref double beat)
    {
        try
        {
            Dictionary<string, object?> claim = RunJson.Read(text);
            if ((string?)claim["host"] == ProcessMark.Machine)
            {
                var process = (int)RunJson.Count(claim["process"]);
                return process == ProcessMark.Own ? !Living.ContainsKey((string)claim["token"]!) : ProcessMark.Of(process) != (string?)claim["process_started"];
            }

            beat = RunJson.Real(claim["beat"]) ?? beat;
        }
        catch (Exception failure) when (RunDocument.IsDamage(failure))
        {
            // Its owner was ended before it could say who it is, or will say it at once.
        }

        return null;
    }
}
