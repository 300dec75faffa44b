using NormTools.Core.Graph;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>LSTM and GRU with layer norm inside: values that the formulas give, computed elsewhere with torch; the
/// definition that they are held against; and what a normed layer adds to a plain one.</summary>
/// <remarks>Gradients are among <see cref="LayerGradientTests"/>, padded samples among <see cref="LengthTests"/>.</remarks>
public sealed unsafe class LayerNormRecurrentTests
{
    // What torch draws for LSTM(2, 3) and GRU(2, 3) of seed 0, and arange(12) / 10 as two samples of three steps.
    private static readonly float[] X =
        [0, 0.1f, 0.4f, 0.5f, 0.8f, 0.9f, 0.2f, 0.3f, 0.6f, 0.7f, 1.0f, 1.1f];

    [Theory]
    [InlineData("LayerNormLSTM:hidden_size=3",
        -0.386871815, 0.320492864, 0.240079477, -0.414957017, 0.329910129, 0.226914361)]
    [InlineData("LayerNormLSTM:hidden_size=3;state_norm=\"stored\"",
        -0.400900871, 0.382437676, 0.2063988, -0.424543351, 0.395681947, 0.197367564)]
    [InlineData("LayerNormGRU:hidden_size=3",
        0.230596811, 0.278508902, -0.0152179152, 0.259599984, 0.264580488, -0.00199245661)]
    public void States_of_known_weights_are_those_of_the_paper(string layer, params double[] expected)
    {
        using Model model = TrainingRuns.Model("3,2", $"{layer} LastStep", 0);
        Close.To<float>(expected, TrainingRuns.Forward(model, X), 1e-6, layer, 1);
    }

    [Fact]
    public void Norms_of_each_gate_leave_the_cell_as_they_do_elsewhere()
    {
        // The value that is known shows LN of each gate's sum, of the cell for the output alone.
        using Model model = TrainingRuns.Model("3,2", "LayerNormLSTM:hidden_size=3;norm_over=\"gate\" LastStep", 0);
        double[] expected = [-0.368425399, 0.299153358, 0.319107354, -0.368379474, 0.271290809, 0.321408957];
        Close.To<float>(expected, TrainingRuns.Forward(model, X), 1e-6, "gate", 1);
    }

    [Theory]
    [InlineData("LSTM", "")]
    [InlineData("LSTM", ";num_layers=2;bidirectional=true;proj_size=2")]
    [InlineData("GRU", ";num_layers=2;bidirectional=true")]
    [InlineData("GRU", ";bias=false")]
    public void Weights_and_biases_are_drawn_as_without_norms(string type, string more)
    {
        using Model plain = TrainingRuns.Model("6,4", $"{type}:hidden_size=5{more} Linear:out_features=2", 7);
        using Model normed = TrainingRuns.Model("6,4", $"LayerNorm{type}:hidden_size=5{more} Linear:out_features=2", 7);
        StateEntry[] drawn = [.. normed.State.Where(entry => !entry.Name.StartsWith("0.norm", StringComparison.Ordinal))];
        Assert.Equal(plain.State.Select(entry => entry.Name), drawn.Select(entry => entry.Name));
        foreach ((StateEntry expected, StateEntry actual) in plain.State.Zip(drawn))
        {
            Assert.Equal(expected.Span.ToArray(), actual.Span.ToArray());
        }

        StateEntry[] norms = [.. normed.State.Except(drawn)];
        Assert.NotEmpty(norms);
        Assert.All(norms, entry => Assert.All(
            entry.Span.ToArray(), value => Assert.Equal(entry.Role == StateRole.Scale ? 1 : 0, value)));
        Assert.All(norms, entry => Assert.Equal(
            entry.Name.EndsWith("weight", StringComparison.Ordinal) ? StateRole.Scale : StateRole.Shift, entry.Role));
    }

