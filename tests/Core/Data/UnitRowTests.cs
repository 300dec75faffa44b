using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>A row below the names that holds units or types is refused with what leaves it out.</summary>
public sealed class UnitRowTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("mass,length,ratio\n[kg],[m],[-]\n1,2,3\n4,5,6\n", "line 2: '[kg]'", "-SkipLine 2 -Header 'mass', 'length', 'ratio'", 2, ',')]
    [InlineData("mass;length;ratio\nkg;m;-\n1,5;2;3\n4,5;5;6\n", "line 2: 'kg'", "-SkipLine 2 -Delimiter ';' -Header 'mass', 'length', 'ratio'", 2, ';')]
    [InlineData("t,v,T\n(s),(m/s),(\u00b0C)\n1,2,3\n4,5,6\n", "line 2: '(s)'", "-SkipLine 2 -Header", 2, ',')]
    [InlineData("name\tprice\tshare\n\t\u20ac\t%\na\t2\t3\nb\t5\t6\n", "line 2: '\u20ac'", "-SkipLine 2 -Delimiter \"`t\" -Header", 2, '\t')]
    [InlineData("mass,length,kind\ncontinuous,continuous,discrete\n1,2,a\n4,5,b\n", "line 2: 'continuous'", "-SkipLine 2", 2, ',')]
    [InlineData("mass,\"length\"\n\"kg\",\"kg/m2\"\n1,2\n4,5\n", "line 2: 'kg'", "-SkipLine 2 -Header 'mass', 'length'", 2, ',')]
    [InlineData("A title\n\nmass,length\n\n[kg],[m]\n1,2\n4,5\n", "line 5: '[kg]'", "-SkipLine 5", 5, ',')]
    public void A_row_of_units_is_refused_and_the_message_leaves_it_out(string text, string place, string wayOut, int lines, char delimiter)
    {
        var options = new DatasetOptions { SkipLine = lines == 5 ? 2 : 0 };
        CoreException failure = files.Refuse(text, options);
        Assert.Equal("UnitRow", failure.Id);
        Assert.Contains(place, failure.Message, StringComparison.Ordinal);
        Assert.Contains(wayOut, failure.Message, StringComparison.Ordinal);
        string[] names = text.Split('\n')[lines == 5 ? 2 : 0].Replace("\"", string.Empty, StringComparison.Ordinal).Split(delimiter);
        using LoadedDataset data = files.LoadText(text, new DatasetOptions
        {
            SkipLine = lines,
            Delimiter = delimiter,
            HeaderNames = names,
            Decimal = delimiter == ';' ? ',' : '.',
        });
        Assert.Equal(2, data.Description.Rows);
        Assert.Equal(names, data.Description.FeatureNames);
        Assert.DoesNotContain(data.Description.CategoryNames.SelectMany(column => column.Value), name => name.Contains('['));
    }

    [Theory]
    [InlineData("a,b,c\nint,float,str\n1,2.5,x\n3,4.5,y\n", "'int'")]
    [InlineData("a,b,c\ntext,text,class\nx,y,no\nu,v,yes\n", "'text'")]
    [InlineData("a,b\nstring,string\nx,y\nu,v\n", "'string'")]
    [InlineData("Leistung,Anzahl,Preis\nPS,Stk,EUR\n90,2,20000\n75,1,17500\n", "'PS'")]
    [InlineData("Modell,Leistung,Preis\n,PS,EUR\nGolf,90,20000\nPolo,75,17500\n", "'PS'")]
    [InlineData("x,y\nDurchmesser,Beschreibung\n1,2\n3,4\n5,6\n", "'Durchmesser'")]
    [InlineData("a;b;c\nuint8;bool;varchar\n1;0;x\n2;1;y\n", "'uint8'")]
    public void So_are_types_and_words_above_numbers(string text, string first)
    {
        CoreException failure = files.Refuse(text);
        Assert.Equal("UnitRow", failure.Id);
        Assert.Contains($"line 2: {first}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-SkipLine 2", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lang,kind\nint,class\nstr,object\nfloat,class\n")] // types are what it is about
    [InlineData("name,x,y\nBob,absent,away\nAnn,1,2\nCid,3,4\n")]
    [InlineData("x,y\nabsent,absent\n1,2\n3,4\n")]
    [InlineData("x,kind\n7,text\n8,class\n")]
    [InlineData("a,b\ntext,red\ncode,blue\n")]
    public void Other_first_rows_are_not_refused_as_such(string text)
    {
        try
        {
            using LoadedDataset data = files.LoadText(text);
            Assert.Equal(text.Count(symbol => symbol == '\n') - 1, data.Description.Rows);
        }
        catch (CoreException failure)
        {
            Assert.NotEqual("UnitRow", failure.Id);
        }
    }

    [Fact]
    public void The_names_of_many_columns_are_taken_from_the_file()
    {
        string text = string.Join(';', Enumerable.Range(0, 12).Select(i => $"c{i}")) + "\n" + string.Join(';', Enumerable.Repeat("kg", 12)) + "\n"
            + string.Join(';', Enumerable.Repeat("7", 12)) + "\n";
        Assert.Contains(" -TotalCount 1)[-1].Trim() -replace '\"' -split ';')", files.Refuse(text).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sex,size\nm,s\nf,l\n")] // texts below
    [InlineData("a,b\n-,-\n1,2\n")] // gaps
    [InlineData("name,kind\nkg,unit\n1,2\n")]
    [InlineData("a,b\n(12),3\n4,5\n", "Accounting")]
    [InlineData("unit,x\nkg,1\nm,2\n")]
    public void An_ordinary_row_is_data(string text, string sign = "None")
    {
        try
        {
            using LoadedDataset data = files.LoadText(text, new DatasetOptions { NumberSign = [Enum.Parse<NumberSigns>(sign)] });
            Assert.Equal(2, data.Description.Rows);
        }
        catch (CoreException failure)
        {
            Assert.EndsWith("InTextColumn", failure.Id.Replace("TextInNumber", "NumberInText", StringComparison.Ordinal), StringComparison.Ordinal); // kg above 1 is a column of both
        }
    }
}
