import { Webhook } from 'standardwebhooks'

export type Koppen = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>

/** Standard Webhooks `v1` headers: one signature per secret, so that a receiver can change its secret without missing a message. */
export function onderteken(
  geheimen: readonly string[],
  berichtId: string,
  tijdstip: Temporal.Instant,
  body: string,
): Koppen {
  const seconden = Math.floor(tijdstip.epochMilliseconds / 1_000)
  const moment = new Date(seconden * 1_000)
  return {
    'webhook-id': berichtId,
    'webhook-timestamp': String(seconden),
    'webhook-signature': geheimen.map((geheim) => new Webhook(geheim).sign(berichtId, moment, body)).join(' '),
  }
}
