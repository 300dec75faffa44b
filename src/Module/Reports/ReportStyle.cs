namespace NormTools.Reports;

/// <summary>How a report looks: in light, in dark, on paper.</summary>
internal static class ReportStyle
{
    /// <summary>The colours, by the names that the rules and the charts use: ink on paper has a contrast of 4.5 and more, a line of a
    /// chart one of 3 and more (WCAG 2.2, 1.4.3 and 1.4.11).</summary>
    public const string Light =
        "--paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --grid: #e3e6ea; --axis: #8c959f; --panel: #f6f8fa; --mark: #0a58b5; "
        + "--line1: #1f6fb4; --line2: #c2410c; --line3: #1a7f37; --line4: #7f3f98;";

    public const string Dark =
        "--paper: #0f1318; --ink: #e6edf3; --soft: #a3adb8; --grid: #2a3038; --axis: #6e7884; --panel: #171c23; --mark: #79b8ff; "
        + "--line1: #58a6ff; --line2: #ff9e64; --line3: #4ec26b; --line4: #d2a8ff;";

    public const string Rules = ":root { color-scheme: light dark; " + Light + " }\n"
        + "@media (prefers-color-scheme: dark) { :root { " + Dark + " } }\n" + """
        * { box-sizing: border-box; }
        html { background: var(--paper); color: var(--ink); font: 16px/1.55 "Segoe UI", system-ui, Helvetica, Arial, sans-serif; }
        body { margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 62rem; overflow-wrap: break-word; }
        h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .25rem; }
        h2 { font-size: 1.3rem; margin: 2.75rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--grid); }
        h3 { font-size: 1.05rem; margin: 1.5rem 0 .35rem; }
        p { margin: .4rem 0 .8rem; max-width: 46rem; }
        a { color: var(--mark); }
        a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
        .skip { position: absolute; left: -99rem; }
        .skip:focus { position: static; }
        .soft, figcaption, caption { color: var(--soft); }
        .lead { font-size: 1.15rem; }
        .verdicts { list-style: none; margin: 0; padding: 0; }
        .verdicts li { background: var(--panel); border-left: 4px solid var(--mark); margin: .75rem 0; padding: .6rem 1rem; }
        .verdicts h3 { margin: 0 0 .2rem; }
        nav ol { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 1rem 0 0; padding: 0; }
        .wide { overflow-x: auto; margin: 1rem 0 1.5rem; }
        table { border-collapse: collapse; font-size: .92rem; min-width: 20rem; }
        caption { text-align: left; padding: 0 0 .4rem; }
        th, td { border-bottom: 1px solid var(--grid); padding: .35rem .9rem .35rem 0; text-align: left; vertical-align: top; }
        thead th { border-bottom: 2px solid var(--axis); white-space: nowrap; }
        tbody th { font-weight: 600; min-width: 7rem; }
        td { min-width: 3rem; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        code, pre { font: .88rem/1.5 Consolas, Menlo, "DejaVu Sans Mono", monospace; }
        td code { overflow-wrap: anywhere; }
        pre { background: var(--panel); padding: .9rem 1rem; overflow-x: auto; }
        figure { margin: 1rem 0 1.5rem; }
        figure svg { display: block; width: 100%; max-width: 44rem; height: auto; }
        @media screen and (max-width: 34rem) { figure svg { min-width: 34rem; } figure svg text { font-size: 15px; } }
        .gallery { display: flex; flex-wrap: wrap; gap: 1rem; list-style: none; margin: 1rem 0; padding: 0; }
        .gallery figure { margin: 0; width: 9rem; }
        .gallery img { width: 9rem; height: 9rem; object-fit: contain; image-rendering: pixelated; border: 1px solid var(--axis); }
        .gallery figcaption { font-size: .85rem; }

        """ + "@media print { :root { color-scheme: light; " + Light + " }\n" + """
        html { font-size: 10.5pt; }
        body { max-width: none; padding: 0; }
        nav, .skip { display: none; }
        h2, h3, caption { break-after: avoid; }
        figure, tr, .verdicts li { break-inside: avoid; }
        thead { display: table-header-group; }
        .wide, pre { overflow: visible; }
        pre { white-space: pre-wrap; }
        @page { margin: 16mm; } }
        """;
}
