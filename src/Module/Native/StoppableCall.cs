using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.ExceptionServices;

namespace NormTools.Native;

/// <summary>Lets Ctrl+C end a method that a script calls, as it ends a cmdlet.</summary>
/// <remarks>
/// PowerShell tells cmdlets alone that the pipeline is to stop. So long work runs in a cmdlet of its own, which the
/// method calls on its thread. That costs some fifty microseconds: shorter work is simply done.
/// </remarks>
internal static class StoppableCall
{
    /// <summary>Values for which a method can take so long that one would like to end it.</summary>
    public const long ManyValues = 1 << 20;

    private static readonly ScriptBlock Invoker = ScriptBlock.Create("param($command, $call) & $command $call");

    private static readonly CmdletInfo Command = new CmdletInfo("Invoke-StoppableCall", typeof(StoppableCallCommand));

    /// <param name="values">How much there is to do: the values that are read or written.</param>
    /// <param name="work">What is half done when it is ended, and is seen by nobody then.</param>
    /// <exception cref="PipelineStoppedException">It was ended.</exception>
    public static T Run<T>(long values, Func<T> work)
    {
        if (values < ManyValues || StopFlag.IsUsed || Runspace.DefaultRunspace is null)
        {
            return work(); // it is short, or a cmdlet is at it, or there is no PowerShell on this thread
        }

        T result = default!;
        var call = new PendingCall(() => result = work());
        Invoker.Invoke(Command, call);
        call.Failure?.Throw();
        return result;
    }

    /// <summary>What is to be done, and why it could not be.</summary>
    internal sealed class PendingCall
    {
        private readonly Action work;

        public PendingCall(Action work) => this.work = work;

        public ExceptionDispatchInfo? Failure { get; private set; }

        public void Do(int[] word)
        {
            try
            {
                StopFlag.Use(word, () =>
                {
                    work();
                    return true;
                });
            }
            catch (Exception failure) when (failure is not PipelineStoppedException)
            {
                Failure = ExceptionDispatchInfo.Capture(failure); // to the method's caller, as it is
            }
        }
    }

    /// <summary>Does a call, and hears Ctrl+C meanwhile. It has no name that a script could use.</summary>
    internal sealed class StoppableCallCommand : Cmdlet
    {
        private readonly int[] stop = new int[1];

        [Parameter(Mandatory = true, Position = 0)]
        public PendingCall Call { get; set; } = null!;

        protected override void StopProcessing() => Volatile.Write(ref stop[0], 1);

        protected override void EndProcessing() => Call.Do(stop);
    }
}
