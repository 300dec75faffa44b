namespace NormTools.Charts;

/// <summary>The chart of a result, whatever it is, as the text of an SVG file.</summary>
internal static class ResultChart
{
    // For each kind of result the kinds of its charts, the usual one first, and how to get it.
    private static readonly (Type Type, ChartKind[] Kinds)[] Known =
    {
        (typeof(TrainingRun), new[] { ChartKind.Curve, ChartKind.Weight }),
        (typeof(Model), new[] { ChartKind.Weight }),
        (typeof(ModelTest), new[] { ChartKind.Confusion, ChartKind.Roc, ChartKind.PrecisionRecall, ChartKind.Calibration }),
        (typeof(SignalPropagation), new[] { ChartKind.Curve, ChartKind.Activation, ChartKind.Gradient }),
        (typeof(AttentionMap), new[] { ChartKind.Heat }),
        (typeof(LearningRateSearch), new[] { ChartKind.Curve }),
        (typeof(TrialCurve), new[] { ChartKind.Curve }),
        (typeof(BiasVariance), new[] { ChartKind.Curve }),
        (typeof(SweepTrial), new[] { ChartKind.Curve, ChartKind.Parallel, ChartKind.Heat }),
    };

    /// <exception cref="NormToolsException">The result has no such chart, or nothing to draw.</exception>
    public static string Svg(object result, ChartOptions? options = null)
    {
        options ??= new ChartOptions();
        ChartKind kind = KindOf(result, options);
        return (result, kind) switch
        {
            (_, ChartKind.Weight) => HistogramChart.OfWeights(result as Model ?? ((TrainingRun)result).Model, options),
            (TrainingRun run, _) => Svg(new object[] { run }, options),
            (ModelTest test, ChartKind.Confusion) => ConfusionChart.Draw(test, options.Title),
            (ModelTest test, ChartKind.Calibration) => CalibrationChart.Draw(test, options.Title),
            (ModelTest test, _) => RankChart.Draw(test, kind == ChartKind.Roc, options.Title, options.Class),
            (SignalPropagation signal, ChartKind.Curve) => SignalChart.Of(signal, options.Title).ToSvg(),
            (SignalPropagation signal, _) => HistogramChart.OfSignal(signal, kind == ChartKind.Gradient, options),
            (AttentionMap map, _) => AttentionChart.Draw(map, options.Title),
            (LearningRateSearch search, _) => LearningRateChart.Of(search, options).ToSvg(),
            (BiasVariance one, _) => Svg(new object[] { one }, options),
            _ => TrialChart.Draw((TrialCurve)result, options.Title, options.Logarithmic).ToSvg(),
        };
    }

    /// <summary>Several results in one chart: runs, or decompositions into bias and variance.</summary>
    /// <exception cref="NormToolsException">SeveralCurves: others come one by one.</exception>
    public static string Svg(IReadOnlyList<object> results, ChartOptions options)
    {
        if (results.All(result => result is TrainingRun) && options.Kind is null or ChartKind.Curve)
        {
            return TrainingChart.Draw(results.Cast<TrainingRun>().ToArray(), options).ToSvg();
        }

        if (results.All(result => result is SweepTrial))
        {
            return OfSweep(new SweepTable(results.Cast<SweepTrial>()), options);
        }

        return results.All(result => result is BiasVariance)
            ? TrialChart.Draw(new BiasVarianceCurve(results.Cast<BiasVariance>()), options.Title, options.Logarithmic).ToSvg()
            : results.Count > 1 ? throw Errors.SeveralCurves()
            : Svg(results[0], options);
    }

    private static string OfSweep(SweepTable table, ChartOptions options)
    {
        if (options.Kind != ChartKind.Heat)
        {
            return options.Kind == ChartKind.Parallel ? ParallelChart.Draw(table, options.Title) : SweepChart.Draw(table, options).ToSvg();
        }

        string[] names = options.Parameter is null ? ParameterImportance.Of(table).Select(item => item.Parameter).Take(2).ToArray()
            : Array.ConvertAll(options.Parameter, name => table.Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw Errors.UnknownSweepParameter(name, table.Names));
        return names.Length == 2 && names[0] != names[1] ? HeatChart.Draw(table, names[0], names[1], options.Title) : throw Errors.TwoParametersWanted(names.Distinct().Count());
    }

    /// <summary>The kind that is drawn of a result; throws where it has no such chart.</summary>
    /// <exception cref="NormToolsException">NothingToDraw, KindDoesNotFit, EmptyHistory, NoSuchMetric.</exception>
    public static ChartKind KindOf(object? result, ChartOptions options)
    {
        ChartKind[] kinds = Known.FirstOrDefault(item => item.Type.IsInstanceOfType(result)).Kinds ?? throw Errors.NothingToDrawOf(result);
        ChartKind kind = options.Kind ?? kinds[0];
        if (!kinds.Contains(kind))
        {
            throw Errors.KindDoesNotFit(kind, result!, kinds);
        }

        if (result is TrainingRun run && kind == ChartKind.Curve)
        {
            TrainingChart.Check(run, options.Metric);
        }

        return result is not ModelTest test || test.ConfusionMatrix is not null ? kind : throw Errors.NoClassesToDraw(kind);
    }
}
