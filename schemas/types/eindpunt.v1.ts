// Generated from eindpunt/v1.schema.json by npm run genereer; do not edit.

/**
 * Een operator voegt een eindpunt toe: het adres waarheen de berichten van een deelnemer gepusht worden. Sturen met POST /v1/beheer/eindpunten. Hetzelfde nog eens sturen verandert niets.
 */
export type Eindpunt = {
  /**
   * Verplicht: van wie het is. Een schuldeiser, intermediair of gemeente uit het register.
   */
  deelnemer: string
  /**
   * Alleen voor berichten van dit loket; weggelaten: van elk loket zonder eigen eindpunt. Een loket van een uitvoerder waarvoor de deelnemer ontvangt.
   */
  loket?: string
  /**
   * Verplicht: waarheen gepusht wordt, https, zonder gebruikersnaam, wachtwoord of #. Het wordt versleuteld bewaard; getoond wordt alleen het deel tot het pad.
   */
  adres: string
  /**
   * Waarmee pushes ondertekend worden, zoals Standard Webhooks het schrijft: whsec_ en base64 van minstens 24 bytes. Weggelaten: het knooppunt maakt er een en toont het één keer.
   */
  geheim?: string
  /**
   * 1 tot 500; weggelaten 50: zoveel verzoeken hoogstens tegelijk, van een proces.
   */
  gelijktijdig?: number
  /**
   * Netten (CIDR) waar het adres in mag liggen behalve het openbare internet, zoals een besloten overheidsnet. Weggelaten: geen.
   *
   * Items: Een net in CIDR-vorm.
   */
  toegestaneNetten?: string[]
  /**
   * Weggelaten: nee. Http in plaats van https mag alleen op de machine zelf, met een loopback-net bij toegestaneNetten.
   */
  httpToegestaan?: boolean
  /**
   * Verplicht: waarom, voor wie later kijkt; geen gegevens van personen. Hoogstens 200 tekens.
   */
  toelichting: string
}
