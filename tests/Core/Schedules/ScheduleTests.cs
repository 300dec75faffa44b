using System.Text.Json;
using NormTools.Core.Schedules;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>The rates that torch.optim.lr_scheduler gives.</summary>
public sealed class ScheduleTests
{
    [Theory]
    [InlineData("""{"type":"StepLR","step_size":2}""", new[] { 1, 1, 0.1, 0.1, 0.01 })]
    [InlineData("""{"type":"MultiStepLR","milestones":[1,3],"gamma":0.5}""", new[] { 1, 0.5, 0.5, 0.25, 0.25 })]
    [InlineData("""{"type":"ExponentialLR","gamma":0.5}""", new[] { 1, 0.5, 0.25, 0.125 })]
    [InlineData("""{"type":"ConstantLR","factor":0.5,"total_iters":2}""", new[] { 0.5, 0.5, 1, 1 })]
    [InlineData("""{"type":"LinearLR","start_factor":0.5,"total_iters":4}""", new[] { 0.5, 0.625, 0.75, 0.875, 1, 1 })]
    [InlineData("""{"type":"PolynomialLR","total_iters":4,"power":2}""", new[] { 1, 0.5625, 0.25, 0.0625, 0, 0 })]
    [InlineData("""{"type":"CosineAnnealingLR","T_max":4,"eta_min":0.2}""", new[] { 1, 0.8828427124746190, 0.6, 0.317157287525381, 0.2 })]
    [InlineData("""{"type":"CosineAnnealingWarmRestarts","T_0":2}""", new[] { 1, 0.5, 1, 0.5, 1 })]
    [InlineData("""{"type":"CosineAnnealingWarmRestarts","T_0":1,"T_mult":2}""", new[] { 1, 1, 0.5, 1, 0.8535533905932737, 0.5, 0.1464466094067262, 1 })]
    public void Epochs_have_the_rates_of_the_formula(string options, double[] rates)
    {
        Schedule schedule = Create(options);
        for (int epoch = 0; epoch < rates.Length; epoch++)
        {
            Assert.Equal(rates[epoch], schedule.Rate(1, epoch, epoch * 7, 1000), 1e-12);
        }
    }

    [Fact]
    public void One_cycle_rises_and_falls_by_steps()
    {
        Schedule schedule = Create("""{"type":"OneCycleLR","max_lr":1,"pct_start":0.4,"div_factor":10,"final_div_factor":100}""");
        double[] rates = [.. Enumerable.Range(0, 10).Select(step => schedule.Rate(5, 0, step, 10))];
        Assert.Equal(0.1, rates[0], 1e-12);
        Assert.Equal(0.1 + (0.9 * (1 - Math.Cos(Math.PI / 3)) / 2), rates[1], 1e-12);
        Assert.Equal(1, rates[3], 1e-12);
        Assert.Equal((1 + 0.001) / 2, rates[6], 1e-12);
        Assert.Equal(0.001, rates[9], 1e-12);
        Assert.True(schedule.DependsOnEpochs);
    }

    [Fact]
    public void A_plateau_cuts_the_rate_after_more_than_patience_bad_epochs()
    {
        Schedule schedule = Create("""{"type":"ReduceLROnPlateau","patience":1,"cooldown":1,"factor":0.5,"min_lr":0.2}""");
        double[] losses = [5, 5, 5, 5, 5, 5, 4, 4, 4, 4];
        List<double> rates = [];
        foreach (double loss in losses)
        {
            schedule.EpochEnded(new EpochResult(1, 9, 0, loss, 0, 0, 0), 1);
            rates.Add(schedule.Rate(1, 0, 0, 0));
        }

        Assert.Equal([1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2], rates);
        Schedule other = Create("""{"type":"ReduceLROnPlateau","patience":1,"cooldown":1}""");
        CheckpointFiles.Carry(schedule, other);
        Assert.Equal(0.2, other.Rate(1, 0, 0, 0));
    }

    [Theory]
    [InlineData("""{"type":"Step"}""", "UnknownSchedule", "StepLR")]
    [InlineData("""{"type":"StepLR"}""", "InvalidRunOptions", "step_size is required")]
    [InlineData("""{"type":"StepLR","step_size":2,"gama":1}""", "UnknownOption", "gama")]
    [InlineData("""{"type":"ReduceLROnPlateau","mode":"min"}""", "UnknownOption", "mode")]
    public void What_cannot_be_is_refused(string options, string id, string message)
    {
        CoreException failure = Assert.Throws<CoreException>(() => Create(options));
        Assert.Equal(id, failure.Id);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    private static Schedule Create(string options) =>
        ScheduleCatalog.Create(JsonDocument.Parse(options).RootElement, hasValidation: true);
}
