namespace SmartTransfer.Infra.Tests.Bicep;

/// <summary>What a token of Bicep text is.</summary>
internal enum BicepTokenKind
{
    Name,
    Number,
    Text,
    Symbol,
    NewLine,
    End,
}
