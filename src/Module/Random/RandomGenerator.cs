using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>PyTorch's CPU generator (torch.Generator): a stream of random numbers that every draw advances.</summary>
/// <remarks>Draws from several threads wait for each other; their order is then not defined.</remarks>
public sealed class RandomGenerator
{
    /// <summary>The length of a state in bytes.</summary>
    public const int StateLength = 5056;

    private readonly object gate = new object();
    private readonly ObjectHandle handle;

    internal RandomGenerator(ulong seed)
    {
        MemoryPressure.MakeRoom(0);
        NativeMethods.GeneratorCreate(seed, out IntPtr generator).ThrowIfFailed();
        handle = new ObjectHandle(generator);
    }

    internal RandomGenerator(ObjectHandle handle) => this.handle = handle;

    /// <summary>The seed that the stream began with (torch's initial_seed).</summary>
    public ulong Seed => BitConverter.ToUInt64(GetState(), 0);

    /// <summary>The state of the stream: the 5,056 bytes of torch.get_rng_state().</summary>
    public byte[] GetState()
    {
        var state = new byte[StateLength];
        Use(generator => NativeMethods.GeneratorGetState(generator, state, state.Length));
        return state;
    }

    /// <summary>Continues from a state that GetState or torch.get_rng_state() returned.</summary>
    /// <exception cref="NormToolsException">The bytes are not such a state; the generator is unchanged.</exception>
    public void SetState(byte[] state)
    {
        byte[] bytes = state ?? Array.Empty<byte>();
        Use(generator => NativeMethods.GeneratorSetState(generator, bytes, bytes.Length));
    }

    /// <summary>Starts again with a seed, as torch.Generator.manual_seed does.</summary>
    public void SetSeed(ulong seed) => SetState(new RandomGenerator(seed).GetState());

    /// <summary>An independent generator in the same state.</summary>
    public RandomGenerator Clone()
    {
        var copy = new RandomGenerator(0UL);
        copy.SetState(GetState());
        return copy;
    }

    /// <summary>As in "RandomGenerator (seed 42)".</summary>
    public override string ToString() => $"RandomGenerator (seed {Seed})";

    internal ObjectHandle Handle => handle;

    /// <summary>Draws, while other threads wait. If Ctrl+C stops the draw, the stream is set back to its state
    /// before.</summary>
    internal void Use(Func<ObjectHandle, Status> draw)
    {
        lock (gate)
        {
            byte[]? before = StopFlag.IsUsed ? new byte[StateLength] : null;
            if (before is not null)
            {
                NativeMethods.GeneratorGetState(handle, before, before.Length).ThrowIfFailed();
            }

            Status status = draw(handle);
            if (status == Status.Cancelled && before is not null)
            {
                NativeMethods.GeneratorSetState(handle, before, before.Length).ThrowIfFailed();
                throw new System.Management.Automation.PipelineStoppedException();
            }

            status.ThrowIfFailed();
        }
    }
}
