using System.Net;
using System.Text;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using SmartTransfer.Core.Identity;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Tests.Headers.Structured;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Headers;

/// <summary>Who sent a request, as far as its network is remembered.</summary>
public sealed class ClientIdentityTests
{
    private const string Phone = "192.0.2.1";

    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef");

    private readonly ClientIdentity _identity = new(Secret);

    [Theory]
    [InlineData("\"phone-17\"", "phone-17")]
    [InlineData("phone-17", "phone-17")]
    [InlineData("  \"phone-17\";v=2  ", "phone-17")]
    [InlineData("\"a \\\"bc\\\" d\"", "a \"bc\" d")]
    [InlineData("\"2f1cbb5e-3a65-4e7c-8f8e-0b6a4f5f8a10\"", "2f1cbb5e-3a65-4e7c-8f8e-0b6a4f5f8a10")]
    public void A_client_that_names_itself_is_known_by_that_name_wherever_it_is(string field, string id)
    {
        Assert.Equal(ClientKey.OfClient(Secret, id), KeyOf(Phone, client: field));
        Assert.Equal(ClientKey.OfClient(Secret, id), KeyOf(null, client: field));
    }

    [Fact]
    public void An_id_has_from_8_to_128_characters()
    {
        Assert.True(Reads($"\"{new string('x', 8)}\""));
        Assert.True(Reads($"\"{new string('x', 128)}\""));
        Assert.True(Reads($"\"{string.Concat(Enumerable.Repeat("\\\\", 128))}\""));
        Assert.False(Reads($"\"{new string('x', 7)}\""));
        Assert.False(Reads($"\"{new string('x', 129)}\""));
        Assert.False(Reads($"{new string('x', 129)}"));
        Assert.False(Reads($"\"phone-17\";v=\"{new string('x', 600)}\""));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("   ")]
    [InlineData("2f1cbb5e-3a65-4e7c-8f8e-0b6a4f5f8a10")]
    [InlineData("12345678")]
    [InlineData(":cGhvbmUtMTc=:")]
    [InlineData("%\"phone-17\"")]
    [InlineData("\"phone-17")]
    [InlineData("\"phone-ü7\"")]
    [InlineData("phone 17")]
    [InlineData("phone-17, phone-18")]
    [InlineData("(phone-17)")]
    public void An_id_that_cannot_be_used_is_refused_and_not_shown(string field)
    {
        Assert.False(_identity.TryRead(Request(Phone, client: field), out var key, out var failure));
        Assert.Null(key);
        Assert.Equal("client-id-malformed", failure.Code);
        Assert.DoesNotContain("phone", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_lines_are_two_ids_and_refused() => Assert.False(Reads(new StringValues(["phone-17", "phone-17"])));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Without_an_id_it_is_the_address(string? client) => Assert.Equal(At(Phone), KeyOf(Phone, client: client));

    [Theory]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    public void The_address_is_that_of_the_connection(string peer, string address) => Assert.Equal(At(address), KeyOf(peer));

    [Fact]
    public void What_a_client_from_elsewhere_says_of_its_address_is_not_believed() => Assert.Equal(At(Phone), KeyOf(Phone, "198.51.100.7"));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:127.8.9.1")]
    [InlineData(null)]
    public void Behind_a_proxy_on_this_machine_it_is_what_that_one_saw(string? peer) =>
        Assert.Equal(At("198.51.100.7"), KeyOf(peer, "198.51.100.7"));

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("198.51.100.7:50123", "198.51.100.7")]
    [InlineData(" 198.51.100.7:50123 ", "198.51.100.7")]
    [InlineData("203.0.113.9, 198.51.100.7:50123", "198.51.100.7")]
    [InlineData("203.0.113.9,,198.51.100.7", "198.51.100.7")]
    [InlineData("nonsense, \"127.0.0.1\", 198.51.100.7", "198.51.100.7")]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::")]
    [InlineData("[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::")]
    public void The_last_address_counts_without_its_port(string forwarded, string address) =>
        Assert.Equal(At(address), KeyOf("127.0.0.1", forwarded));

    [Fact]
    public void The_last_address_counts_over_several_lines() =>
        Assert.Equal(At("198.51.100.7"), KeyOf("127.0.0.1", new StringValues(["203.0.113.9", "203.0.113.10, 198.51.100.7"])));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("198.51.100.7,")]
    [InlineData("unknown")]
    [InlineData("_hidden")]
    [InlineData("example.com")]
    [InlineData("198.51.100.7:port")]
    [InlineData("198.51.100.7:99999")]
    [InlineData("198.51.100.700")]
    [InlineData("[2001:db8::1")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void Without_id_and_address_nothing_is_remembered(string? forwarded) => Assert.Null(KeyOf("127.0.0.1", forwarded));

    [Fact]
    public void No_header_whatever_makes_it_throw() => Always.Holds(
        from client in FieldValues.Texts()
        from pieces in Gen.Elements("198.51.100.7", "2001:db8::1", "[", "]", ":", "443", ",", " ", ".", "%1", "0x", "\0", "\ud800").ListOf()
        select (client, forwarded: string.Concat(pieces)),
        headers =>
        {
            Assert.True(_identity.TryRead(Request("127.0.0.1", headers.forwarded), out _, out _));
            Assert.NotEqual(
                _identity.TryRead(Request(null, headers.forwarded, headers.client), out _, out var failure), failure is not null);
        });

    [Fact]
    public async Task With_the_same_secret_two_instances_know_the_same_client()
    {
        const string secret = "--SmartTransfer:Network:ClientKeySecret=0123456789abcdef0123456789abcdef";
        await using var one = await ApiHost.StartAsync(secret);
        await using var two = await ApiHost.StartAsync(secret);
        Assert.Equal(At(Phone), KeyAt(one));
        Assert.Equal(At(Phone), KeyAt(two));
    }

    [Fact]
    public async Task Without_a_secret_each_process_makes_its_own()
    {
        await using var one = await ApiHost.StartAsync();
        await using var two = await ApiHost.StartAsync();
        Assert.Equal(KeyAt(one), KeyAt(one));
        Assert.NotEqual(KeyAt(one), KeyAt(two));
        Assert.NotEqual(ClientKey.OfAddress([], IPAddress.Parse(Phone)), KeyAt(one));
    }

    private static ClientKey? KeyAt(ApiHost host) =>
        host.App.Services.GetRequiredService<ClientIdentity>().TryRead(Request(Phone), out var key, out _) ? key : null;

    private static ClientKey At(string address) => ClientKey.OfAddress(Secret, IPAddress.Parse(address));

    private static HttpRequest Request(string? peer, StringValues forwarded = default, StringValues client = default)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = peer is null ? null : IPAddress.Parse(peer);
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        context.Request.Headers["Transfer-Client"] = client;
        return context.Request;
    }

    private bool Reads(StringValues client) => _identity.TryRead(Request(Phone, client: client), out _, out _);

    private ClientKey? KeyOf(string? peer, StringValues forwarded = default, StringValues client = default)
    {
        Assert.True(_identity.TryRead(Request(peer, forwarded, client), out var key, out _));
        return key;
    }
}
