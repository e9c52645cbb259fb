using SmartTransfer.Client.Http;

namespace SmartTransfer.Client.Tests.Http;

/// <summary>Rule 1.1 of docs/clients.md.</summary>
public sealed class ServiceAddressTests
{
    private const string Id = "AbCdEfGhIjKlMnOpQrSt-_";

    [Theory]
    [InlineData("https://app.example", "https://app.example/api/")]
    [InlineData("https://app.example/", "https://app.example/api/")]
    [InlineData("https://app.example/files", "https://app.example/files/")]
    [InlineData("https://app.example/api/?code=secret#x", "https://app.example/api/")]
    public void An_address_ends_with_its_prefix_and_has_no_query(string given, string expected) =>
        Assert.Equal(expected, new ServiceAddress(new Uri(given)).Base.AbsoluteUri);

    [Theory]
    [InlineData("ftp://app.example/")]
    [InlineData("file:///etc/passwd")]
    public void Another_scheme_is_refused(string given) => Assert.Throws<ArgumentException>(() => new ServiceAddress(new Uri(given)));

    [Theory]
    [InlineData(Id)]
    [InlineData("/api/uploads/" + Id)]
    [InlineData("/api/tus/" + Id)]
    [InlineData("https://app.example/api/uploads/" + Id + "/content?code=x")]
    public void An_upload_is_named_by_id_path_or_URL(string upload) => Assert.Equal(Id, ServiceAddress.IdOf(upload));

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("/api/uploads/AbCdEfGhIjKlMnOpQrSt-!")]
    public void Anything_else_names_none(string upload) => Assert.Throws<ArgumentException>(() => ServiceAddress.IdOf(upload));
}
