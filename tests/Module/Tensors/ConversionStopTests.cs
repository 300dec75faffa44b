namespace NormTools.Module.Tests;

/// <summary>Ctrl+C while values of a script are read: whoever gives them counts how many are taken after it.</summary>
public sealed class ConversionStopTests : IDisposable
{
    private const int Many = 1_000_000;

    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("ConvertTo-Tensor $args[0].Records -Property Number")]
    [InlineData("ConvertTo-Tensor $args[0].Records -Property Word -Encode Word")]
    [InlineData("$args[0].Records | ConvertTo-Tensor -Property Number")]
    [InlineData("ConvertTo-Tensor $args[0].Numbers")]
    [InlineData("ConvertTo-Tensor (, $args[0].Numbers)")]
    [InlineData("New-Tensor -Data $args[0].Numbers")]
    [InlineData("New-Dataset (New-Tensor 1000000, 1) $args[0].Words")]
    [InlineData("New-Dataset (New-Tensor 1000000, 1) $args[0].Numbers")]
    public void Reading_ends_long_before_the_last_value(string script)
    {
        Source source = new();
        ShellResult result = shell.RunUntil(
            _ =>
            {
                if (source.Taken == 0)
                {
                    return false;
                }

                source.GoOn.CancelAfter(100); // once the stop is under way
                return true;
            },
            script,
            source);
        Assert.True(result.Stopped, "The values had been read before the call could be stopped.");
        Assert.InRange(source.Taken, 1, Many - 1);
    }

    /// <summary>Gives values, and waits at the first until it may go on.</summary>
    public sealed class Source
    {
        public Source() => Records = [.. Enumerable.Repeat(new Item(this), Many)];

        public CancellationTokenSource GoOn { get; } = new();

        public int Taken { get; private set; }

        public Item[] Records { get; }

        public IEnumerable<object> Numbers => Enumerable.Range(0, Many).Select(number => (object)Take((double)number));

        public IEnumerable<object> Words => Enumerable.Range(0, Many).Select(number => (object)Take($"word {number % 7}"));

        public T Take<T>(T value)
        {
            if (Taken++ == 0)
            {
                GoOn.Token.WaitHandle.WaitOne();
            }

            return value;
        }
    }

    public sealed class Item(Source source)
    {
        public double Number => source.Take(1.5);

        public string Word => source.Take("word");
    }
}
