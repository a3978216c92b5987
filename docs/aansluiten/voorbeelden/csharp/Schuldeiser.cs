using System.Text.Json.Nodes;

/// <summary>Een schuldeiser: dient in, kijkt hoe het staat, en leest het antwoord uit het postvak.</summary>
static class Schuldeiser
{
    static JsonObject Doorverwijzing(string postcode, int huisnummer)
    {
        var nu = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        var kenmerk = Guid.NewGuid();
        return new JsonObject
        {
            ["referentienummer"] = $"CS-{kenmerk}",
            ["contactpersoon"] = new JsonObject
            {
                ["naam"] = "Team Voorbeeld",
                ["telefoonnummer"] = "06-1234 0000",
                ["emailadres"] = "team@example.nl",
            },
            ["hulpvrager"] = new JsonObject
            {
                ["naam"] = new JsonObject { ["voorletters"] = "A.B.", ["achternaam"] = "Voorbeeld" },
                ["woonadres"] = new JsonObject
                {
                    ["straatnaam"] = "Voorbeeldstraat",
                    ["huisnummer"] = huisnummer,
                    ["postcode"] = postcode,
                    ["woonplaats"] = "Voorbeeld",
                },
                ["telefoonnummer"] = "06-1234 0000",
            },
            ["toestemming"] = new JsonObject
            {
                ["verkregenOp"] = nu,
                ["wijze"] = "telefonisch",
                ["tekstversie"] = "2026-01",
                ["gegevenDoor"] = "hulpvrager",
                ["bewijs"] = "opname",
                ["omvang"] = new JsonObject { ["doorverwijzen"] = true, ["gegevensDelen"] = true },
            },
            ["persoonlijkContactOp"] = nu,
            ["vorderingen"] = new JsonArray(new JsonObject
            {
                ["vorderingskenmerk"] = "F-1",
                ["klantnummer"] = $"K-{kenmerk}",
                ["soort"] = "drinkwater",
                ["bedrag"] = "212.45",
                ["peildatum"] = nu[..10],
            }),
        };
    }

    /// <summary>Bericht en sleutel horen bij elkaar: bewaar ze samen voor het versturen, dan maakt een herhaling nooit een tweede.</summary>
    static async Task<string?> DienIn(JsonObject bericht)
    {
        var (status, body) = await Knooppunt.Vraag("POST", "/v1/doorverwijzingen", bericht.ToJsonString(), Guid.NewGuid().ToString());
        // Bij een 400 niet herhalen: dit verzoek wordt nooit goed. In errors staat per veld wat er mis is.
        Console.WriteLine($"{status} {body.ToJsonString()}");
        return (string?)body["id"];
    }

    public static async Task Draai()
    {
        var eerste = await DienIn(Doorverwijzing("6001AA", 1));
        var onbereikbaar = Doorverwijzing("6001AA", 1);
        onbereikbaar["hulpvrager"]!.AsObject().Remove("telefoonnummer");
        await DienIn(onbereikbaar);
        await DienIn(Doorverwijzing("6041AA", 1));
        Console.WriteLine((await Knooppunt.Vraag("GET", $"/v1/doorverwijzingen/{eerste}")).Body);
        Console.WriteLine((await Knooppunt.Vraag("GET", $"/v1/doorverwijzingen/{eerste}/incassostop")).Body);

        // Dit adres ligt in twee gemeenten: een beheerder beslist, en wat daarvan komt staat in het postvak.
        var wachtend = await DienIn(Doorverwijzing("6009AA", 5));
        for (var klaar = false; !klaar;)
        {
            var berichten = (await Knooppunt.Vraag("GET", "/v1/postvak/berichten?wachttijd=10")).Body.AsArray();
            foreach (var bericht in berichten)
            {
                Console.WriteLine($"ontvangen: {bericht!["type"]} over {bericht["subject"]}");
                klaar |= (string?)bericht["subject"] == wachtend;
            }
            // Pas bevestigen als alles bewaard is.
            if (berichten.LastOrDefault() is { } laatste)
            {
                await Knooppunt.Vraag("POST", "/v1/postvak/bevestigingen", $"{{\"totEnMet\": {laatste["sequence"]}}}");
            }
        }
    }
}
