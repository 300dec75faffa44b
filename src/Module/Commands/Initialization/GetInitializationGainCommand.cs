using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Gets the gain of a nonlinearity: the factor that keeps the size of a signal.</summary>
[Cmdlet(VerbsCommon.Get, "InitializationGain", DefaultParameterSetName = "Name")]
[OutputType(typeof(InitializationGain))]
public sealed class GetInitializationGainCommand : NormToolsCommand
{
    /// <summary>The activation; all of them if left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NonlinearityCompleter))]
    public string[]? Nonlinearity { get; set; }

    /// <summary>The slope of LeakyReLU below zero; 0.01 by default.</summary>
    [Parameter(ParameterSetName = "Name")]
    [NumberTransformation]
    public double? NegativeSlope { get; set; }

    /// <summary>Another activation: a script block that computes f(x) for x in $_.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Activation")]
    public ScriptBlock Activation { get; set; } = null!;

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Activation")
        {
            Guard(Activation, () => WriteObject(InitializationGain.Of(Activation)));
            return;
        }

        if (Nonlinearity is null)
        {
            Guard(null, WriteAll);
            return;
        }

        foreach (string name in Nonlinearity)
        {
            Guard(name, () => WriteObject(InitializationGain.Of(name, NegativeSlope)));
        }
    }

    private void WriteAll()
    {
        if (NegativeSlope is not null)
        {
            throw Errors.NoEffect(nameof(NegativeSlope), nameof(Nonlinearity) + " LeakyReLU");
        }

        foreach (NonlinearityName name in NonlinearityName.All)
        {
            WriteObject(InitializationGain.Of(name.Name, null));
        }
    }
}
