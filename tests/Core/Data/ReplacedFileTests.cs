using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class ReplacedFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("normtools").FullName;

    private string Target => Path.Combine(folder, "a file [1] *.x");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_is_there_whole_or_as_it_was_and_nothing_else_stays()
    {
        ReplacedFile.Write(Target, file => file.Write("one"u8));
        Assert.Equal("one", File.ReadAllText(Target));
        Assert.Throws<InvalidOperationException>(() => ReplacedFile.Write(Target, file =>
        {
            file.Write("two"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal("one", File.ReadAllText(Target));
        ReplacedFile.Write(Target, file => file.Write("three"u8));
        Assert.Equal("three", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void What_a_kill_left_behind_goes_and_what_is_being_written_stays()
    {
        string left = Path.Combine(folder, $".normtools-{Guid.NewGuid():N}.tmp");
        string[] others = [".normtools-.tmp", ".normtools-no.tmp", $"{Guid.NewGuid():N}.tmp", "a.tmp"];
        File.WriteAllText(left, "half");
        Array.ForEach(others, name => File.WriteAllText(Path.Combine(folder, name), "mine"));
        ReplacedFile.Write(Target, file =>
        {
            file.Write("one"u8);
            ReplacedFile.Prepare(Target + "2");
            Assert.False(File.Exists(left));
            Assert.True(File.Exists(file.Name));
        });
        Assert.Equal("one", File.ReadAllText(Target));
        Assert.Equal(others.Length + 1, Directory.GetFileSystemEntries(folder).Length);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_told_before_there_is_anything_to_write()
    {
        string inside = Path.Combine(folder, "missing", "x");
        Assert.Equal("FileNotWritable", Assert.Throws<CoreException>(() => ReplacedFile.Prepare(inside)).Id);
        ReplacedFile.Prepare(Target);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void The_new_file_is_never_more_readable_than_the_old_one()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // permissions are inherited there
        }

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const UnixFileMode All = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        foreach (UnixFileMode mode in new[] { OwnerOnly, All, UnixFileMode.UserRead })
        {
            File.WriteAllText(Target, "old");
            File.SetUnixFileMode(Target, mode);
            ReplacedFile.Write(Target, file => Assert.Equal(mode, new FileInfo(file.Name).UnixFileMode));
            Assert.Equal(mode, File.GetUnixFileMode(Target));
            File.Delete(Target);
        }
    }

    [Fact]
    public void Devices_are_not_replaced()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string link = Path.Combine(folder, "link");
        File.CreateSymbolicLink(link, "/dev/null");
        foreach (string path in new[] { "/dev/null", link })
        {
            Assert.Equal("NotARegularFile", Assert.Throws<CoreException>(() => ReplacedFile.Prepare(path)).Id);
            Assert.Equal("NotARegularFile",
                Assert.Throws<CoreException>(() => ReplacedFile.Write(path, file => file.Write("x"u8))).Id);
        }
    }

    [Fact]
    public void An_empty_file_is_replaced_and_a_link_to_a_file_that_is_not_there_stays_a_link()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.WriteAllText(Target, string.Empty);
        ReplacedFile.Write(Target, file => file.Write("x"u8));
        Assert.Equal("x", File.ReadAllText(Target));
        string link = Path.Combine(folder, "link");
        string wanted = Path.Combine(folder, "wanted");
        File.CreateSymbolicLink(link, wanted);
        ReplacedFile.Write(link, file => file.Write("y"u8));
        Assert.Equal(wanted, new FileInfo(link).LinkTarget);
        Assert.Equal("y", File.ReadAllText(wanted));
    }
}
