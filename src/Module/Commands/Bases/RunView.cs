using System.Diagnostics;
using System.Management.Automation;
using NormTools.Charts;

namespace NormTools.Commands;

/// <summary>The curves of runs in the terminal, once or while they train.</summary>
internal sealed class RunView
{
    private const int LookMilliseconds = 250;
    private const int Patience = 20; // of the time between two looks, so much goes by for each that looking takes

    private readonly NormToolsCommand command;
    private readonly LiveRun[] live;
    private readonly string[] metrics;
    private readonly bool isLive;

    /// <param name="command">The cmdlet that shows them.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="metrics">What is drawn, a plot each.</param>
    /// <param name="isLive">Whether it is drawn again until all have ended.</param>
    public RunView(NormToolsCommand command, IEnumerable<TrainingRun> runs, string[] metrics, bool isLive)
    {
        this.command = command;
        this.metrics = metrics;
        this.isLive = isLive;
        live = runs.Select(run => new LiveRun(run)).ToArray();
    }

    public bool Logarithmic { get; set; }

    public bool LogarithmicEpoch { get; set; }

    public bool Separate { get; set; }

    public void Show()
    {
        if (isLive && live.Any(run => run.IsRunning))
        {
            Watch();
        }
        else
        {
            WriteLines(Frame(Style()));
        }
    }

    private TerminalStyle Style() => TerminalHost.Style(command.Host, command.SessionState, metrics.Length);

    // A terminal whose cursor cannot be moved gets a line at each look for the latest epoch, and the chart at the end.
    private void Watch()
    {
        TerminalStyle style;
        var told = new long[live.Length]; // epochs
        string shown = string.Empty;
        int lines = 0;
        bool isLast;
        do
        {
            isLast = !live.Any(run => run.IsRunning); // what is drawn then is how they ended
            style = Style();
            if (style.CanMove)
            {
                string[] frame = Frame(style).ToArray();
                string text = string.Join("\n", frame);
                if (text != shown)
                {
                    TerminalHost.Rewrite(command.Host, frame, lines);
                    (shown, lines) = (text, frame.Length);
                }
            }
            else
            {
                Tell(told);
            }
        }
        while (!isLast && WaitAndLook());

        if (!style.CanMove)
        {
            WriteLines(Frame(style));
        }
    }

    private bool WaitAndLook()
    {
        var clock = Stopwatch.StartNew();
        Array.ForEach(live, run => run.Look());
        long wait = Math.Max(LookMilliseconds, Patience * clock.ElapsedMilliseconds); // long histories are not read all the time
        for (clock.Restart(); clock.ElapsedMilliseconds < wait; Thread.Sleep(20))
        {
            if (command.IsStopping)
            {
                throw new PipelineStoppedException();
            }
        }

        return true;
    }

    private void Tell(long[] told)
    {
        for (int i = 0; i < live.Length; i++)
        {
            if (live[i].Run.LastEpoch is TrainingEpoch epoch && epoch.Epoch != told[i])
            {
                command.WriteObject(Text.Line(live.Length == 1 ? epoch.ToString() : $"{live[i].Run.Name ?? $"{i + 1}"}: {epoch}"));
                told[i] = epoch.Epoch;
            }
        }
    }

    private IEnumerable<string> Frame(TerminalStyle style)
    {
        foreach (LiveRun one in isLive ? live : Array.Empty<LiveRun>())
        {
            string name = one.Run.Name is string given ? $"{given}: " : string.Empty;
            yield return Svg.Shorten($"{name}{one.Run}, {one.Run.Duration.TotalSeconds:0} s", style.Width);
        }

        TrainingRun[] begun = live.Select(run => run.Run).Where(run => run.EpochCount > 0).ToArray();
        foreach (string metric in begun.Length == 0 ? Array.Empty<string>() : metrics)
        {
            Array.ForEach(begun, run => TrainingChart.Check(run, metric));
            var options = new ChartOptions { Metric = metric, Logarithmic = Logarithmic, LogarithmicEpoch = LogarithmicEpoch, Separate = Separate };
            foreach (string line in TerminalPlot.Lines(TrainingChart.Draw(begun, options), style))
            {
                yield return line;
            }
        }
    }

    private void WriteLines(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            command.WriteObject(line);
        }
    }
}
