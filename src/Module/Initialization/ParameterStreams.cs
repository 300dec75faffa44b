using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NormTools;

/// <summary>The random streams of an initialisation: one for the whole model, or one for each parameter.</summary>
/// <remarks>
/// The stream for the whole model is used as a copy until <see cref="Commit"/>, so that an initialisation that fails
/// leaves no trace.
/// </remarks>
internal sealed class ParameterStreams
{
    private readonly Model model;
    private readonly RandomGenerator? shared;
    private readonly RandomGenerator? copy;
    private readonly ulong seed; // from which the streams of the parameters are made
    private readonly ulong? begun; // the seed that the model's stream is started again with

    /// <exception cref="NormToolsException">A generator was given with a seed, or where each parameter has its
    /// own.</exception>
    public ParameterStreams(Model model, RandomGenerator? generator, ulong? seed, bool isPerParameter)
    {
        this.model = model;
        Streams.RefuseBoth(generator, seed);
        if (isPerParameter)
        {
            this.seed = generator is null ? seed ?? model.Seed ?? Seeds.Fresh() : throw Errors.GeneratorForEach();
            return;
        }

        shared = generator ?? model.Generator;
        bool startsAnew = generator is null && (seed is not null || !model.IsSeeded);
        begun = startsAnew ? seed ?? Seeds.Fresh() : (ulong?)null;
        copy = begun is ulong start ? new RandomGenerator(start) : shared.Clone();
    }

    /// <summary>The stream to draw a parameter from.</summary>
    public RandomGenerator For(string parameter) => copy ?? new RandomGenerator(SeedOf(seed, parameter));

    /// <summary>Advances the real stream to where the copy is.</summary>
    public void Commit()
    {
        if (shared is null)
        {
            return;
        }

        shared.SetState(copy!.GetState());
        if (begun is not null)
        {
            model.Seed = begun;
            model.IsSeeded = true;
        }
    }

    /// <summary>The first eight bytes, low byte first, of the SHA-256 of "seed/name" in UTF-8.</summary>
    private static ulong SeedOf(ulong seed, string parameter)
    {
        byte[] text = Encoding.UTF8.GetBytes(seed.ToString(CultureInfo.InvariantCulture) + "/" + parameter);
        using var hash = SHA256.Create();
        byte[] digest = hash.ComputeHash(text);
        ulong result = 0;
        for (int i = 7; i >= 0; i--)
        {
            result = (result << 8) | digest[i];
        }

        return result;
    }
}
