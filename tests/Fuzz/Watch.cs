using System.Diagnostics;

namespace NormTools.Fuzz;

/// <summary>Ends the process when a case takes too long that nothing else can end.</summary>
internal sealed class Watch
{
    private readonly Action<long> tell;
    private long number = -1;
    private TimeSpan worked;
    private long started;

    /// <param name="tell">Is told the case.</param>
    public Watch(Action<long> tell)
    {
        this.tell = tell;
        new Thread(Look) { IsBackground = true, Priority = ThreadPriority.Highest }.Start();
    }

    public void Begin(long next)
    {
        lock (tell)
        {
            (number, worked, started) = (next, Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        }
    }

    public void End()
    {
        lock (tell)
        {
            number = -1;
        }
    }

    private void Look()
    {
        while (true)
        {
            Thread.Sleep(200);
            lock (tell)
            {
                if (number >= 0 && Session.IsOver(Session.Limit, Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - worked))
                {
                    tell(number);
                    Console.Out.Flush();
                    Environment.Exit(Worker.Handled);
                }
            }
        }
    }
}
