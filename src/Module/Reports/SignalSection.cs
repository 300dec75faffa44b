using NormTools.Charts;

namespace NormTools.Reports;

/// <summary>What reaches each layer, forwards and backwards.</summary>
internal static class SignalSection
{
    public static void Write(HtmlText page, ReportContent content)
    {
        if (content.Signal is not { } signal)
        {
            page.Element("p", "It could not be measured: " + content.NoSignal);
            return;
        }

        page.Element("p", FormattableString.Invariant($"{signal.Verdict}: {signal.RowCount:N0} training rows went through the trained model, ")
            + (signal.Loss is null ? "and a random gradient back." : $"and the gradient of their loss, {Text.Loss(signal.Loss.Value)}, back."));
        CurveSection.Chart(page, SignalChart.Of(signal));
        var table = new ReportTable(
            "Outputs and gradients of each layer", "Layer", "Type", ">Mean", ">Deviation", ">Zero", ">At flat ends", ">Dead units", ">Gradient", "Verdict");
        foreach (LayerSignal layer in signal.Layers)
        {
            table.Add(
                layer.Name,
                layer.Type,
                Short(layer.Mean),
                Short(layer.StandardDeviation),
                FormattableString.Invariant($"{layer.ZeroShare:0 %}"),
                FormattableString.Invariant($"{layer.SaturatedShare:0 %}"),
                FormattableString.Invariant($"{layer.DeadUnitCount:N0} of {layer.UnitCount:N0}"),
                layer.GradientStandardDeviation is double gradient ? Short(gradient) : "-",
                layer.Verdict.ToString());
        }

        table.Write(page);
    }

    private static string Short(double value) => FormattableString.Invariant($"{value:G4}");
}
