namespace NormTools.Core.Data;

/// <summary>Writes a temporary file next to the target, then moves it there: the old file stays intact until the new
/// one is complete.</summary>
/// <remarks>
/// If the target is a link, what it points to is replaced, not the link. The new file has the permissions of the old
/// one from its first byte on. The temporary file is called <c>.normtools-</c>, 32 digits, <c>.tmp</c>, and is locked
/// while it is written: one that is not locked was left behind by a killed process and is deleted.
/// </remarks>
internal static class ReplacedFile
{
    private const string Start = ".normtools-";
    private const string End = ".tmp";
    private const int Digits = 32;
    private const int Tries = 5;

    /// <exception cref="CoreException">FileNotWritable, NotARegularFile, or what the writing throws.</exception>
    public static void Write(string path, Action<FileStream> write) => Try(path, target =>
    {
        using FileStream file = Create(target);
        try
        {
            write(file);
            file.Flush(flushToDisk: true);

            // Moved while it is open, so that nobody takes it for one left behind.
            File.Move(file.Name, target, overwrite: true);
        }
        catch (Exception)
        {
            Delete(file.Name);
            throw;
        }
    });

    /// <summary>Makes sure that a file can be written here, by starting to, and deletes temporary files left behind
    /// here.</summary>
    /// <exception cref="CoreException">FileNotWritable, NotARegularFile.</exception>
    public static void Prepare(string path) => Try(path, target =>
    {
        using (FileStream file = Create(target))
        {
            Delete(file.Name);
        }

        DeleteLeftovers(Path.GetDirectoryName(target)!);
    });

    private static void Try(string path, Action<string> work)
    {
        try
        {
            string target = Target(path);
            RefuseSpecial(path, target);
            work(target);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CoreException.Write("FileNotWritable", $"\"{path}\" cannot be written: {failure.Message}");
        }
    }

    private static string Target(string path)
    {
        FileInfo file = new(Path.GetFullPath(path));
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    // Replacing a device or a pipe would remove it for everyone.
    private static void RefuseSpecial(string path, string target)
    {
        if (SpecialFile.Is(target))
        {
            throw CoreException.Write(
                "NotARegularFile", $"\"{path}\" is a device or a pipe, which is not replaced: give the name of a file.");
        }
    }

    private static FileStream Create(string target)
    {
        bool replaces = File.Exists(target);
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None,
        };
        if (replaces && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        for (int left = Tries; ; left--)
        {
            string name = Path.Combine(Path.GetDirectoryName(target)!, $"{Start}{Guid.NewGuid():N}{End}");
            FileStream file;
            try
            {
                file = new FileStream(name, options);
            }
            catch (IOException) when (left > 0 && File.Exists(name))
            {
                continue; // another process opened it in the moment before it was locked
            }

            if (!File.Exists(name) && left > 0)
            {
                file.Dispose(); // and deleted it
                continue;
            }

            if (replaces && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(target));
            }

            return file;
        }
    }

    private static void DeleteLeftovers(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, $"{Start}*{End}", Hidden))
        {
            string name = Path.GetFileName(path);
            if (name.Length != Start.Length + Digits + End.Length
                || !name.AsSpan(Start.Length, Digits).ContainsOnlyHex())
            {
                continue;
            }

            try
            {
                using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.None);
                File.Delete(path);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // It is being written, or it belongs to another user.
            }
        }
    }

    private static EnumerationOptions Hidden => new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    private static bool ContainsOnlyHex(this ReadOnlySpan<char> text) =>
        !text.ContainsAnyExcept("0123456789abcdef");

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // The failure to write is what matters, not this one.
        }
    }
}
