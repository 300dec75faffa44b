using System.Diagnostics;
using System.Globalization;

namespace NormTools;

/// <summary>What -Try may take.</summary>
internal sealed class FitBudget
{
    /// <summary>Why something was not tried.</summary>
    public const string Spent = "the budget was used up";

    private const int Usual = 100; // models
    private readonly TimeSpan time;
    private readonly Stopwatch clock = Stopwatch.StartNew(); // of all that is done for it, what tells the verdict included

    public FitBudget(int trials, TimeSpan time)
    {
        Trials = trials;
        this.time = time;
    }

    /// <exception cref="NormToolsException">It is neither a number of models nor a time span.</exception>
    public static FitBudget Of(object? value)
    {
        object? given = Unwrapped.Of(value);
        return given switch
        {
            null => new FitBudget(Usual, TimeSpan.MaxValue),
            TimeSpan time when time > TimeSpan.Zero => new FitBudget(int.MaxValue, time),
            string text when text.IndexOf(':') >= 0 && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) && time > TimeSpan.Zero => new FitBudget(int.MaxValue, time),
            _ when TensorReader.TryNumber(given, out double count) && count >= Retraining.Seeds && count <= int.MaxValue => new FitBudget((int)count, TimeSpan.MaxValue),
            _ => throw Errors.Invalid(
                "InvalidBudget",
                $"-Budget is a number of models to train, at least {Retraining.Seeds}, or a time span as in '00:02:00'; {Errors.Describe(given)} was given."),
        };
    }

    public int Trials { get; }

    /// <exception cref="TimeoutException">The time is over.</exception>
    public void ThrowIfSpent()
    {
        if (clock.Elapsed > time)
        {
            throw new TimeoutException(Spent);
        }
    }
}
