using System.Reflection;

namespace NormTools.Module.Tests;

/// <summary>What is said to Slurm and taken from it, without Slurm: programs of its names stand in for it.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class SlurmWordsTests : IClassFixture<Shell>, IDisposable
{
    private const string Job = "7";

    private readonly Shell shell;
    private readonly string? path = Environment.GetEnvironmentVariable("PATH");
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}"), programs;

    public SlurmWordsTests(Shell shell)
    {
        this.shell = shell;
        programs = folder + "-programs";
        Directory.CreateDirectory(programs);
        shell.Run(
            """
            param($data, $folder)
            $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
            $folder = $folder
            $slurm = @{ Path = $folder; Engine = 'Slurm' }
            $number = { param($x) $x }
            $slow = { param($Width) New-Model -Data $using:wine { Linear $Width; ReLU; Dropout 0.2; Linear } | Start-TrainingRun $using:wine -Epoch 30 -OnEpoch { if (Test-Path "$using:folder-slow") { Start-Sleep -Milliseconds 100 } } }
            function Text($trials) { ($trials | ForEach-Object { "$($_.Trial) $($_.State) $($_.Score) $($_.Low) $($_.Scores -join ',') $($_.Epoch) $_ $($_.Error)" }) -join '|' }
            """,
            Path.Combine(BuiltModule.Folder, "data"),
            folder);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", path);
        File.Delete(Slow);
        foreach (string made in new[] { folder, programs }.Where(Directory.Exists))
        {
            Directory.Delete(made, recursive: true);
        }
    }

    private string Slow => folder + "-slow"; // while it is there, $slow takes its time

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    [Fact]
    public void Without_Slurm_it_is_said_what_is_missing()
    {
        Environment.SetEnvironmentVariable("PATH", programs);
        ShellResult result = shell.Run("Start-TrainingSweep $number @{ x = 1 } @slurm");
        Assert.StartsWith("-Engine Slurm calls sbatch, and there is none on PATH", result.Error("SlurmNotFound").Exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("echo 'sbatch: error: invalid partition specified: gpu' >&2; exit 1", "Slurm did not take the job: invalid partition specified: gpu. The sweep is kept")]
    [InlineData("exit 3", "sbatch ended with 3 and said nothing")]
    [InlineData("echo 'This cluster is closed.'", "This cluster is closed. The sweep is kept")]
    public void What_Slurm_refuses_is_told_in_its_words(string sbatch, string words)
    {
        SkipWithoutShell();
        Program("sbatch", sbatch);
        Assert.Contains(words, shell.Run("Start-TrainingSweep $number @{ x = 1 } @slurm").Error("SlurmRefused").Exception.Message, StringComparison.Ordinal);
        string level = Text("(Get-NormToolsOption).Level"); // that of the sweep, which every task has to have
        Assert.Contains($"\nexport NORMTOOLS_LEVEL='{level}'\n", File.ReadAllText(Path.Combine(folder, "slurm", "job.sh")), StringComparison.Ordinal);
        Assert.Equal("Completed", Text("(Resume-TrainingSweep $folder).State"));
    }

    [Fact]
    public void Jobs_that_fail_end_the_sweep_with_what_they_wrote()
    {
        SkipWithoutShell();
        Program("sbatch", $"echo 'pwsh: command not found' > '{folder}/slurm/{Job}_2.out'; echo {Job}");
        Program("squeue", $"[ -e '{programs}/asked' ] || {{ touch '{programs}/asked'; echo 'Unable to contact slurm controller' >&2; exit 1; }}; echo '{Job}_1|CANCELLED|n1|None'; echo '{Job}_2|FAILED|n2|NonZeroExitCode'");
        Program("scancel", "true");
        ShellResult result = shell.Run("Start-TrainingSweep $number @{ x = 1, 2 } @slurm");
        string message = result.Error("SlurmEnded").Exception.Message;
        Assert.StartsWith($"The tasks of Slurm's job {Job} have ended, and 2 of 2 trials are not done. Task {Job}_2 ended as FAILED on n2; the end of '{folder}/slurm/{Job}_2.out': pwsh: command not found. ", message, StringComparison.Ordinal);
        Assert.Contains(result.Warnings, warning => warning.StartsWith("squeue does not answer", StringComparison.Ordinal));
    }

    [Fact]
    public void A_task_is_queued_again_when_its_time_is_over_and_goes_on()
    {
        SkipWithoutShell();
        string whole = Text("Text (Start-TrainingSweep $slow @{ Width = 2, 3 })");
        SlurmCluster.AddPowerShell(programs);
        Program("sbatch", $"SLURM_ARRAY_JOB_ID={Job} SLURM_ARRAY_TASK_ID=2 SLURM_CPUS_ON_NODE=1 setsid bash '{folder}/slurm/job.sh' >> '{programs}/out' 2>&1 & echo $! > '{programs}/task'; echo {Job}");
        Program("scontrol", $"echo \"$*\" >> '{programs}/requeued'; exec '{programs}/sbatch'");
        Program("squeue", $"echo '{Job}_2|RUNNING|n1|None'");
        Program("scancel", $"echo \"$*\" >> '{programs}/cancelled'");
        File.WriteAllText(Slow, string.Empty);
        bool isSent = false;
        ShellResult result = shell.RunUntil(
            _ =>
            {
                if (!isSent && File.Exists(Path.Combine(folder, "trials", "0001", "run-1-under-way-1.checkpoint")))
                {
                    isSent = SlurmCluster.Call("kill", "-USR1", File.ReadAllText(Path.Combine(programs, "task")).Trim()).ExitCode == 0;
                }

                if (File.Exists(Path.Combine(programs, "requeued")))
                {
                    File.Delete(Slow);
                }

                return false;
            },
            "$again = Start-TrainingSweep $slow @{ Width = 2, 3 } @slurm -Worker 3; Text $again; $again[0].Path");
        Assert.Equal([whole, Path.Combine(folder, "trials", "0001")], result.All<object>().Select(item => $"{item}"));
        Assert.Equal($"requeue {Job}_2\n", File.ReadAllText(Path.Combine(programs, "requeued")));
        Assert.Equal($"--state=PENDING {Job}\n", File.ReadAllText(Path.Combine(programs, "cancelled")));
        Assert.Equal(30, File.ReadAllLines(Path.Combine(folder, "trials", "0001", "metrics.jsonl")).Length);
    }

    [Fact]
    public void A_job_of_the_sweep_that_goes_on_is_looked_on()
    {
        SkipWithoutShell();
        Program("sbatch", $"echo {Job}; touch '{programs}/submitted'");
        Program("squeue", $"echo '{Job}_1|PENDING||Priority'");
        Program("scancel", "true");
        Assert.True(shell.RunUntil(_ => File.Exists(Path.Combine(folder, "slurm", "job.txt")), "Start-TrainingSweep $number @{ x = 1 } @slurm").Stopped);
        File.Delete(Path.Combine(programs, "submitted"));
        ShellResult result = shell.RunUntil(seen => seen.Warnings.Any(), "Resume-TrainingSweep $folder -Engine Slurm");
        Assert.StartsWith($"Slurm's job {Job} of this sweep goes on", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(programs, "submitted")));
    }

    [Theory]
    [InlineData("cpu", false)]
    [InlineData("--partition", true)]
    [InlineData("--a\n--b", false)]
    [InlineData("", false)]
    public void Options_of_sbatch_are_wanted(string argument, bool isOne)
    {
        object?[] call = ["/sweep", "/here", "v3", 2, new[] { argument }, new[] { "pwsh" }];
        Assert.Equal(isOne, Record.Exception(() => Static("SlurmScript", "Write", call)) is null);
    }

    [Fact]
    public void The_script_says_all_that_sbatch_and_bash_are_to_know()
    {
        SkipWithoutShell();
        const string Root = "/home/ann's \"sweeps\"/50% $width";
        var script = (string)Static("SlurmScript", "Write", Root, "/home/my work", "v3", 40, new[] { "-p", "cpu", "--comment=a b", "--time=10" }, new[] { "/opt/power shell/pwsh" })!;
        string[] lines = script.Split('\n');
        Assert.Equal("#!/bin/bash", lines[0]);
        Assert.Equal(
            [
                "--job-name=\"50% $width\"", "--array=1-40", "--chdir=\"/home/my work\"", "--output=\"/home/ann's \\\"sweeps\\\"/50%% $width/slurm/%A_%a.out\"", "--open-mode=append", "--requeue",
                "--signal=B:USR1@60", "-p cpu", "--comment=\"a b\"", "--time=10",
            ],
            lines.Where(line => line.StartsWith("#SBATCH ", StringComparison.Ordinal)).Select(line => line[8..]));
        Assert.All(lines.TakeWhile(line => line.Length > 0), line => Assert.StartsWith("#", line, StringComparison.Ordinal)); // sbatch stops at the first command
        Directory.CreateDirectory(programs);
        string file = Path.Combine(programs, "job.sh");
        string shown = script.Replace("\"${pwsh[@]}\" -NoProfile", "printf '%s\\n' \"${pwsh[@]}\" \"$stop\"; printf '%s\\n' -NoProfile", StringComparison.Ordinal);
        Assert.NotEqual(script, shown);
        File.WriteAllText(file, shown.Replace("|| pwsh=(pwsh)", string.Empty, StringComparison.Ordinal));
        (int code, string output) = SlurmCluster.Call("env", $"SLURM_ARRAY_JOB_ID={Job}", "SLURM_ARRAY_TASK_ID=3", "SLURM_CPUS_ON_NODE=128", "bash", file);
        Assert.Equal(
            [
                "/opt/power shell/pwsh", $"{Root}/slurm/stop-{Job}_3", "-NoProfile", "-NonInteractive", "-Command",
                $"Import-Module '{BuiltModule.Manifest}' -ErrorAction Stop; Set-NormToolsOption -Thread $env:threads; $null = Resume-TrainingSweep '{Root.Replace("'", "''", StringComparison.Ordinal)}' -StopPath $env:stop",
            ],
            output.TrimEnd().Split('\n'));
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData("7_1|RUNNING|n1|None\n7_2|RUNNING|n2|None\n7_3|PENDING||Priority\n", "2 tasks run, 1 waits (Priority)", null)]
    [InlineData("7_1|PENDING||Resources\n7_2|PENDING||Priority\n7_3|PENDING||Priority\n", "0 tasks run, 3 wait (Priority)", null)]
    [InlineData("7_1|PENDING||PartitionTimeLimit\n", "0 tasks run, 1 waits (PartitionTimeLimit)", "--time is longer than the partition allows")]
    [InlineData("7_1|PENDING||ReqNodeNotAvail, UnavailableNodes:n[1-2]\n", "0 tasks run, 1 waits (ReqNodeNotAvail, UnavailableNodes:n[1-2])", "sinfo -R says why")]
    [InlineData("7_1|PENDING||JobHeldUser\n", "0 tasks run, 1 waits (JobHeldUser)", "scontrol release 7 ")]
    [InlineData("7_1|PENDING||QOSMaxCpuPerUserLimit\n", "0 tasks run, 1 waits (QOSMaxCpuPerUserLimit)", "sacctmgr show qos")]
    [InlineData("7_1|PENDING||AssocGrpCPUMinutesLimit\n", "0 tasks run, 1 waits (AssocGrpCPUMinutesLimit)", "limit of the account")]
    [InlineData("7_1|PENDING||SomethingNew\n", "0 tasks run, 1 waits (SomethingNew)", "scontrol show job 7 says more")]
    [InlineData("7_1|COMPLETING|n1|None\n7_2|PENDING||BeginTime\n", "1 task runs, 1 waits (BeginTime)", null)]
    [InlineData("7_1|COMPLETED|n1|None\n7_2|PENDING||BeginTime\n", "0 tasks run, 1 waits (BeginTime)", null)]
    public void What_squeue_writes_is_read(string output, string status, string? trouble)
    {
        object tasks = Static("SlurmTasks", "Read", output)!, job = Static("SlurmJob", "Read", Job)!;
        Assert.Equal(status, Of(tasks, "Status"));
        Assert.False((bool)Of(tasks, "HaveEnded")!);
        var said = (string?)tasks.GetType().GetMethod("Trouble")!.Invoke(tasks, [job]);
        Assert.Equal(trouble is null, said is null);
        Assert.Contains(trouble ?? string.Empty, said ?? string.Empty, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7_1|COMPLETED|n1\n7_2|CANCELLED by 1000|n2\n", true, true, "7_2 CANCELLED n2")]
    [InlineData("7_1|NODE_FAIL|n1\n7_2|TIMEOUT|n2\n7_3|OUT_OF_MEMORY|None assigned\n", true, false, "7_1 NODE_FAIL n1; 7_2 TIMEOUT n2; 7_3 OUT_OF_MEMORY ")]
    [InlineData("7_1|COMPLETED|n1\n", true, true, "")]
    [InlineData("7_1|RUNNING|n1\n7_2|FAILED|n2\n", false, false, "7_2 FAILED n2")]
    [InlineData("\n", true, false, "")]
    public void What_sacct_writes_is_read(string output, bool ended, bool fine, string failed)
    {
        object tasks = Static("SlurmTasks", "Read", output)!;
        Assert.Equal((ended, fine), ((bool)Of(tasks, "HaveEnded")!, (bool)Of(tasks, "IsOneFine")!));
        Assert.Equal(failed, string.Join("; ", ((System.Collections.IEnumerable)Of(tasks, "Failed")!).Cast<object>().Select(task => $"{Of(task, "Id")} {Of(task, "State")} {Of(task, "Node")}")));
    }

    [Theory]
    [InlineData("123\n", "123", "scancel 123")]
    [InlineData("123;east\n", "123;east", "scancel 123 --clusters=east")]
    [InlineData("sbatch: note\n77\n", "77", "scancel 77")]
    [InlineData("Submitted batch job 5", null, null)]
    [InlineData("", null, null)]
    public void What_sbatch_writes_is_read(string output, string? number, string? cancel)
    {
        object? job = Static("SlurmJob", "Read", output);
        Assert.Equal(number, job?.ToString());
        Assert.Equal(cancel, job is null ? null : Of(job, "CancelLine"));
    }

    private static void SkipWithoutShell() => Assert.SkipWhen(!OperatingSystem.IsLinux(), "Slurm runs on Linux.");

    private void Program(string name, string text)
    {
        string file = Path.Combine(programs, name);
        File.WriteAllText(file, $"#!/bin/bash\n{text}\n");
        SlurmCluster.Call("chmod", "+x", file);
        Environment.SetEnvironmentVariable("PATH", programs + Path.PathSeparator + path);
    }

    private static object? Static(string type, string method, params object?[] arguments)
    {
        try
        {
            return Module.GetType("NormTools." + type)!.GetMethod(method, BindingFlags.Static | BindingFlags.Public)!.Invoke(null, arguments);
        }
        catch (TargetInvocationException failure)
        {
            throw failure.InnerException!;
        }
    }

    private static object? Of(object item, string property) => item.GetType().GetProperty(property)!.GetValue(item);

    private static Assembly Module => Assembly.LoadFrom(Path.Combine(BuiltModule.Folder, "NormTools.dll"));
}
