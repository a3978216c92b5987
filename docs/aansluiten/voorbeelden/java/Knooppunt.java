import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Wat beide rollen nodig hebben: een token, en verzoeken die herhaald worden tot er een antwoord is. Java 17 of nieuwer, zonder pakketten;
 * daarom wordt JSON hier met een patroon gelezen. Gebruik in een echt systeem een JSON-bibliotheek.
 */
final class Knooppunt {
    private static final String HUB = omgeving("HUB", "http://127.0.0.1:8080");
    private static final String ISSUER = omgeving("ISSUER", HUB + "/oauth");
    private static final String CLIENT = omgeving("CLIENT", "");
    // De API spreekt HTTP/1.1.
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static String token = "";
    private static Instant tokenTot = Instant.EPOCH;

    record Antwoord(int status, String body) {}

    private Knooppunt() {}

    private static String omgeving(String naam, String anders) {
        String waarde = System.getenv(naam);
        return waarde == null ? anders : waarde;
    }

    /** De waarde van het eerste tekstveld met deze naam; null als het er niet is. */
    static String veld(String json, String naam) {
        List<String> alle = velden(json, naam);
        return alle.isEmpty() ? null : alle.get(0);
    }

    static List<String> velden(String json, String naam) {
        Matcher gevonden = Pattern.compile("\"" + naam + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        List<String> alle = new ArrayList<>();
        while (gevonden.find()) alle.add(gevonden.group(1));
        return alle;
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] utf8(String tekst) {
        return tekst.getBytes(StandardCharsets.UTF_8);
    }

    private static PrivateKey sleutel(String jwk) throws Exception {
        AlgorithmParameters kromme = AlgorithmParameters.getInstance("EC");
        kromme.init(new ECGenParameterSpec("secp256r1"));
        BigInteger d = new BigInteger(1, Base64.getUrlDecoder().decode(veld(jwk, "d")));
        return KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(d, kromme.getParameterSpec(ECParameterSpec.class)));
    }

    /** Een token met private_key_jwt (RFC 7523); bewaard tot kort voor het verloopt. */
    private static String haalToken() throws Exception {
        if (Instant.now().isBefore(tokenTot)) return token;
        String jwk = Files.readString(Path.of(System.getenv("SLEUTEL")));
        long nu = Instant.now().getEpochSecond();
        String kop = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"%s\"}".formatted(veld(jwk, "kid"));
        String inhoud = "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s/token\",\"jti\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(CLIENT, CLIENT, ISSUER, UUID.randomUUID(), nu, nu + 60);
        String tekst = base64url(utf8(kop)) + "." + base64url(utf8(inhoud));
        Signature zetter = Signature.getInstance("SHA256withECDSAinP1363Format");
        zetter.initSign(sleutel(jwk));
        zetter.update(utf8(tekst));
        String formulier = "grant_type=client_credentials&client_assertion_type="
                + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", StandardCharsets.UTF_8)
                + "&client_assertion=" + tekst + "." + base64url(zetter.sign());
        HttpRequest verzoek = HttpRequest.newBuilder(URI.create(ISSUER + "/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(formulier))
                .build();
        HttpResponse<String> antwoord = HTTP.send(verzoek, BodyHandlers.ofString());
        if (antwoord.statusCode() != 200) throw new IllegalStateException("geen token: " + antwoord.body());
        Matcher seconden = Pattern.compile("\"expires_in\"\\s*:\\s*(\\d+)").matcher(antwoord.body());
        token = veld(antwoord.body(), "access_token");
        tokenTot = Instant.now().plusSeconds(seconden.find() ? Long.parseLong(seconden.group(1)) - 30 : 0);
        return token;
    }

    /** Eén verzoek, met dezelfde body en sleutel herhaald bij 429, 503 en een verbroken verbinding. Body en sleutel mogen null zijn. */
    static Antwoord vraag(String methode, String pad, String body, String sleutel) throws Exception {
        while (true) {
            long wachtSeconden = 1;
            try {
                HttpRequest.Builder verzoek = HttpRequest.newBuilder(URI.create(HUB + pad))
                        .timeout(Duration.ofSeconds(60))
                        .header("Authorization", "Bearer " + haalToken())
                        .method(methode, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
                if (body != null) verzoek.header("Content-Type", "application/json");
                if (sleutel != null) verzoek.header("Idempotency-Key", "\"" + sleutel + "\"");
                HttpResponse<String> antwoord = HTTP.send(verzoek.build(), BodyHandlers.ofString());
                if (antwoord.statusCode() != 429 && antwoord.statusCode() != 503) {
                    return new Antwoord(antwoord.statusCode(), antwoord.body());
                }
                wachtSeconden = antwoord.headers().firstValueAsLong("Retry-After").orElse(1);
            } catch (java.io.IOException fout) {
                System.err.println("geen antwoord (" + fout + "); het verzoek wordt herhaald");
            }
            Thread.sleep(wachtSeconden * 1000);
        }
    }
}
