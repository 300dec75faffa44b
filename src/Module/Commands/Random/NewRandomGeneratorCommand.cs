using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Makes a random generator: PyTorch's torch.Generator.</summary>
[Cmdlet(VerbsCommon.New, "RandomGenerator", DefaultParameterSetName = "Seed")]
[OutputType(typeof(RandomGenerator))]
public sealed class NewRandomGeneratorCommand : NormToolsCommand
{
    /// <summary>The seed, as for torch.manual_seed; a fresh one if left out.</summary>
    [Parameter(Position = 0, ParameterSetName = "Seed")]
    [SeedTransformation]
    [Alias("RandomState")]
    public ulong? Seed { get; set; }

    /// <summary>A state to continue from: the bytes of torch.get_rng_state().</summary>
    [Parameter(Mandatory = true, ParameterSetName = "State")]
    [AllowEmptyCollection]
    public byte[] State { get; set; } = null!;

    protected override void EndProcessing() => GuardTerminating(null, () =>
    {
        var generator = new RandomGenerator(Seed ?? Seeds.Fresh());
        if (ParameterSetName == "State")
        {
            generator.SetState(State);
        }

        WriteObject(generator);
    });
}
