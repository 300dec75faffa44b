using System.Text.Json;
using NormTools.Core.Augmentations;
using NormTools.Core.Catalogs;
using NormTools.Core.Layers;
using NormTools.Core.Losses;
using NormTools.Core.Metrics;
using NormTools.Core.Optimizers;
using NormTools.Core.Preprocessing;
using NormTools.Core.Schedules;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>What holds of every catalog, whatever it holds.</summary>
public sealed class CatalogTests
{
    [Fact]
    public void A_name_that_there_is_not_is_told_with_all_that_there_are()
    {
        AssertTold(Augmentation.Catalog);
        AssertTold(Loss.Catalog);
        AssertTold(Metric.Catalog);
        AssertTold(Optimizer.Catalog);
        AssertTold(Schedule.Catalog);
        string layers = Assert.Throws<CoreException>(() => LayerCatalog.Create(Json("""{"type":"Nothing"}"""), "0")).Message;
        Assert.EndsWith($"There are {string.Join(", ", LayerCatalog.All.Names)}.", layers, StringComparison.Ordinal);
        string steps = Assert.Throws<CoreException>(() => StepCatalog.CreateAll(Json("""[{"type":"Nothing"}]"""), 0)).Message;
        Assert.Matches(@"no step ""Nothing""\. There are Bin, .*OneHot, .*Standardize, .*\.$", steps);
    }

    private static void AssertTold<T>(Catalog<T> catalog)
        where T : class
    {
        string message = Assert.Throws<CoreException>(() => catalog.Find(Json("\"Nothing\""))).Message;
        Assert.EndsWith($"\"Nothing\". There are {string.Join(", ", catalog.Names)}.", message, StringComparison.Ordinal);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
