using System.Text;
using SmartTransfer.Azure.Webhooks;

namespace SmartTransfer.Azure.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"test\": 2432232314}");

    [Fact]
    public void The_example_of_the_reference_implementations_gets_their_signature()
    {
        Assert.True(WebhookSignature.TryCreate(Secret, null, out var signature));
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature.Sign(Id, At, Body));
    }

    [Fact]
    public void Two_secrets_sign_side_by_side_each_as_it_would_alone()
    {
        var other = "whsec_" + Convert.ToBase64String(new byte[32]);
        Assert.True(WebhookSignature.TryCreate(other, Secret, out var both));
        Assert.True(WebhookSignature.TryCreate(other, string.Empty, out var one));
        Assert.Equal($"{one.Sign(Id, At, Body)} v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", both.Sign(Id, At, Body));
    }

    [Fact]
    public void Id_time_and_every_byte_of_the_body_are_signed()
    {
        Assert.True(WebhookSignature.TryCreate(Secret, null, out var signature));
        var signatures = new HashSet<string>
        {
            signature.Sign(Id, At, Body),
            signature.Sign(Id + "x", At, Body),
            signature.Sign(Id, At.AddSeconds(1), Body),
            signature.Sign(Id, At, [.. Body[..^1], (byte)(Body[^1] ^ 1)]),
        };
        Assert.Equal(4, signatures.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2La")]
    [InlineData("whsec_not base64 but long enough to be a key")]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void What_is_no_secret_signs_nothing(string? secret)
    {
        Assert.False(WebhookSignature.TryCreate(secret, null, out _));
        Assert.Equal(string.IsNullOrEmpty(secret), WebhookSignature.TryCreate(Secret, secret, out _));
    }

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_key_has_24_to_64_bytes(int bytes, bool usable) =>
        Assert.Equal(usable, WebhookSignature.TryCreate($"whsec_{Convert.ToBase64String(new byte[bytes])}", null, out _));

    [Theory]
    [InlineData("https://app.example/hook?x=1", true)]
    [InlineData("http://127.0.0.1:8080/hook", true)]
    [InlineData("http://localhost/hook", true)]
    [InlineData("http://[::1]:80/", true)]
    [InlineData("http://app.example/hook", false)]
    [InlineData("http://127.0.0.1.app.example/", false)]
    [InlineData("https://user:pass@app.example/", false)]
    [InlineData("https://app.example/#x", false)]
    [InlineData("file:///etc/passwd", false)]
    public void Messages_go_by_https_or_stay_on_this_machine(string address, bool usable) =>
        Assert.Equal(usable, WebhookAddress.IsUsable(new Uri(address)));
}
