using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AutomationPlatform.IntegrationTests.Engines.Transport;

/// <summary>An authority that nobody's system knows. Dispose it.</summary>
internal sealed class PrivateAuthority : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 certificate;

    internal PrivateAuthority()
    {
        var request = new CertificateRequest("CN=Private authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        var now = DateTimeOffset.UtcNow;
        certificate = request.CreateSelfSigned(now.AddYears(-1), now.AddYears(1));
        File = Path.GetTempFileName();
        System.IO.File.WriteAllText(File, certificate.ExportCertificatePem());
    }

    /// <summary>Its certificate, in PEM.</summary>
    internal string File { get; }

    /// <summary>A server's certificate, valid from a day before its end; dispose it.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="days">In how many days it ends.</param>
    internal X509Certificate2 Issue(string host, int days = 1)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        var end = DateTimeOffset.UtcNow.AddDays(days);
        using var bare = request.Create(certificate, end.AddDays(-2), end, RandomNumberGenerator.GetBytes(8));
        using var whole = bare.CopyWithPrivateKey(own);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
    }

    public void Dispose()
    {
        System.IO.File.Delete(File);
        certificate.Dispose();
        key.Dispose();
    }
}
