import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Een schuldeiser: dient in, kijkt hoe het staat, en leest het antwoord uit het postvak. */
public final class Schuldeiser {
    private static String doorverwijzing(String postcode, int huisnummer, String bereik) {
        String nu = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        UUID kenmerk = UUID.randomUUID();
        return """
                {
                  "referentienummer": "JA-%1$s",
                  "contactpersoon": { "naam": "Team Voorbeeld", "telefoonnummer": "06-1234 0000", "emailadres": "team@example.nl" },
                  "hulpvrager": {
                    "naam": { "voorletters": "A.B.", "achternaam": "Voorbeeld" },
                    "woonadres": { "straatnaam": "Voorbeeldstraat", "huisnummer": %2$d, "postcode": "%3$s", "woonplaats": "Voorbeeld" }%4$s
                  },
                  "toestemming": {
                    "verkregenOp": "%5$s", "wijze": "telefonisch", "tekstversie": "2026-01", "gegevenDoor": "hulpvrager", "bewijs": "opname",
                    "omvang": { "doorverwijzen": true, "gegevensDelen": true }
                  },
                  "persoonlijkContactOp": "%5$s",
                  "vorderingen": [
                    { "vorderingskenmerk": "F-1", "klantnummer": "K-%1$s", "soort": "drinkwater", "bedrag": "212.45", "peildatum": "%6$s" }
                  ]
                }
                """
                .formatted(kenmerk, huisnummer, postcode, bereik, nu, nu.substring(0, 10));
    }

    /** Bericht en sleutel horen bij elkaar: bewaar ze samen voor het versturen, dan maakt een herhaling nooit een tweede. */
    private static String dienIn(String bericht) throws Exception {
        Knooppunt.Antwoord antwoord =
                Knooppunt.vraag("POST", "/v1/doorverwijzingen", bericht, UUID.randomUUID().toString());
        // Bij een 400 niet herhalen: dit verzoek wordt nooit goed. In errors staat per veld wat er mis is.
        System.out.println(antwoord.status() + " " + antwoord.body());
        return Knooppunt.veld(antwoord.body(), "id");
    }

    public static void main(String[] argumenten) throws Exception {
        String telefoon = ", \"telefoonnummer\": \"06-1234 0000\"";
        String eerste = dienIn(doorverwijzing("6001AA", 1, telefoon));
        dienIn(doorverwijzing("6001AA", 1, ""));
        dienIn(doorverwijzing("6041AA", 1, telefoon));
        System.out.println(Knooppunt.vraag("GET", "/v1/doorverwijzingen/" + eerste, null, null).body());
        System.out.println(Knooppunt.vraag("GET", "/v1/doorverwijzingen/" + eerste + "/incassostop", null, null).body());

        // Dit adres ligt in twee gemeenten: een beheerder beslist, en wat daarvan komt staat in het postvak.
        String wachtend = dienIn(doorverwijzing("6009AA", 5, telefoon));
        boolean klaar = false;
        while (!klaar) {
            String berichten = Knooppunt.vraag("GET", "/v1/postvak/berichten?wachttijd=10", null, null).body();
            List<String> dossiers = Knooppunt.velden(berichten, "subject");
            System.out.println("ontvangen: " + Knooppunt.velden(berichten, "type") + " over " + dossiers);
            klaar = dossiers.contains(wachtend);
            // Pas bevestigen als alles bewaard is.
            List<String> nummers = Knooppunt.velden(berichten, "sequence");
            if (!nummers.isEmpty()) {
                String totEnMet = "{\"totEnMet\": " + nummers.get(nummers.size() - 1) + "}";
                Knooppunt.vraag("POST", "/v1/postvak/bevestigingen", totEnMet, null);
            }
        }
    }
}
