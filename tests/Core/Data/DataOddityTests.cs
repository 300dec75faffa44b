using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>What is silently read wrongly where nobody looks: signs of two scales, totals below a table, stray dates, numbers for
/// gaps.</summary>
public sealed class DataOddityTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("12 %|0.12", "line 3, column 'a': '0.12'", "no percent sign, and '12 %' (line 2) has one")]
    [InlineData("0.12|12 %", "line 3, column 'a': '12 %'", "is a percentage, and '0.12' (line 2) is none")]
    [InlineData("0|3%|5%|7", "line 5, column 'a': '7'", "no percent sign, and '3%' (line 3) has one")]
    [InlineData("$ 5|\u20ac 5", "line 3, column 'a'", "is in another currency than '$ 5' (line 2)")]
    [InlineData("5 USD|6 EUR", "line 3, column 'a': '6 EUR'", "another currency than '5 USD'")]
    [InlineData("1 kr|2 SEK|3 NOK", "line 4, column 'a': '3 NOK'", "another currency")]
    [InlineData("\u00a55|5 KRW", "line 3, column 'a': '5 KRW'", "another currency")]
    [InlineData("5 %|\u20ac 5", "line 3, column 'a'", "no percent sign")]
    [InlineData("$5|50 \u00a2", "line 3, column 'a'", "another currency")]
    public void Numbers_on_two_scales_are_refused(string values, string place, string reason)
    {
        foreach (string label in new[] { string.Empty, "a" })
        {
            DatasetOptions options = Signs(label);
            CoreException failure = files.Refuse(Table(values), options);
            Assert.Equal("MixedNumberSigns", failure.Id);
            Assert.Contains(place, failure.Message, StringComparison.Ordinal);
            Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("12 %|0|5%", "0.12 0 0.05")]
    [InlineData("0.5|0.25|7", "0.5 0.25 7")]
    [InlineData("$ 5|US$ 6|7 USD", "5 6 7")]
    [InlineData("\u20ac 5|6 EUR|-7 \u20ac", "5 6 -7")]
    [InlineData("1 kr|2 SEK|3 kr", "1 2 3")]
    [InlineData("\u00a55|6 CNY|7 RMB", "5 6 7")]
    [InlineData("Rs 5|\u20b96", "5 6")]
    [InlineData("$5|6|7", "5 6 7")]
    public void Numbers_on_one_scale_are_read(string values, string expected)
    {
        using LoadedDataset data = files.LoadText(Table(values), Signs(string.Empty));
        float[] read = data.FeatureValues();
        Assert.Equal(
            expected.Split(' ').Select(value => float.Parse(value, System.Globalization.CultureInfo.InvariantCulture)),
            Enumerable.Range(0, read.Length / 2).Select(i => read[2 * i]));
        Assert.Equal(values.StartsWith("$5|6", StringComparison.Ordinal) ? 1 : 0, data.Description.Notes.Count(note => note.Contains("with a currency and without")));
    }

    [Theory]
    [InlineData("city,x,y\nA,1,10\nB,2,20\nC,4,40\nTotal,7,70\n", "line 5, column 'city': 'Total'", "-SkipLast 1")]
    [InlineData("Ort;x;y\nA;1;10\nB;2;20\nC;4;40\nSumme:;7;70\n", "line 5, column 'Ort': 'Summe:'", "-SkipLast 1")]
    [InlineData("city,x,y\nA,1,10\nB,2,20\nC,4,40\nMittelwert,2.33,23.3\n", "'Mittelwert'", "-SkipLast 1")]
    [InlineData("city,x\nA,1\nB,2\nC,4\n\ud569\uacc4,7\n", "'\ud569\uacc4'", "-SkipLast 1")]
    [InlineData("city,x,y\nA,1,10\nB,2,20\nC,4,40\nGesamt,7,70\nQuelle: Amt,,\n", "line 5, column 'city': 'Gesamt'", "-SkipLast 2")]
    [InlineData("city,x,y\nA,1,10\nB,2,20\nC,4,40\n(n = 3),,\n", "'(n = 3)'", "-SkipLast 1")]
    [InlineData("city,x,y\nA,1,10\nB,2,20\nC,4,40\n* preliminary,,\n", "'* preliminary'", "-SkipLast 1")]
    [InlineData("city,x,y\nA,1,10\nB,2,20\nSubtotal,3,30\nC,4,40\nD,5,50\nSubtotal,9,90\nE,1,3\n", "line 4, column 'city': 'Subtotal'", "Where-Object 'city' -ne 'Subtotal'")]
    [InlineData("year,x\n2019,1\n2020,2\n2021,4\nTotal,7\n", "line 5, column 'year': 'Total'", "-SkipLast")]
    [InlineData("city,x,y\nA,1,10\nB,2,20\nNorth total,3,30\nC,4,40\nD,5,50\nSouth total,9,90\nE,1,3\n", "'North total' heads the first of 2 rows", "Where-Object 'city' -notin 'North total', 'South total'")]
    [InlineData("city,x,y\nA,1,10\nB,2,20\nTotal North,3,30\nC,4,40\nD,5,50\nE,1,3\nTotal South,10,93\nF,2,1\n", "'Total North'", "-notin 'Total North', 'Total South'")]
    public void Rows_that_are_none_of_the_data_are_refused(string text, string place, string wayOut)
    {
        CoreException failure = files.Refuse(text);
        Assert.Contains(place, failure.Message, StringComparison.Ordinal);
        Assert.Contains(wayOut, failure.Message, StringComparison.Ordinal);
        if (wayOut == "-SkipLast 1" || wayOut == "-SkipLast 2")
        {
            using LoadedDataset data = files.LoadText(text, new DatasetOptions { SkipLast = wayOut[^1] - '0' });
            Assert.Equal(3, data.Description.Rows);
            Assert.Empty(data.Description.Notes);
        }
    }

    [Theory]
    [InlineData("city,x\nA,1\nB,2\nC,4\nTotal,99\n")]
    [InlineData("city,x,y\nA,1,10\nB,2,20\nC,4,40\nD,1,2\n,8,72\n")]
    [InlineData("city,x\nA,1\nB,2\nC,4\nD,1\n,8\n")]
    [InlineData("x,y\n1,10\n2,20\n4,40\n1,2\n8,72\n")]
    [InlineData("city,x,y\nA,1,10\nB,2,20\nC,4,40\nOf the office,,\n")]
    [InlineData("city,x,y\nA,1,10\nB,2,20\nC,4,40\n,7,70\n")]
    [InlineData("city,x,y\nA,1,10\nB,3,20\n,4,30\n")]
    [InlineData("city,x\nA,1\nB,2\nC,4\n,7\n")]
    [InlineData("year,x\n2019,1\n2020,2\n2021,4\n,7\n")]
    [InlineData("year,city,x\n2019,A,1\n2020,B,2\n2021,C,4\n,,7\n")]
    [InlineData("id,x,y\n1,10,2.5\n2,20,3.5\n3,40,1.5\n,70,7.5\n")]
    [InlineData("year;month;x\n2019;1;1\n2020;2;2\n2021;3;4\n2022;4;8\n;;15\n")]
    [InlineData("y,a,b\n1.5,1,2\n2.5,2,3\n4.5,4,4\n8.5,,\n")]
    public void A_row_that_may_be_none_is_pointed_out(string text)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Contains("-SkipLast 1", Assert.Single(data.Description.Notes), StringComparison.Ordinal);
        Assert.Contains(data.Description.Columns, column => column.Remarks.Contains("a row below the table?"));
    }

    [Theory]
    [InlineData("id,a,y\n1,7,100.5\n2,8,200.5\n3,9,400.5\n,,701.5\n")]
    [InlineData("city,a,y\nA,7,100.5\nB,8,200.5\nC,9,400.5\n,,701.5\n")]
    [InlineData("id,y\n1,100.5\n2,200.5\n3,400.5\n,701.5\n")]
    [InlineData("a,y\n1,-1.5\n2,-2.5\n3,-4.5\n,-8.5\n")]
    [InlineData("y,city\n1.5,A\n2.5,B\n4.5,C\n8.5,\n")]
    public void A_total_of_the_label_alone_is_pointed_out(string text)
    {
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { Label = ["y"] });
        Assert.Contains(data.Description.Notes, note => note.Contains("-SkipLast 1", StringComparison.Ordinal));
        using LoadedDataset told = files.LoadText(text, new DatasetOptions { Label = ["y"], SkipLast = 1 });
        Assert.DoesNotContain(told.Description.Notes, note => note.Contains("-SkipLast", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kind,x\nTotal,1\nPartial,2\nTotal,4\nPartial,5\nTotal,7\n")]
    [InlineData("film,x\nAlien,1\nBrazil,2\nTotal Recall,9\n")]
    [InlineData("film,x\nAlien,1\nTotal Recall,9\nBrazil,2\n")]
    [InlineData("a,b\n1,2\n3,4\n5,7\n")]
    [InlineData("city,x,y\nA,1,10\nB,2,20\nC,3,30\n")]
    [InlineData("mood,x\nlow,1\nhigh,2\nmean,9\nlow,3\nmean,4\n")]
    [InlineData("city,x\nA,1\nB,2\nC,3\nD,\n")]
    [InlineData("city,x\nA,0\nB,0\nC,0\nD,0\n")]
    [InlineData("name,x,y\nA,1,2\nB,2,3\n,3,9\n")]
    public void Ordinary_rows_are_data(string text)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal(text.Count(symbol => symbol == '\n') - 1, data.Description.Rows);
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("a;b;c\n1;2;3\n4;5;6\n;;;\n;;;\n", 2, "2 rows without any value (the first is line 4)")]
    [InlineData("a;b\n1;2\n;\n4;5\n", 2, "a row without any value (line 3)")]
    [InlineData("a,b\n1,x\n,\"\"\n", 1, "(line 3)")]
    [InlineData("a\tb\n1\t2\n\t\n", 1, "(line 3)")]
    [InlineData("a;b\n1;2\n ; \n", 1, "(line 3)")]
    public void Rows_without_any_value_are_left_out_with_a_word(string text, int rows, string note)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal(rows, data.Description.Rows);
        Assert.Contains(note, Assert.Single(data.Description.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-01-05|2024-01-06|2024-01-07|2024-01-08|2024-01-09|soon", "'soon' (line 7)")]
    [InlineData("05.01.2024|n.a.|07.01.2024|08.01.2024|09.01.2024|10.01.2024", "'n.a.' (line 3)")]
    [InlineData("1/5/2024|1/6/2024|1/7/2024|31/31/2024|1/9/2024", "'31/31/2024' (line 5)")]
    [InlineData("10:30|11:30|noon|12:45|13:15", "'noon' (line 4)")]
    [InlineData("5-Jan-2024|6-Jan-2024|7-Jan-2024|8-Jan-2024|x", "'x' (line 6)")]
    public void A_stray_text_among_dates_is_named_with_its_line(string values, string stray)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains("holds dates", note, StringComparison.Ordinal);
        Assert.Contains(stray, note, StringComparison.Ordinal);
        Assert.Contains("dates, and other texts", data.Description.Columns[0].Remarks);
    }

    [Theory]
    [InlineData("-999", "1|2|-999|4|5|3|-999")]
    [InlineData("-9999", "1.5|2|-9999|4|5|3")]
    [InlineData("9999", "1|2|9999|4|5|3")]
    [InlineData("999", "1|2|999.0|4|5|3")]
    [InlineData("-99", "10|20|-99|40|50")]
    [InlineData("99999", "10|20|99999|40|50")]
    public void A_number_that_may_stand_for_a_gap_is_pointed_out(string marker, string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Contains($"-MissingMarker '{marker}'", Assert.Single(data.Description.Notes), StringComparison.Ordinal);
        using LoadedDataset told = files.LoadText(Table(values), new DatasetOptions { MissingMarker = [marker] });
        Assert.True(told.Description.Columns[0].Missing > 0);
        Assert.Empty(told.Description.Notes);
        using LoadedDataset target = files.LoadText(Table(values), new DatasetOptions { Label = ["a"], Task = TargetTask.Regression });
        Assert.Contains($"-MissingMarker '{marker}'", Assert.Single(target.Description.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("999|1000|1001|998|995")]
    [InlineData("1|500|999|250|750")]
    [InlineData("-99|-50|0|50|99")]
    [InlineData("9999|9000|12000|500|3000")]
    public void An_ordinary_number_is_none(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("date", true)]
    [InlineData("order_date", true)]
    [InlineData("OrderDate", true)]
    [InlineData("Datum", true)]
    [InlineData("\ub0a0\uc9dc", true)]
    [InlineData("update_count", false)]
    [InlineData("candidates", false)]
    [InlineData("price", false)]
    public void Days_as_Excel_counts_them_are_dates_in_a_column_of_that_name(string name, bool areDates)
    {
        using LoadedDataset data = files.LoadText($"{name},b\n45321,1\n45322,5\n45400,3\n45500,4\n");
        Assert.Equal(areDates, data.Description.Notes.Any(note => note.Contains("FromOADate", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("12 kg|13 kg|14 kg|12 kg|13 kg|14 kg", "TextInNumberColumn", "numbers with a unit")]
    [InlineData("5 mg/dl|7 mg/dl|9 mg/dl|5 mg/dl", "TextInNumberColumn", "numbers with a unit")]
    [InlineData("1/2|3/4|5/8|1/2", "TextInNumberColumn", "fractions")]
    [InlineData("2024-01-05|2024-01-06|2024-01-07|2024-01-05", "LabelOfDates", "ParseExact($_.'a', 'yyyy-M-d', $null)")]
    [InlineData("05.01.2024|06.01.2024|07.01.2024|05.01.2024", "LabelOfDates", "'d.M.yyyy'")]
    [InlineData("Jan 2024|Feb 2024|Mar 2024|Jan 2024", "LabelOfDates", "-Task Classification")]
    [InlineData("10:30|11:30|12:30|10:30", "LabelOfDates", "-Task Classification")]
    [InlineData("01.03.|02.03.|29.02.|01.03.", "LabelOfDates", "-Task Classification")]
    [InlineData("2024/3|2024/4|2024/5|2024/3", "LabelOfDates", "'yyyy/M'")]
    [InlineData("12/2024|1/2025|2/2025|12/2024", "LabelOfDates", "'M/yyyy'")]
    [InlineData("KW 12/2024|KW 13/2024|KW 14/2024|KW 12/2024", "LabelOfDates", "-Task Classification")]
    [InlineData("2024-W12|2024-W13|2024-W14|2024-W12", "LabelOfDates", "-Task Classification")]
    [InlineData("Q1 2024|Q2 2024|Q3 2024|Q1 2024", "LabelOfDates", "-Task Classification")]
    [InlineData("2024Q1|2024Q2|2024Q3|2024Q1", "LabelOfDates", "-Task Classification")]
    [InlineData("1. Quartal 2024|2. Quartal 2024|3. Quartal 2024", "LabelOfDates", "-Task Classification")]
    [InlineData("W12/24|W13/24|W14/24|W12/24", "LabelOfDates", "-Task Classification")]
    public void A_label_of_quantities_or_dates_is_no_label_of_classes(string values, string id, string wayOut)
    {
        CoreException failure = files.Refuse(Table(values), new DatasetOptions { Label = ["a"] });
        Assert.Equal(id, failure.Id);
        Assert.Contains(wayOut, failure.Message, StringComparison.Ordinal);
        using LoadedDataset data = files.LoadText(Table(values), new DatasetOptions { Label = ["a"], Task = TargetTask.Classification });
        Assert.Equal("Classification", data.Description.Task);
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("<=50K|>50K|<=50K|>50K", 0)]
    [InlineData("1A|2B|3C|1A", 0)]
    [InlineData("May|June|July|May", 0)]
    [InlineData("12 kg|13 kg|12 kg|13 kg", 1)]
    [InlineData("2024-01-05|2024-01-06|2024-01-05", 1)]
    public void Few_of_them_are_classes(string values, int notes)
    {
        using LoadedDataset data = files.LoadText(Table(values), new DatasetOptions { Label = ["a"] });
        Assert.Equal("Classification", data.Description.Task);
        Assert.Equal(notes, data.Description.Notes.Length);
    }

    [Theory]
    [InlineData(18, 43, 4, false)] // ages
    [InlineData(1950, 30, 3, false)] // years
    [InlineData(2, 25, 8, false)]
    [InlineData(0, 43, 4, true)]
    [InlineData(1, 26, 4, true)]
    [InlineData(18, 20, 4, true)]
    public void Many_whole_numbers_are_classes_where_they_are_numbered(int first, int count, int times, bool areClasses)
    {
        string text = "a,b\n" + string.Concat(Enumerable.Range(0, count * times).Select(i => $"{first + (i % count)},{i % 7}\n"));
        var options = new DatasetOptions { Label = ["a"] };
        if (areClasses)
        {
            using LoadedDataset data = files.LoadText(text, options);
            Assert.Equal(count, data.Description.ClassNames.Length);
            return;
        }

        CoreException failure = files.Refuse(text, options);
        Assert.Equal("TooManyClasses", failure.Id);
        Assert.Contains("-Task Regression", failure.Message, StringComparison.Ordinal);
        options.Task = TargetTask.Regression;
        using LoadedDataset told = files.LoadText(text, options);
        Assert.Equal(count * times, told.Values().Length);
    }

    [Theory]
    [InlineData("'a'|'b'|'c'", "single quotes", "-replace \"'\", '\"'")]
    [InlineData("'12|'13|'007", "apostrophes", "-replace \"(?<=^|[,;\\t|])'\"")]
    [InlineData("\u201ca\u201d|\u201cb\u201d", "typographic quotes", "', '\"'")]
    [InlineData("\u201ea\u201c|\u201eb\u201c", "typographic quotes", "', '\"'")]
    [InlineData("=\"012\"|=\"013\"", "equals signs", "-replace '=\"', '\"'")]
    public void Signs_around_all_texts_of_a_column_are_pointed_out(string values, string name, string wayOut)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Contains(wayOut, Assert.Single(data.Description.Notes), StringComparison.Ordinal);
        Assert.Contains(name, data.Description.Columns[0].Remarks);
    }

    [Theory]
    [InlineData("'a'|b|'c'")]
    [InlineData("'tis|it's|a'")]
    [InlineData("=|=|<")]
    public void Signs_in_some_texts_are_not(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("3,5|7.351|12.480|1.024|9.999", true)]
    [InlineData("3,5|7.35|12.5|1.02|9.9", false)]
    [InlineData("3,5|7.3512|12.5|1.02|9.9", false)]
    [InlineData("x|7.351|12.480", false)]
    public void Points_that_may_part_thousands_are_pointed_out_where_others_have_a_comma(string values, bool isTold)
    {
        string[] all = values.Split('|');
        string text = "a;b\n" + string.Concat(all.Skip(1).Select(value => $"{all[0]};{value}\n"));
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { ExcludeProperty = ["a"] });
        Assert.Equal(isTold, data.Description.Notes.Any(note => note.Contains("-Decimal ',' -Thousands '.'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("1.234|2.345|7.125", true)]
    [InlineData("950|1.234|12.345|8|2.500", true)]
    [InlineData("1.234|2.345|7.125|1.230|999.999|-3.500", true)]
    [InlineData("\"1.234\"|\"2.345\"|\"7.125\"", true)]
    [InlineData("-1.234|-950|-2.345|8.111", true)]
    [InlineData("1.234|2.345|7", false)] // too few to say
    [InlineData("1.234|2.345|7.125|8.25", false)] // another number of digits
    [InlineData("1.234|0.345|7.125|8.251", false)] // thousands do not begin with 0
    [InlineData("1.234|2.345|7.125|1500", false)] // would be written 1.500
    [InlineData("1.234|2.345|7.125|1234.567", false)]
    public void Points_before_three_digits_throughout_are_pointed_out_whatever_parts_the_columns(string values, bool isTold)
    {
        foreach (char separator in ",\t|;")
        {
            foreach (string label in new[] { string.Empty, "a" })
            {
                var options = new DatasetOptions { Label = label.Length > 0 ? [label] : [], Task = label.Length > 0 ? TargetTask.Regression : TargetTask.Auto };
                string text = "a;b\n" + string.Concat(values.Split('|').Select((value, i) => $"{value};{i % 2}\n"));
                using LoadedDataset data = files.LoadText(text.Replace(';', separator), options);
                Assert.Equal(isTold ? 1 : separator == ';' ? data.Description.Notes.Length : 0, data.Description.Notes.Length);
                Assert.Equal(isTold, isTold && data.Description.Notes[0].Contains("-Decimal ',' -Thousands '.'; if", StringComparison.Ordinal));
                using LoadedDataset other = files.LoadText((text.Replace("\n", ";0.5\n", StringComparison.Ordinal).Replace("b;0.5", "b;c", StringComparison.Ordinal)).Replace(';', separator), options);
                Assert.Equal(separator == ';' ? other.Description.Notes.Length : 0, other.Description.Notes.Length); // another column shows what a point is
                options.Decimal = '.';
                using LoadedDataset told = files.LoadText(text.Replace(';', separator), options);
                Assert.Empty(told.Description.Notes);
            }
        }
    }

    [Theory]
    [InlineData("950|1.234|12.345|8|2.500", true)]
    [InlineData("1.234|2.345|7", true)]
    [InlineData("-1.234|-950|-2.345", true)]
    [InlineData("0.234|2.345|7", false)] // thousands do not begin with 0
    [InlineData("1.25|2.5|7|1.125", false)]
    [InlineData("1.234|2.345|1500", false)] // would be written 1.500
    [InlineData("1.2345|2.345|7", false)]
    public void Points_that_may_part_thousands_are_pointed_out_in_a_file_with_semicolons(string values, bool isTold)
    {
        foreach (string label in new[] { string.Empty, "a" })
        {
            var options = new DatasetOptions { Label = label.Length > 0 ? [label] : [], Task = label.Length > 0 ? TargetTask.Regression : TargetTask.Auto };
            using LoadedDataset data = files.LoadText(Table(values), options);
            Assert.Equal(isTold, data.Description.Notes.Any(note => note.Contains("-Decimal ',' -Thousands '.'; if not, -Decimal '.'", StringComparison.Ordinal)));
            Assert.Equal(isTold, data.Description.Columns.First(column => column.Name == "a").Remarks.Contains("thousands or decimals?"));
            options.Decimal = '.';
            using LoadedDataset told = files.LoadText(Table(values), options);
            Assert.Empty(told.Description.Notes);
        }
    }

    [Fact]
    public void With_what_the_message_says_points_part_thousands()
    {
        using LoadedDataset data = files.LoadText(Table("950|1.234|12.345|8|2.500"), new DatasetOptions { Decimal = ',', Thousands = '.' });
        Assert.Equal([950, 1234, 12345, 8, 2500], data.FeatureValues().Where((_, i) => i % 2 == 0));
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("01.2019|02.2019|12.2020|10.2021", "'M.yyyy'")]
    [InlineData("1.2019|7.2020|11.1999", "'M.yyyy'")]
    [InlineData("2019.01|2019.10|2020.12", "'yyyy.M'")]
    [InlineData("1999.12|2000.01|2000.02|", "'yyyy.M'")]
    [InlineData("12.2030|01.2031|02.2031", "'M.yyyy'")]
    public void Months_that_are_written_as_numbers_are_pointed_out(string values, string format)
    {
        foreach (string label in new[] { string.Empty, "a" })
        {
            using LoadedDataset data = files.LoadText(Table(values.TrimEnd('|')), new DatasetOptions { Label = label.Length > 0 ? [label] : [] });
            Assert.Contains($"[datetime]::ParseExact($_.'a', {format}, $null)", Assert.Single(data.Description.Notes), StringComparison.Ordinal);
            Assert.Contains("months as numbers", data.Description.Columns.First(column => column.Name == "a").Remarks);
        }
    }

    [Theory]
    [InlineData("1.1987|1.2034|1.2001")] // rates
    [InlineData("2019.13|2019.01|2020.12")]
    [InlineData("1990.04|1990.12|1990.21")] // decimal years
    [InlineData("1.5|2.25|12.75")]
    [InlineData("1.2019|2.2020")]
    public void Other_numbers_with_a_point_are_no_months(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("20240213|20240413|20240821", "20240213 becomes 20240212")]
    [InlineData("100000001|100000033|100000065", "100000001 becomes 100000000")]
    [InlineData("-20240213|-20240417", "-20240213 becomes -20240212")]
    [InlineData("1700000001|1700000321|1700009999", "becomes")]
    [InlineData("33333333|33333377", "becomes")]
    public void Whole_numbers_that_Float32_rounds_are_told_where_none_becomes_another(string values, string example)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Contains(example, Assert.Single(data.Description.Notes), StringComparison.Ordinal);
        Assert.Contains("Float32 rounds values", data.Description.Columns[0].Remarks);
    }

    [Theory]
    [InlineData("20240212|20240414", 0, 0)]
    [InlineData("16777216|1", 0, 0)]
    [InlineData("5|123456789|17", 0, 1)] // of that range it is nothing
    [InlineData("0.1|0.3", 0, 0)]
    [InlineData("20240101|20240101", 0, 0)] // the same everywhere
    public void Where_nothing_is_lost_nothing_is_said(string values, int notes, int remarks)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Equal(notes, data.Description.Notes.Length);
        Assert.Equal(remarks, data.Description.Columns[0].Remarks.Length);
    }

    [Theory]
    [InlineData(20, 15, true, true)] // ages
    [InlineData(3, 6, true, false)] // marks of wine
    [InlineData(0, 10, false, false)] // digits
    [InlineData(1, 15, false, false)]
    [InlineData(0, 2, false, false)]
    public void Whole_numbers_that_become_classes_are_told(int first, int count, bool isRemarked, bool isTold)
    {
        string text = "a,b\n" + string.Concat(Enumerable.Range(0, 4 * count).Select(i => $"{first + (i % count)},{(i * 5) % 7}\n"));
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { Label = ["a"] });
        Assert.Equal(count, data.Description.ClassNames.Length);
        Assert.Equal(isRemarked, data.Description.Columns.First(column => column.Name == "a").Remarks.Contains("whole numbers; -Task Regression makes quantities"));
        Assert.Equal(isTold, data.Description.Notes.Any(note => note.Contains($"{count} different whole numbers, of which classes are made", StringComparison.Ordinal)));
        using LoadedDataset asked = files.LoadText(text, new DatasetOptions { Label = ["a"], Task = TargetTask.Classification });
        Assert.Empty(asked.Description.Notes);
    }

    [Theory]
    [InlineData("12,-|15,-|7,-")]
    [InlineData("12,- \u20ac|15,50 \u20ac|7,-- \u20ac")]
    [InlineData("\u20ac 12,\u2013|\u20ac 15,50")]
    [InlineData("CHF 12.-|CHF 15.--", '.')]
    [InlineData("-12,- \u20ac|15,- EUR")]
    [InlineData("1.200,- \u20ac|15,50 \u20ac")]
    public void A_dash_for_no_cents_is_no_minus(string values, char mark = ',')
    {
        var options = new DatasetOptions
        {
            Decimal = mark,
            Thousands = mark == ',' ? '.' : '\'',
            NumberSign = [NumberSigns.Currency, NumberSigns.Accounting],
            Delimiter = ';',
        };
        using LoadedDataset data = files.LoadText(Table(values), options);
        double[] expected = [.. values.Split('|').Select(value => double.Parse(
            new string([.. value.Replace(".-", string.Empty, StringComparison.Ordinal).Replace(",-", string.Empty, StringComparison.Ordinal).Replace(mark == ',' ? "." : "'", string.Empty, StringComparison.Ordinal)
                .Replace(',', '.').Where(symbol => char.IsAsciiDigit(symbol) || symbol == '.')]).TrimEnd('.'), System.Globalization.CultureInfo.InvariantCulture) * (value.StartsWith('-') ? -1 : 1))];
        Assert.Equal(expected, data.FeatureValues().Where((_, i) => i % 2 == 0).Select(value => (double)value));
        options.NumberSign = [NumberSigns.Accounting];
        Assert.Contains("Currency", files.Refuse(Table(values), options).Message, StringComparison.Ordinal);
    }

    private static DatasetOptions Signs(string label) => new()
    {
        Label = label.Length > 0 ? [label] : [],
        NumberSign = [NumberSigns.Percent, NumberSigns.Currency],
    };

    private static string Table(string values) => "a;b\n" + string.Concat(values.Split('|').Select((value, i) => $"{value};{(i * 7) % 5}\n"));
}
