using System.Collections.Specialized;
using System.Text;

namespace NormTools;

/// <summary>The metrics.jsonl of a trial: a line for each epoch of each of its runs.</summary>
internal sealed class SweepMetrics
{
    public const string File = "metrics.jsonl";

    private readonly string path;
    private readonly Dictionary<(long Repeat, long Run), List<string>> before; // of the file, by those who had the trial before
    private readonly List<string> fresh = new List<string>();
    private bool isChanged; // what the file has is not what it should have

    /// <param name="folder">The trial's folder.</param>
    /// <param name="isNew">Whether nobody has begun the trial.</param>
    public SweepMetrics(string folder, bool isNew)
    {
        path = Path.Combine(folder, File);
        before = isNew ? new Dictionary<(long, long), List<string>>() : Read();
    }

    /// <summary>Takes the epochs of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="known">How many of them are known.</param>
    /// <param name="repeat">The repetition, from 1.</param>
    /// <param name="number">Which run of the script it is, from 1.</param>
    public void Take(TrainingRun run, int known, int repeat, int number)
    {
        isChanged |= known == 0 && before.Remove((repeat, number)); // it has all of them
        for (int i = known; i < run.EpochCount; i++)
        {
            var entries = new OrderedDictionary { ["repeat"] = repeat, ["run"] = number };
            RunDocument.Add(entries, run.Records[i]);
            fresh.Add(RunJson.Write(entries) + "\n");
        }
    }

    /// <summary>Brings the file up to date.</summary>
    /// <exception cref="NormToolsException">FileNotWritable.</exception>
    public void Flush()
    {
        if (fresh.Count == 0)
        {
            return;
        }

        string lines = string.Concat(fresh);
        fresh.Clear();
        if (isChanged)
        {
            isChanged = false;
            SafeFile.Write(path, string.Concat(before.OrderBy(run => run.Key).SelectMany(run => run.Value)) + lines, isCheap: true);
            return;
        }

        try
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1);
            byte[] bytes = Encoding.UTF8.GetBytes(lines);
            file.Write(bytes, 0, bytes.Length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Errors.FileNotWritable(path, failure.Message);
        }
    }

    // What a process that was ended left unfinished is no line.
    private Dictionary<(long Repeat, long Run), List<string>> Read()
    {
        var runs = new Dictionary<(long, long), List<string>>();
        string text = System.IO.File.Exists(path) ? System.IO.File.ReadAllText(path, Encoding.UTF8) : string.Empty;
        foreach (string line in text.Split(new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                Dictionary<string, object?> json = RunJson.Read(line);
                var key = (RunJson.Count(json["repeat"]), RunJson.Count(json["run"]));
                (runs.TryGetValue(key, out List<string>? lines) ? lines : runs[key] = new List<string>()).Add(line + "\n");
            }
            catch (Exception failure) when (RunDocument.IsDamage(failure))
            {
                isChanged = true;
            }
        }

        isChanged |= text.Length > 0 && text[text.Length - 1] != '\n';
        return runs;
    }
}
