import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import type { Antwoord } from '@warmknooppunt/platform/http'
import type { Clientnaam } from '@warmknooppunt/register/aanroeper'
import canonicalize from 'canonicalize'
import { BEWAAR_DAGEN } from './idempotentie.ts'
import { bewaarAntwoorden, leesAntwoorden } from './idempotentie-store.ts'
import type { Stageomgeving } from './omgeving.ts'
import { sleutelHergebruikt } from './weigeringen.ts'
import { bewaarZoeksleutels, haalZoekers } from './zoeksleutel-store.ts'

/** A request with an Idempotency-Key, handled in a transaction that locks what it is about. */
export type Herhaalbaar = {
  readonly o: Stageomgeving
  readonly tx: Tx<BusEvent>
  readonly nu: Temporal.Instant
  readonly route: string
  /** under whose search key the hashes are made */
  readonly eigenaar: string
  readonly client: Clientnaam
  readonly kop: string | null
  readonly body: unknown
}

/** Gives the first answer again to the same key and body; 422 for the same key with another body. Refusals are not kept. */
export async function eenmalig(h: Herhaalbaar, behandel: () => Promise<Antwoord>): Promise<Antwoord> {
  if (h.kop === null) return behandel()
  const zoekers = await haalZoekers(h.tx, h.o.keks, [h.eigenaar])
  const zoeker = zoekers.zoek(h.eigenaar)
  const sleutel = zoeker('kop', `${h.client.issuer}\0${h.client.clientId}\0${h.route}\0${h.kop}`)
  const vingerafdruk = zoeker('vingerafdruk', canonicalize(h.body) ?? '')
  const eerste = (await leesAntwoorden(h.tx, [sleutel], h.nu)).get(sleutel.toString('hex'))
  if (eerste && !eerste.vingerafdruk.equals(vingerafdruk)) return sleutelHergebruikt()
  if (eerste) {
    return {
      kind: 'antwoord',
      status: eerste.status,
      body: eerste.antwoord,
      headers: { 'Idempotent-Replayed': 'true' },
    }
  }
  const antwoord = await behandel()
  if (antwoord.kind === 'probleem') return antwoord
  bewaarZoeksleutels(h.tx, zoekers.nieuw)
  const verlooptOp = h.nu.add({ hours: BEWAAR_DAGEN * 24 })
  const rij = { sleutel, vingerafdruk, status: antwoord.status, antwoord: antwoord.body }
  bewaarAntwoorden(h.tx, [rij], { nu: h.nu, verlooptOp })
  return antwoord
}
