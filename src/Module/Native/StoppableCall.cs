using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.ExceptionServices;

namespace NormTools.Native;

/// <summary>Lets Ctrl+C stop a method that a script calls, as it stops a cmdlet.</summary>
/// <remarks>
/// Only cmdlets are told by PowerShell that the pipeline is stopping. So long work runs in an internal cmdlet, which
/// the method calls on its own thread. That costs about fifty microseconds, so short work is done directly.
/// </remarks>
internal static class StoppableCall
{
    /// <summary>The number of values from which a method may take long enough that a user wants to stop it.</summary>
    public const long ManyValues = 1 << 20;

    private static readonly ScriptBlock Invoker = ScriptBlock.Create("param($command, $call) & $command $call");

    private static readonly CmdletInfo Command = new CmdletInfo("Invoke-StoppableCall", typeof(StoppableCallCommand));

    /// <param name="values">The size of the work: the number of values that are read or written.</param>
    /// <param name="work">The work. If it is stopped halfway, nobody may see its result.</param>
    /// <exception cref="PipelineStoppedException">The work was stopped.</exception>
    public static T Run<T>(long values, Func<T> work)
    {
        if (values < ManyValues || StopFlag.IsUsed || Runspace.DefaultRunspace is null)
        {
            return work(); // it is short, a cmdlet is running it already, or there is no PowerShell on this thread
        }

        T result = default!;
        var call = new PendingCall(() => result = work());
        Invoker.Invoke(Command, call);
        call.Failure?.Throw();
        return result;
    }

    /// <summary>The work for the internal cmdlet, and the exception that it threw.</summary>
    internal sealed class PendingCall
    {
        private readonly Action work;

        public PendingCall(Action work) => this.work = work;

        public ExceptionDispatchInfo? Failure { get; private set; }

        public void Do(int[] flag)
        {
            try
            {
                StopFlag.Use(flag, () =>
                {
                    work();
                    return true;
                });
            }
            catch (Exception failure) when (failure is not PipelineStoppedException)
            {
                Failure = ExceptionDispatchInfo.Capture(failure); // for the method's caller, unwrapped
            }
        }
    }

    /// <summary>Runs a pending call and is told of Ctrl+C meanwhile. Scripts cannot call it: it is not
    /// exported.</summary>
    internal sealed class StoppableCallCommand : Cmdlet
    {
        private readonly int[] stop = new int[1];

        [Parameter(Mandatory = true, Position = 0)]
        public PendingCall Call { get; set; } = null!;

        protected override void StopProcessing() => Volatile.Write(ref stop[0], 1);

        protected override void EndProcessing() => Call.Do(stop);
    }
}