    [Fact]
    public void A_forget_bias_is_a_bias_of_the_forget_gate()
    {
        using Model given = TrainingRuns.Model("5,4", "LayerNormLSTM:hidden_size=6;forget_bias=1", 3);
        using Model written = TrainingRuns.Model("5,4", "LayerNormLSTM:hidden_size=6", 3);
        float[] x = [.. Enumerable.Range(0, 40).Select(i => MathF.Sin(i))];
        float[] plain = TrainingRuns.Forward(written, x);
        Span<float> bias = written.State.Single(entry => entry.Name == "0.bias_ih_l0").Span;
        for (int unit = 6; unit < 12; unit++)
        {
            bias[unit] += 1;
        }

        double[] expected = [.. TrainingRuns.Forward(written, x).Select(value => (double)value)];
        Close.To<float>(expected, TrainingRuns.Forward(given, x), 1e-6, "forget_bias", 1);
        Assert.NotEqual(plain, TrainingRuns.Forward(given, x));
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(1e4f)]
    public void The_size_of_the_input_does_not_matter(float factor)
    {
        // As long as eps is small beside the variance; a plain LSTM saturates, or does not notice.
        using Model model = TrainingRuns.Model("5,4", "LayerNormLSTM:hidden_size=17;eps=1e-12", 3);
        float[] x = [.. Enumerable.Range(0, 60).Select(i => MathF.Sin(i * i))];
        double[] expected = [.. TrainingRuns.Forward(model, x).Select(value => (double)value)];
        Assert.DoesNotContain(expected, double.IsNaN);
        Close.To<float>(expected, TrainingRuns.Forward(model, [.. x.Select(value => value * factor)]), 2e-5, "scaled", 1);
    }

    [Theory]
    [InlineData("LayerNormLSTM:hidden_size=8", "LayerNormLSTM(4, 8)", "LayerNormLSTM(4, 8, batch_first=True)")]
    [InlineData(
        "LayerNormLSTM:hidden_size=8;state_norm=\"stored\";norm_over=\"gate\";forget_bias=1;eps=0.001",
        "LayerNormLSTM(4, 8, norm_over='gate', state_norm='stored', forget_bias=1.0, eps=0.001)",
        "LayerNormLSTM(4, 8, norm_over='gate', state_norm='stored', forget_bias=1.0, eps=0.001, batch_first=True)")]
    [InlineData(
        "LayerNormGRU:hidden_size=8;num_layers=2", "LayerNormGRU(4, 8, num_layers=2)", "LayerNormGRU(4, 8, num_layers=2, batch_first=True)")]
    public void It_is_told_with_what_differs(string layer, string summary, string description)
    {
        using Model model = TrainingRuns.Model("6,4", layer);
        Assert.Equal(summary, model.Layers[0].Summary);
        Assert.Equal(description, model.Layers[0].Describe());
    }

    [Theory]
    [InlineData("LayerNormLSTM:hidden_size=8;state_norm=\"both\"", "InvalidLayerArgument", "one of output, stored")]
    [InlineData("LayerNormLSTM:hidden_size=8;norm_over=\"layer\"", "InvalidLayerArgument", "one of product, gate")]
    [InlineData("LayerNormGRU:hidden_size=8;eps=0", "InvalidLayerArgument", "eps")]
    [InlineData("LayerNormGRU:hidden_size=8;forget_bias=1", "UnknownLayerArgument", "forget_bias")]
    public void What_it_does_not_have_is_refused(string layer, string id, string says)
    {
        CoreException failure = Assert.Throws<CoreException>(() => TrainingRuns.Model("6,4", layer));
        Assert.Equal(id, failure.Id);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_not_a_number_stays_in_its_row()
    {
        using Model model = TrainingRuns.Model("5,3", "LayerNormLSTM:hidden_size=5;bidirectional=true", 1);
        float[] x = [.. Enumerable.Range(0, 45).Select(i => MathF.Sin(i))];
        float[] clean = TrainingRuns.Forward(model, x);
        x[20] = float.NaN; // row 1, step 1
        float[] y = TrainingRuns.Forward(model, x);
        Assert.Equal(clean[..50], y[..50]);
        Assert.Equal(clean[100..], y[100..]);
        Assert.Contains(y[50..100], float.IsNaN);
    }

    [Fact]
    public void Of_a_single_value_a_step_the_sign_alone_is_left()
    {
        // All products have one direction then, whose length the norm takes away.
        using Model model = TrainingRuns.Model("4,1", "LayerNormGRU:hidden_size=5;eps=1e-12", 3);
        double[] expected = [.. TrainingRuns.Forward(model, [1, -1, 1, 1]).Select(value => (double)value)];
        Close.To<float>(expected, TrainingRuns.Forward(model, [2, -0.5f, 30, 0.1f]), 2e-5, "signs", 1);
    }
}
