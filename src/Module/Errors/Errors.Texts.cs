namespace NormTools;

/// <content>Of texts.</content>
internal static partial class Errors
{
    public static NormToolsException TextOfImages() => Invalid(
        "ParameterHasNoEffect", "-Text names a column of texts, and the samples of this file are images, which have no columns.");

    public static NormToolsException UnpreparedTexts(string column) => Data(
        "UnpreparedData",
        $"'{Text.Shorten(column)}' holds texts, and a model takes the numbers of their words: Split-Dataset learns the vocabulary of the training part and makes them (-Train 0.8 -Validation 0.2, for "
            + "instance). New-Preprocessor { Tokenize } -Data with the data set, and Invoke-Preprocessor, do it without a split.");

    public static NormToolsException NoKnownWord(int texts) => Data(
        "NoKnownWord",
        $"None of the {Text.Count(texts, "text")} has a word of the vocabulary, so that they are all the same to a model: are they of another language than the training "
            + "part, or of another column?");

    public static NormToolsException StandardizeOfTexts() => Invalid(
        "ParameterHasNoEffect", "-Standardize scales quantities, and the numbers of words are none: leave it out. ScaleTarget in -Preprocessor scales what is to be predicted.");

    public static NormToolsException ScriptBehindWords() => Invalid(
        "StepBehindWords", "A script stands behind Tokenize, and the numbers of words are no quantities: nothing is to change them. In front of Tokenize it sees the texts.");

    public static NormToolsException NoVocabulary(string layer) => Invalid(
        "RowCountMissing",
        $"{layer} has one number, the values of a row, and nothing says how many rows there are: New-Model -Data of texts (Import-Dataset -Text, Split-Dataset) does, or "
            + $"{layer} ROWS VALUES.");

    public static NormToolsException NoTableSize(string layer) => Invalid(
        "TableSizeMissing", $"{layer} wants the values of a row, -Size: {layer} ROWS VALUES, or {layer} VALUES where New-Model -Data is of texts, whose vocabulary has the rows.");

    /// <summary>What the core says of steps that are mixed, where the samples are texts: nobody gave -SequenceLength then.</summary>
    public static NormToolsException StepsOfTexts(NormToolsException failure, bool hasTable) => failure.Id != "StepsAreMixed" ? failure : Invalid(
        failure.Id,
        hasTable ? failure.Message.Replace(" Or leave -SequenceLength out.", string.Empty)
            : "The samples are texts, numbers of words, of which a model makes something only by Embedding or EmbeddingBag as its first layer: { EmbeddingBag 16; Linear }, or, where the "
                + "order of the words matters, { Embedding 16; LSTM 16; LastStep; Linear }.");

    /// <summary>A text of its own, in no table, of which the core says that it has no word.</summary>
    public static NormToolsException LoneText(NormToolsException failure, string text, long row) => failure.Id != "TextWithoutWords" ? failure : Data(
        failure.Id,
        FormattableString.Invariant($"Row {row} (counted from 0): {(text.Trim().Length == 0 ? "a blank text" : $"'{Text.Shorten(text)}'")} has no word (letters or digits), and a model of texts cannot say anything of it. ")
            + "Where-Object { $_ -match '\\w' } in front of Invoke-Model leaves such texts out.");
}
