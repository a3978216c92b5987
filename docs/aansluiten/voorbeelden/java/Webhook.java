import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Een gemeente bij wie het knooppunt bezorgt: controleert de handtekening (Standard Webhooks), meldt dat er contact was. Loopt tot Ctrl-C. */
public final class Webhook {
    private static final byte[] GEHEIM = Base64.getDecoder().decode(System.getenv("GEHEIM").replace("whsec_", ""));
    private static final long MAX_VERSCHIL_SECONDEN = 300;
    // In een echt systeem: in uw database, in dezelfde transactie als de zaak.
    private static final Set<String> VERWERKT = ConcurrentHashMap.newKeySet();

    /** Over id, tijdstip en de body zoals zij binnenkwam; er kunnen twee handtekeningen staan als een geheim net gewisseld is. */
    private static boolean isEcht(String id, String tijdstip, String handtekeningen, byte[] body) throws Exception {
        if (id == null || tijdstip == null || handtekeningen == null || !tijdstip.matches("\\d{1,12}")) return false;
        if (Math.abs(Instant.now().getEpochSecond() - Long.parseLong(tijdstip)) > MAX_VERSCHIL_SECONDEN) return false;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(GEHEIM, "HmacSHA256"));
        mac.update((id + "." + tijdstip + ".").getBytes(StandardCharsets.UTF_8));
        byte[] verwacht = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes(StandardCharsets.UTF_8);
        for (String deel : handtekeningen.split(" ")) {
            if (MessageDigest.isEqual(verwacht, deel.getBytes(StandardCharsets.UTF_8))) return true;
        }
        return false;
    }

    private static void verwerk(String bericht) throws Exception {
        if (!"nl.warmknooppunt.doorverwijzing.gerouteerd".equals(Knooppunt.veld(bericht, "type"))) return;
        String dossier = Knooppunt.veld(bericht, "subject");
        System.out.println("doorverwijzing: " + dossier);
        String contact = "{\"soort\": \"contact\", \"kanaal\": \"telefoon\", \"plaatsgevondenOp\": \"%s\"}"
                .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        String pad = "/v1/doorverwijzingen/" + dossier + "/contactregistraties";
        String sleutel = "contact-" + Knooppunt.veld(bericht, "id");
        System.out.println("contact gemeld: " + Knooppunt.vraag("POST", pad, contact, sleutel).status());
    }

    private static void neemAan(HttpExchange verzoek) {
        try (verzoek) {
            byte[] body = verzoek.getRequestBody().readAllBytes();
            String id = verzoek.getRequestHeaders().getFirst("webhook-id");
            String tijdstip = verzoek.getRequestHeaders().getFirst("webhook-timestamp");
            boolean echt = isEcht(id, tijdstip, verzoek.getRequestHeaders().getFirst("webhook-signature"), body);
            boolean nieuw = echt && VERWERKT.add(id);
            // Eerst bewaren, dan 2xx, dan pas verwerken: het knooppunt wacht hoogstens 15 seconden.
            verzoek.sendResponseHeaders(echt ? 204 : 401, -1);
            verzoek.close();
            if (nieuw) verwerk(new String(body, StandardCharsets.UTF_8));
        } catch (Exception fout) {
            System.err.println("niet verwerkt: " + fout);
        }
    }

    public static void main(String[] argumenten) throws Exception {
        String poort = System.getenv("POORT");
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", poort == null ? 8092 : Integer.parseInt(poort)), 0);
        server.createContext("/", Webhook::neemAan);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }
}
