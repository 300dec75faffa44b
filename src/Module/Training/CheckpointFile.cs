using System.Text;

namespace NormTools;

/// <summary>What tells a checkpoint of a training run from any other file.</summary>
internal static class CheckpointFile
{
    private const int LengthBytes = 8; // a safetensors file begins with the length of its header, which is JSON
    private const long LongestHeader = 100_000_000; // what the format allows

    /// <summary>Refuses a path where something else lies than a checkpoint, which writing would replace.</summary>
    /// <exception cref="NormToolsException">FileIsNoCheckpoint.</exception>
    public static void RefuseOthers(string path)
    {
        if (File.Exists(path) && !IsCheckpoint(path))
        {
            throw Errors.FileIsNoCheckpoint(path);
        }
    }

    private static bool IsCheckpoint(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using var reader = new BinaryReader(file);
            if (file.Length < LengthBytes)
            {
                return false;
            }

            long length = reader.ReadInt64();
            if (length < 2 || length > Math.Min(LongestHeader, file.Length - LengthBytes))
            {
                return false;
            }

            string header = Encoding.UTF8.GetString(reader.ReadBytes((int)length));
            return header[0] == '{' && header.Contains("\"normtools_checkpoint\":");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Errors.FileNotWritable(path, failure.Message);
        }
    }
}
