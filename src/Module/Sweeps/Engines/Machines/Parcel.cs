using System.Text;

namespace NormTools;

/// <summary>What goes to a machine and comes back: what it is, of which lane, a text and files. Several go as one array of bytes, which PowerShell's
/// remoting takes as it is, where objects would come back as copies.</summary>
internal sealed class Parcel
{
    /// <summary>To a machine: do a trial; what the lane's last run left; end all trials. From it: a trial's result, that it was stopped or that it could
    /// not be done, files of one under way, the run, a warning.</summary>
    public const string Task = "task", Run = "run", Stop = "stop", Done = "done", Stopped = "stopped", Failed = "failed", Files = "files", Warning = "warning";

    /// <param name="kind">What it is.</param>
    /// <param name="lane">Of which lane; 0 where that does not matter.</param>
    /// <param name="text">Its text.</param>
    public Parcel(string kind, int lane, string text = "")
    {
        Kind = kind;
        Lane = lane;
        Text = text;
    }

    public string Kind { get; }

    public int Lane { get; }

    public string Text { get; }

    /// <summary>Files by their names.</summary>
    public Dictionary<string, byte[]> Content { get; } = new Dictionary<string, byte[]>(StringComparer.Ordinal);

    public static byte[] Pack(IReadOnlyCollection<Parcel> parcels)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write(parcels.Count);
        foreach (Parcel parcel in parcels)
        {
            writer.Write(parcel.Kind);
            writer.Write(parcel.Lane);
            writer.Write(parcel.Text);
            writer.Write(parcel.Content.Count);
            foreach (KeyValuePair<string, byte[]> file in parcel.Content)
            {
                writer.Write(file.Key);
                writer.Write(file.Value.Length);
                writer.Write(file.Value);
            }
        }

        writer.Flush();
        return memory.ToArray();
    }

    public static Parcel[] Unpack(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var parcels = new Parcel[reader.ReadInt32()];
        for (int i = 0; i < parcels.Length; i++)
        {
            parcels[i] = new Parcel(reader.ReadString(), reader.ReadInt32(), reader.ReadString());
            for (int files = reader.ReadInt32(); files > 0; files--)
            {
                string name = reader.ReadString();
                parcels[i].Content.Add(name, reader.ReadBytes(reader.ReadInt32()));
            }
        }

        return parcels;
    }
}
