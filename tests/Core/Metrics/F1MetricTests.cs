using System.Text.Json;
using NormTools.Core.Metrics;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>F1 of an example by hand: of class 0, 1 and 2 precision 1/2, 2/3, 2/3 and recall 1/2, 2/3, 2/3.</summary>
public sealed class F1MetricTests
{
    private static readonly (int True, int Predicted)[] Samples = [(0, 0), (0, 1), (1, 1), (1, 1), (2, 2), (2, 0), (2, 2), (1, 2)];

    [Theory]
    [InlineData("\"F1\"", (0.5 + (2.0 / 3) + (2.0 / 3)) / 3)]
    [InlineData("\"MacroF1\"", (0.5 + (2.0 / 3) + (2.0 / 3)) / 3)]
    [InlineData("\"MicroF1\"", 5.0 / 8)]
    [InlineData("\"WeightedF1\"", ((2 * 0.5) + (3 * 2.0 / 3) + (3 * 2.0 / 3)) / 8)]
    [InlineData("""{"type":"F1","average":"Macro","labels":[0,1]}""", (0.5 + (2.0 / 3)) / 2)]
    public void Averages_are_over_the_classes(string metric, double expected)
    {
        MetricEvidence evidence = new(3, 0, EvidenceNeeds.Counts);
        foreach ((int truth, int predicted) in Samples)
        {
            evidence.Add(truth, predicted);
        }

        Assert.Equal(expected, Make(metric).Value(evidence).Value, 1e-12);
    }

    [Fact]
    public void Of_two_classes_it_is_that_of_class_1()
    {
        MetricEvidence evidence = new(2, 0, EvidenceNeeds.Counts);
        evidence.Add(1, 1);
        evidence.Add(1, 0);
        evidence.Add(0, 0);
        evidence.Add(0, 1);
        evidence.Add(1, 1);
        Assert.Equal(2.0 / 3, Make("\"F1\"").Value(evidence).Value, 1e-12);
    }

    [Fact]
    public void A_class_that_neither_occurs_nor_is_predicted_has_none()
    {
        MetricEvidence evidence = new(2, 0, EvidenceNeeds.Counts);
        evidence.Add(0, 0);
        MetricValue value = Make("\"F1\"").Value(evidence);
        Assert.True(double.IsNaN(value.Value));
        Assert.NotNull(value.Reason);
    }

    private static Metric Make(string specification) => Metric.Create(JsonDocument.Parse(specification).RootElement);
}
