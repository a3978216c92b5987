using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

/// <summary>Wat beide rollen nodig hebben: een token, en verzoeken die herhaald worden tot er een antwoord is. .NET 8 of nieuwer, zonder pakketten.</summary>
static class Knooppunt
{
    static readonly string Hub = Environment.GetEnvironmentVariable("HUB") ?? "http://127.0.0.1:8080";
    static readonly string Issuer = Environment.GetEnvironmentVariable("ISSUER") ?? $"{Hub}/oauth";
    static readonly string Client = Environment.GetEnvironmentVariable("CLIENT") ?? "";
    static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(60) };

    static string token = "";
    static DateTimeOffset tokenTot = DateTimeOffset.MinValue;

    static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    static byte[] VanBase64Url(string tekst) =>
        Convert.FromBase64String(tekst.Replace('-', '+').Replace('_', '/').PadRight((tekst.Length + 3) / 4 * 4, '='));

    /// <summary>Een token met private_key_jwt (RFC 7523); bewaard tot kort voor het verloopt.</summary>
    static async Task<string> HaalToken()
    {
        if (DateTimeOffset.UtcNow < tokenTot) return token;
        var jwk = JsonNode.Parse(await File.ReadAllTextAsync(Environment.GetEnvironmentVariable("SLEUTEL")!))!;
        using var sleutel = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = VanBase64Url((string)jwk["d"]!),
            Q = new ECPoint { X = VanBase64Url((string)jwk["x"]!), Y = VanBase64Url((string)jwk["y"]!) },
        });
        var nu = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var kop = JsonSerializer.SerializeToUtf8Bytes(new { alg = "ES256", typ = "JWT", kid = (string)jwk["kid"]! });
        var inhoud = JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = Client,
            sub = Client,
            aud = $"{Issuer}/token",
            jti = Guid.NewGuid().ToString(),
            iat = nu,
            exp = nu + 60,
        });
        var tekst = $"{Base64Url(kop)}.{Base64Url(inhoud)}";
        var handtekening = sleutel.SignData(Encoding.UTF8.GetBytes(tekst), HashAlgorithmName.SHA256);
        var formulier = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = $"{tekst}.{Base64Url(handtekening)}",
        });
        using var antwoord = await Http.PostAsync($"{Issuer}/token", formulier);
        var body = JsonNode.Parse(await antwoord.Content.ReadAsStringAsync())!;
        if (!antwoord.IsSuccessStatusCode) throw new InvalidOperationException($"geen token: {body}");
        token = (string)body["access_token"]!;
        tokenTot = DateTimeOffset.UtcNow.AddSeconds((int)body["expires_in"]! - 30);
        return token;
    }

    /// <summary>Eén verzoek, met dezelfde body en sleutel herhaald bij 429, 503 en een verbroken verbinding.</summary>
    public static async Task<(int Status, JsonNode Body)> Vraag(string methode, string pad, string? body = null, string? sleutel = null)
    {
        while (true)
        {
            var wacht = TimeSpan.FromSeconds(1);
            try
            {
                using var verzoek = new HttpRequestMessage(new HttpMethod(methode), $"{Hub}{pad}");
                verzoek.Headers.Authorization = new("Bearer", await HaalToken());
                if (body is not null) verzoek.Content = new StringContent(body, Encoding.UTF8, "application/json");
                if (sleutel is not null) verzoek.Headers.TryAddWithoutValidation("Idempotency-Key", $"\"{sleutel}\"");
                using var antwoord = await Http.SendAsync(verzoek);
                if (antwoord.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                {
                    return ((int)antwoord.StatusCode, JsonNode.Parse(await antwoord.Content.ReadAsStringAsync())!);
                }
                wacht = antwoord.Headers.RetryAfter?.Delta ?? wacht;
            }
            catch (Exception fout) when (fout is HttpRequestException or TaskCanceledException)
            {
                Console.Error.WriteLine($"geen antwoord ({fout.Message}); het verzoek wordt herhaald");
            }
            await Task.Delay(wacht);
        }
    }
}
