using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

/// <summary>Een gemeente bij wie het knooppunt bezorgt: controleert de handtekening (Standard Webhooks), meldt dat er contact was.</summary>
static class Webhook
{
    const long MaxVerschilSeconden = 300;
    static readonly byte[] Geheim = Convert.FromBase64String((Environment.GetEnvironmentVariable("GEHEIM") ?? "").Replace("whsec_", ""));

    // In een echt systeem: in uw database, in dezelfde transactie als de zaak.
    static readonly ConcurrentDictionary<string, bool> Verwerkt = new();

    /// <summary>Over id, tijdstip en de body zoals zij binnenkwam; er kunnen twee handtekeningen staan als een geheim net gewisseld is.</summary>
    static bool IsEcht(string id, string tijdstip, string handtekeningen, byte[] body)
    {
        if (!long.TryParse(tijdstip, out var seconden)) return false;
        if (Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconden) > MaxVerschilSeconden) return false;
        var getekend = Encoding.UTF8.GetBytes($"{id}.{tijdstip}.").Concat(body).ToArray();
        var verwacht = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(Geheim, getekend)));
        return handtekeningen.Split(' ').Any(deel => CryptographicOperations.FixedTimeEquals(verwacht, Encoding.UTF8.GetBytes(deel)));
    }

    static async Task Verwerk(JsonNode bericht)
    {
        if ((string?)bericht["type"] != "nl.warmknooppunt.doorverwijzing.gerouteerd") return;
        Console.WriteLine($"doorverwijzing: {bericht["subject"]}");
        var nu = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        var contact = new JsonObject { ["soort"] = "contact", ["kanaal"] = "telefoon", ["plaatsgevondenOp"] = nu };
        var pad = $"/v1/doorverwijzingen/{bericht["subject"]}/contactregistraties";
        var (status, _) = await Knooppunt.Vraag("POST", pad, contact.ToJsonString(), $"contact-{bericht["id"]}");
        Console.WriteLine($"contact gemeld: {status}");
    }

    static async Task NeemAan(HttpListenerContext context)
    {
        using var lezer = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(lezer);
        string Kop(string naam) => context.Request.Headers[naam] ?? "";
        var id = Kop("webhook-id");
        var echt = IsEcht(id, Kop("webhook-timestamp"), Kop("webhook-signature"), lezer.ToArray());
        var nieuw = echt && Verwerkt.TryAdd(id, true);
        // Eerst bewaren, dan 2xx, dan pas verwerken: het knooppunt wacht hoogstens 15 seconden.
        context.Response.StatusCode = echt ? 204 : 401;
        context.Response.Close();
        if (nieuw) await Verwerk(JsonNode.Parse(lezer.ToArray())!);
    }

    public static async Task Draai()
    {
        using var luisteraar = new HttpListener();
        luisteraar.Prefixes.Add($"http://127.0.0.1:{Environment.GetEnvironmentVariable("POORT") ?? "8092"}/");
        luisteraar.Start();
        while (true) _ = NeemAan(await luisteraar.GetContextAsync());
    }
}
