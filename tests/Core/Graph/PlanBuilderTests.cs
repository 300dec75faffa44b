using NormTools.Core.Graph;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Graphs of operations that do nothing: what matters is which gradients are wanted and where values
/// lie.</summary>
public sealed unsafe class PlanBuilderTests
{
    private readonly PlanBuilder plan = new(PlanPurpose.Training, null);
    private readonly Value input = new(4);

    [Fact]
    public void A_value_that_several_read_has_one_sum_of_gradients()
    {
        Value x = Append([input], learns: true);
        Value y = Append([Append([x]), Append([x]), x]);
        plan.Finish(input, y);
        Assert.Equal([3, 1, 1], new[] { x, plan.Operations[1].Output, plan.Operations[2].Output }.Select(v => v.Readers.Count));
        Assert.Equal([0, 1, 0, 0], plan.Sums.Select(sums => sums.Length));
        Assert.Equal(3, x.Readers.Select(reader => reader.GradientStorage).Distinct().Count());
        Assert.All(x.Readers, reader => Assert.NotNull(reader.GradientStorage));
    }

    [Fact]
    public void A_gradient_is_planned_where_a_parameter_comes_before_and_the_output_behind()
    {
        Value plain = Append([input]);
        Value learnt = Append([plain], learns: true);
        Operation two = new Step { Name = "2", Inputs = [learnt], Outputs = [new Value(4), new Value(2)] };
        Value y = plan.Append(two);
        Value dead = Append([two.Outputs[1]], learns: true);
        plan.Finish(input, y);
        Assert.Equal(
            [false, true, true, false, false],
            new[] { plain, learnt, y, two.Outputs[1], dead }.Select(value => value.NeedsGradient));
        Assert.Null(two.Outputs[1].GradientStorage);
        Assert.Equal([false, true, true, false], plan.Operations.Select(operation => operation.RunsBackward));
    }

    [Fact]
    public void Whole_numbers_flow_without_a_gradient()
    {
        Value tokens = Append([Append([input], learns: true)], kind: ElementKind.Int32);
        Value y = Append([tokens], learns: true);
        plan.Finish(input, y);
        Assert.False(tokens.NeedsGradient);
        Assert.True(y.NeedsGradient);
        Assert.Null(plan.Operations[2].Input.GradientStorage);
        Assert.Equal([false, false, true], plan.Operations.Select(operation => operation.RunsBackward));
    }

    [Fact]
    public void Lengths_go_with_a_value_and_live_until_their_last_reader()
    {
        Value lengths = new(1, ElementKind.Int32);
        Step reads = new() { Name = "0", Inputs = [input], Outputs = [new Value(4), lengths] };
        Value x = plan.Append(reads);
        x.Lengths = lengths;
        Value y = Append([Append([x], learns: true)]);
        Assert.Same(lengths, y.Lengths);
        Value end = Append([y, y.Lengths!]);
        plan.Finish(input, end);
        Assert.Equal((0, 3), (lengths.Data!.First, lengths.Data.Last));
    }

    private Value Append(Value[] inputs, bool learns = false, ElementKind kind = ElementKind.Float32) =>
        plan.Append(new Step
        {
            Name = $"{plan.Operations.Count}",
            Inputs = [.. inputs.Select(value => (Operand)value)],
            Output = new Value(4, kind),
            Learns = learns,
        });

    private sealed class Step : Operation
    {
        public bool Learns { get; init; }

        public override string Kind => "Step";

        public override bool HasParameters => Learns;

        public override void Forward(Pass pass)
        {
        }

        public override void Backward(Pass pass)
        {
        }
    }
}
