namespace SmartTransfer.Infra.Tests.Bicep;

/// <summary>Which names the expressions of a file use.</summary>
internal static class BicepNames
{
    private static readonly string[] Keywords = ["true", "false", "null"];

    /// <summary>The names that stand for declared things: no functions, no properties after a dot, no keys of objects.</summary>
    public static IEnumerable<BicepToken> Used(BicepFile file) => file.Expressions.SelectMany(Used).DistinctBy(token => (token.Text, token.Line));

    /// <summary>The functions that are called.</summary>
    public static IEnumerable<BicepToken> Called(BicepFile file) => file.Expressions.SelectMany(tokens => tokens.Where((token, at) => token.Kind == BicepTokenKind.Name && IsCall(tokens, at)));

    private static IEnumerable<BicepToken> Used(IReadOnlyList<BicepToken> tokens) => tokens.Where((token, at) =>
        token.Kind == BicepTokenKind.Name && !Keywords.Contains(token.Text) && !IsCall(tokens, at) && !IsProperty(tokens, at) && !IsKey(tokens, at));

    private static bool IsCall(IReadOnlyList<BicepToken> tokens, int at) => at + 1 < tokens.Count && tokens[at + 1].Is("(");

    private static bool IsProperty(IReadOnlyList<BicepToken> tokens, int at) => at > 0 && tokens[at - 1].Is(".");

    private static bool IsKey(IReadOnlyList<BicepToken> tokens, int at) =>
        at > 0 && at + 1 < tokens.Count && tokens[at + 1].Is(":") && (tokens[at - 1].Kind == BicepTokenKind.NewLine || tokens[at - 1].Is("{") || tokens[at - 1].Is(","));
}
