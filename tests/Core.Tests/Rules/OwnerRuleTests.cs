using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Rules;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Rules;

public sealed class OwnerRuleTests
{
    private static readonly OwnerKey Alice = OwnerKey.Of("https://issuer", "alice");
    private static readonly OwnerKey Bob = OwnerKey.Of("https://issuer", "bob");

    [Fact]
    public void An_upload_is_its_owners() => Assert.Null(Check(Alice, Alice));

    [Fact]
    public void To_another_it_is_not_there() => Assert.Equal("upload-not-found", Check(Alice, Bob)?.Code);

    [Fact]
    public void An_upload_without_an_owner_is_anybodys() => Assert.Null(Check(null, Bob));

    [Fact]
    public void Where_nobody_is_named_nobody_is_refused() => Assert.Null(Check(Alice, null));

    private static Core.Failures.Failure? Check(OwnerKey? owner, OwnerKey? asks) =>
        OwnerRule.Check(SampleSession.Open(new SequentialUploadIds().Next()) with { Owner = owner }, asks);
}
