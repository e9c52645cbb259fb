using System.Net;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Tokens;

namespace SmartTransfer.Functions.Tests.Authorization;

/// <summary>How the issuer's keys are kept, renewed, and missed.</summary>
public sealed class IssuerKeysTests : IAsyncLifetime
{
    private AuthorizedHost _host = null!;

    private TokenIssuer Issuer => _host.Issuer;

    public async Task InitializeAsync() => _host = await AuthorizedHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task The_keys_are_asked_for_once_by_many_requests()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _host.PostWithAsync(Issuer.Token())));
        Assert.All(replies, reply => reply.Is(HttpStatusCode.Created));
        Assert.Equal(1, Issuer.Fetches);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_key_is_found_with_the_first_token_that_names_it_and_the_old_one_is_no_longer_taken(bool elliptic)
    {
        var old = Issuer.Token();
        (await _host.PostWithAsync(old)).Is(HttpStatusCode.Created);
        Issuer.Rotate(elliptic);
        _host.Api.Clock.Advance(IssuerKeys.Pause);

        (await _host.PostWithAsync(Issuer.Token())).Is(HttpStatusCode.Created);
        (await _host.PostWithAsync(old)).IsProblem(HttpStatusCode.Unauthorized, "token-invalid");
    }

    [Fact]
    public async Task Keys_that_there_are_none_of_do_not_flood_the_issuer()
    {
        (await _host.PostWithAsync(Issuer.Token())).Is(HttpStatusCode.Created);
        for (var round = 1; round <= 3; round++)
        {
            _host.Api.Clock.Advance(IssuerKeys.Pause);
            for (var n = 0; n < 5; n++)
            {
                (await _host.PostWithAsync(Issuer.Token(spec: new TokenSpec { SignedBy = Issuer.NewKey() }))).IsProblem(
                    HttpStatusCode.Unauthorized, "token-invalid");
            }

            Assert.Equal(1 + round, Issuer.Fetches);
        }
    }

    [Fact]
    public async Task While_the_issuer_does_not_answer_no_token_is_called_right_or_wrong()
    {
        Issuer.IsDown = true;
        foreach (var token in (string[])[Issuer.Token(), Issuer.Token(spec: new TokenSpec { SignedBy = Issuer.NewKey() })])
        {
            var reply = await _host.PostWithAsync(token);
            reply.IsProblem(HttpStatusCode.ServiceUnavailable, "authorization-unavailable").IsRetryable(reply);
            Assert.Null(reply.Header("WWW-Authenticate"));
        }

        Assert.Empty(_host.Api.Stored.SessionRows);
        (await _host.PostAsync()).IsProblem(HttpStatusCode.Unauthorized, "token-missing");
    }

    [Fact]
    public async Task Once_it_answers_again_tokens_are_taken_after_the_time_that_was_told()
    {
        Issuer.IsDown = true;
        var told = (await _host.PostWithAsync(Issuer.Token())).Headers.RetryAfter!.Delta!.Value;
        Issuer.IsDown = false;
        (await _host.PostWithAsync(Issuer.Token())).IsProblem(HttpStatusCode.ServiceUnavailable, "authorization-unavailable");
        _host.Api.Clock.Advance(told);
        (await _host.PostWithAsync(Issuer.Token())).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Known_keys_outlive_an_issuer_that_does_not_answer_for_a_day_and_no_longer()
    {
        (await _host.PostWithAsync(Issuer.Token())).Is(HttpStatusCode.Created);
        Issuer.IsDown = true;
        _host.Api.Clock.Advance(IssuerKeys.Trusted - TimeSpan.FromSeconds(1));
        (await _host.PostWithAsync(Issuer.Token())).Is(HttpStatusCode.Created);
        _host.Api.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _host.PostWithAsync(Issuer.Token())).IsProblem(HttpStatusCode.ServiceUnavailable, "authorization-unavailable");
    }

    [Fact]
    public async Task A_key_that_is_not_known_while_the_issuer_does_not_answer_may_be_right()
    {
        (await _host.PostWithAsync(Issuer.Token())).Is(HttpStatusCode.Created);
        Issuer.Rotate();
        Issuer.IsDown = true;
        _host.Api.Clock.Advance(IssuerKeys.Pause);
        (await _host.PostWithAsync(Issuer.Token())).IsProblem(HttpStatusCode.ServiceUnavailable, "authorization-unavailable");
    }

    [Fact]
    public async Task Metadata_of_another_issuer_are_not_believed()
    {
        Issuer.NameInMetadata = "https://evil.example";
        (await _host.PostWithAsync(Issuer.Token())).IsProblem(HttpStatusCode.ServiceUnavailable, "authorization-unavailable");
    }

    [Fact]
    public async Task An_issuer_without_keys_is_one_that_does_not_answer()
    {
        Issuer.Published = [];
        (await _host.PostWithAsync(Issuer.Token())).IsProblem(HttpStatusCode.ServiceUnavailable, "authorization-unavailable");
    }
}
