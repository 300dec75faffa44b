using NormTools.Core.Threading;
using Xunit;

namespace NormTools.Core.Tests;

[CollectionDefinition(nameof(WorkersTests), DisableParallelization = true)]
[Collection(nameof(WorkersTests))]
public sealed class WorkersTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(2, 2)]
    [InlineData(1000, 1)]
    [InlineData(1000, 2)]
    [InlineData(1000, 7)]
    public void Every_part_is_run_once(int parts, int threads)
    {
        int[] runs = new int[parts];
        for (int round = 0; round < 200; round++)
        {
            Count work = new(runs);
            Workers.Run(ref work, parts, threads);
        }

        Assert.All(runs, count => Assert.Equal(200, count));
    }

    [Fact]
    public void Helpers_take_a_share_of_long_work()
    {
        Thread.Sleep(100); // as below
        using CountdownEvent arrivals = new(2);
        Meeting work = new(arrivals, new bool[2]);
        Workers.Run(ref work, 2, 4);
        Assert.All(work.Met, Assert.True);
    }

    [Fact]
    public void A_call_from_within_a_part_runs_on_the_same_thread()
    {
        Outer work = new(new int[64 * 64]);
        Workers.Run(ref work, 64, 4);
        Assert.All(work.Threads.Chunk(64), inner => Assert.Single(inner.Distinct()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_first_failure_reaches_the_caller_and_the_next_call_works(int threads)
    {
        for (int round = 0; round < 50; round++)
        {
            Fail bad = new(round);
            Assert.Equal("part", Assert.Throws<InvalidOperationException>(() =>
                Workers.Run(ref bad, 100, threads)).Message);
            Every_part_is_run_once(10, threads);
        }
    }

    [Fact]
    public void Several_callers_at_once_all_finish()
    {
        int[][] runs = [.. Enumerable.Range(0, 6).Select(_ => new int[50])];
        Thread[] callers = [.. runs.Select(mine => new Thread(() =>
        {
            for (int round = 0; round < 2000; round++)
            {
                Count work = new(mine);
                Workers.Run(ref work, mine.Length, 3);
            }
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => Assert.True(caller.Join(TimeSpan.FromMinutes(2))));
        Assert.All(runs.SelectMany(mine => mine), count => Assert.Equal(2000, count));
    }

    [Fact]
    public void Helpers_that_have_gone_to_sleep_are_woken()
    {
        Thread.Sleep(100); // the tests that ran in parallel before leave threads divided among callers for a moment
        for (int round = 0; round < 20; round++)
        {
            using CountdownEvent arrivals = new(2);
            Meeting work = new(arrivals, new bool[2]);
            Workers.Run(ref work, 2, 2);
            Assert.All(work.Met, Assert.True);
            Thread.Sleep(5);
        }
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        int[] runs = new int[100];
        Count work = new(runs);
        Workers.Run(ref work, 100, 3);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 100; round++)
        {
            Workers.Run(ref work, 100, 3);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private readonly struct Count(int[] runs) : IParallelWork
    {
        public void Run(int part) => Interlocked.Increment(ref runs[part]);
    }

    // Each part waits for the other, so that they meet only if two threads run them.
    private readonly struct Meeting(CountdownEvent arrivals, bool[] met) : IParallelWork
    {
        public bool[] Met => met;

        public void Run(int part)
        {
            arrivals.Signal();
            met[part] = arrivals.Wait(TimeSpan.FromSeconds(30));
        }
    }

    private readonly struct Outer(int[] threads) : IParallelWork
    {
        public int[] Threads => threads;

        public void Run(int part)
        {
            Inner inner = new(threads, part * 64);
            Workers.Run(ref inner, 64, 4);
        }
    }

    private readonly struct Inner(int[] threads, int first) : IParallelWork
    {
        public void Run(int part) => threads[first + part] = Environment.CurrentManagedThreadId;
    }

    private readonly struct Fail(int at) : IParallelWork
    {
        public void Run(int part)
        {
            if (part == at)
            {
                throw new InvalidOperationException("part");
            }
        }
    }
}
