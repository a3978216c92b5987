// Generated from geheimwissel/v1.schema.json by npm run genereer; do not edit.

/**
 * Een operator geeft een eindpunt een nieuw geheim om pushes mee te ondertekenen. Sturen met POST /v1/beheer/eindpunten/{id}/geheimen. Het vorige telt nog een tijd mee: elke push draagt dan beide handtekeningen.
 */
export type Geheimwissel = {
  /**
   * Het nieuwe geheim, zoals Standard Webhooks het schrijft: whsec_ en base64 van minstens 24 bytes. Weggelaten: het knooppunt maakt er een en toont het één keer.
   */
  geheim?: string
  /**
   * 0 tot 168; weggelaten 24: zo lang telt het vorige geheim mee. 0: het is gelekt en telt meteen niet meer.
   */
  oudGeldigUren?: number
}
