namespace SmartTransfer.Infra.Tests.Bicep;

/// <summary>A value as it is written. What is neither a plain text nor a literal object or array is an expression, whose tokens are kept and never evaluated.</summary>
internal abstract record BicepValue
{
    /// <summary>The value under a path of property names such as <c>properties.siteConfig</c>; null where there is none. Goes through conditions and loops into their bodies.</summary>
    public BicepValue? At(string path) => path.Split('.').Aggregate<string, BicepValue?>(this, (value, name) => (value?.Body as BicepObject)?[name]);

    /// <summary>The value itself, or what a condition or a loop wraps.</summary>
    public virtual BicepValue Body => this;
}

/// <summary>A text literal. With <c>${...}</c> in it, it is an expression instead.</summary>
internal sealed record BicepText(string Value) : BicepValue
{
    public override string ToString() => Value;
}

/// <summary>Anything that is not taken apart: names, numbers, calls, operators.</summary>
internal sealed record BicepExpression(IReadOnlyList<BicepToken> Tokens) : BicepValue
{
    public override string ToString() => string.Join(' ', Tokens.Where(token => token.Kind != BicepTokenKind.NewLine).Select(token => token.Text));
}

/// <summary>An object literal.</summary>
internal sealed record BicepObject(IReadOnlyList<KeyValuePair<string, BicepValue>> Properties) : BicepValue
{
    public BicepValue? this[string name] => Properties.FirstOrDefault(property => property.Key == name).Value;
}

/// <summary>An array literal.</summary>
internal sealed record BicepArray(IReadOnlyList<BicepValue> Items) : BicepValue;

/// <summary><c>if (...) { ... }</c>.</summary>
internal sealed record BicepCondition(BicepExpression When, BicepValue Then) : BicepValue
{
    public override BicepValue Body => Then.Body;
}

/// <summary><c>[for x in xs: { ... }]</c>.</summary>
internal sealed record BicepLoop(IReadOnlyList<string> Names, BicepValue Over, BicepValue Each) : BicepValue
{
    public override BicepValue Body => Each.Body;
}
