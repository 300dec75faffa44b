using System.Globalization;

namespace NormTools;

/// <summary>Reads -MaximumStep: a time span for dates, a number for numbers.</summary>
internal static class StepLength
{
    public static double Of(object value, bool areDates)
    {
        object? basic = Unwrapped.Of(value);
        bool isSpan = basic is TimeSpan;
        TimeSpan span = isSpan ? (TimeSpan)basic! : TimeSpan.Zero;
        if (areDates && !isSpan && basic is string text && text.IndexOf(':') >= 0)
        {
            isSpan = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out span);
        }

        double number = 0;
        bool isNumber = !areDates && !isSpan && (TensorReader.TryNumber(basic, out number)
            || (basic is string digits && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out number)));
        double step = isSpan ? span.Ticks : number;
        return (areDates ? isSpan : isNumber) && step > 0 ? step : throw Errors.InvalidMaximumStep(basic, areDates);
    }
}
