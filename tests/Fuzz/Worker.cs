using System.Text;

namespace NormTools.Fuzz;

/// <summary>Runs cases one after another in this process, and prints what each finds.</summary>
/// <param name="kind">files or calls.</param>
/// <param name="seed">Of all cases; each has a stream of its own from it and its number.</param>
/// <param name="state">A file that tells the case that is under way.</param>
internal sealed class Worker(string kind, long seed, string state)
{
    /// <summary>The exit code after a case that could not be ended, and that was told.</summary>
    public const int Handled = 3;

    public const string Files = "files";

    public const string Calls = "calls";

    /// <summary>Begins the line of an error's id that is met for the first time.</summary>
    public const string Met = "MET ";

    private const int RestartedAfter = 50_000; // calls: what they leave behind in an engine grows
    private const int PipelineEvery = 16; // of the files: the other readers are called without one

    public int Run(long first, long end)
    {
        using Session session = new();
        ICases cases = kind switch
        {
            Files => new FileCases(session),
            Calls => new CallCases(session),
            _ => throw new ArgumentException($"'{kind}' is neither files nor calls."),
        };
        using FileStream file = new(state, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        HashSet<string> met = [];
        Readers? readers = kind == Files ? new(session.Script("New-Tensor 1")[0].BaseObject.GetType().Assembly) : null;
        Case? current = null;
        Watch watch = new(number =>
            Console.WriteLine($"FOUND {kind} seed {seed} case {number}: not done after {Session.Limit.TotalSeconds} s: {current}"));
        for (long number = first; number < end; number++)
        {
            RandomAccess.Write(file.SafeFileHandle, Encoding.ASCII.GetBytes($"{number,-20}"), 0);
            Case one = cases.Make(new Random(Mix(seed, number)));
            current = one;
            watch.Begin(number);
            Outcome outcome = readers is null || number % PipelineEvery == 0 || !Readers.Knows(one)
                ? session.Run(one)
                : readers.Run(one);
            watch.End();
            foreach (string id in outcome.Refusals.Where(met.Add))
            {
                Console.WriteLine(Met + id);
            }

            if (outcome.Finding is not null)
            {
                Console.WriteLine($"FOUND {kind} seed {seed} case {number}: {outcome.Finding}: {one}");
            }

            if (!outcome.CanGoOn || (session.Calls == RestartedAfter && number + 1 < end))
            {
                Console.Out.Flush();
                Environment.Exit(Handled);
            }
        }

        return 0;
    }

    // SplitMix64: neighbouring cases have nothing in common.
    private static int Mix(long seed, long number)
    {
        ulong z = unchecked(((ulong)seed * 0x9E3779B97F4A7C15) + (ulong)number + 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)(z >> 33);
    }
}

/// <summary>Cases of one kind.</summary>
internal interface ICases
{
    Case Make(Random random);
}
