namespace SmartTransfer.Infra.Tests.Bicep;

/// <summary>One token of Bicep text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What it says; of a text literal its content, with <c>${...}</c> left as it stands.</param>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Interpolations">The tokens in each <c>${...}</c> of a text literal.</param>
internal sealed record BicepToken(BicepTokenKind Kind, string Text, int Line, IReadOnlyList<IReadOnlyList<BicepToken>> Interpolations)
{
    public bool Is(string symbol) => Kind == BicepTokenKind.Symbol && Text == symbol;

    public bool IsName(string name) => Kind == BicepTokenKind.Name && Text == name;
}
