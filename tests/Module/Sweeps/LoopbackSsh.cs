using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace NormTools.Module.Tests;

/// <summary>An SSH server of this user's own on the loopback address, with keys of its own, and an ssh in front of PATH that knows it as loop1 and
/// loop2.</summary>
public sealed class LoopbackSsh : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-ssh-{Guid.NewGuid():N}");
    private readonly string path = Environment.GetEnvironmentVariable("PATH") ?? string.Empty;
    private readonly Process? server;

    public LoopbackSsh()
    {
        string? sshd = Find("sshd"), ssh = Find("ssh"), keygen = Find("ssh-keygen");
        if (OperatingSystem.IsWindows() || sshd is null || ssh is null || keygen is null)
        {
            Missing = "sshd, ssh and ssh-keygen are not here (Debian's openssh-server brings them)";
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (string key in new[] { "host", "user" })
        {
            Run(keygen, "-q", "-t", "ed25519", "-N", string.Empty, "-f", In(key));
        }

        int port = FreePort();
        Write("pwsh", $"#!/bin/sh\nexec {string.Join(' ', NormTools.Run.PowerShell.Command.Select(part => $"'{part}'"))} -sshs -NoLogo -NoProfile\n", runs: true);
        Write(
            "sshd_config",
            $"Port {port}\nListenAddress 127.0.0.1\nHostKey {In("host")}\nAuthorizedKeysFile {In("user.pub")}\nStrictModes no\nUsePAM no\nPidFile none\nPasswordAuthentication no\n"
            + $"PermitRootLogin yes\nSetEnv PATH={path} DOTNET_ROOT={Environment.GetEnvironmentVariable("DOTNET_ROOT")} NUGET_PACKAGES={Environment.GetEnvironmentVariable("NUGET_PACKAGES")}\nSubsystem powershell {In("pwsh")}\n");
        Write(
            "config",
            $"Host loop1 loop2\nHostName 127.0.0.1\nPort {port}\nUser {Environment.UserName}\nIdentityFile {In("user")}\nIdentitiesOnly yes\nBatchMode yes\nStrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n");
        Directory.CreateDirectory(In("bin"));
        Write("bin/ssh", $"#!/bin/sh\nfor name; do case $name in loop*) echo $$ >> '{folder}'/$name.pid;; esac; done\nexec '{ssh}' -F '{In("config")}' \"$@\"\n", runs: true);
        if (Environment.UserName == "root")
        {
            Directory.CreateDirectory("/run/sshd"); // the system's own would make it
        }

        server = Process.Start(new ProcessStartInfo(sshd, ["-D", "-e", "-f", In("sshd_config")]) { RedirectStandardError = true })!;
        server.ErrorDataReceived += (_, line) => Log += line.Data + "\n";
        server.BeginErrorReadLine();
        for (int tries = 0; tries < 200 && !server.HasExited && !Answers(port); tries++)
        {
            Thread.Sleep(25);
        }

        Missing = server.HasExited ? $"sshd does not start: {Log}" : null;
        Environment.SetEnvironmentVariable("PATH", In("bin") + Path.PathSeparator + path);
    }

    /// <summary>Why there is no server; null where there is one.</summary>
    public string? Missing { get; }

    /// <summary>What the server says.</summary>
    public string Log { get; private set; } = string.Empty;

    /// <summary>Ends the links to a machine, as a network that fails does.</summary>
    public bool Cut(string name)
    {
        string file = In(name + ".pid");
        if (!File.Exists(file))
        {
            return false;
        }

        foreach (string line in File.ReadAllLines(file))
        {
            try
            {
                Process.GetProcessById(int.Parse(line)).Kill();
            }
            catch (ArgumentException)
            {
                // It has ended.
            }
        }

        File.Delete(file);
        return true;
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", path);
        if (server is { HasExited: false })
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
        }

        server?.Dispose();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Append("/usr/sbin")
        .Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists);

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool Answers(int port)
    {
        try
        {
            using TcpClient client = new("127.0.0.1", port);
            return client.Connected;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string In(string name) => Path.Combine(folder, name);

    private void Write(string name, string text, bool runs = false)
    {
        File.WriteAllText(In(name), text);
        if (runs && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(In(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
