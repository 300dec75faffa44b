namespace NormTools.Fuzz;

/// <summary>Folders for what cases read and write.</summary>
internal static class Scratch
{
    private const string InMemory = "/dev/shm"; // a million small files wait for a disk longer than for their readers

    public static string Create(string prefix)
    {
        string name = "NormTools-fuzz-" + prefix;
        return Directory.Exists(InMemory)
            ? Directory.CreateDirectory(Path.Combine(InMemory, name + Path.GetRandomFileName())).FullName
            : Directory.CreateTempSubdirectory(name).FullName;
    }
}
