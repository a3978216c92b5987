import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { hubBron } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Log } from '@warmknooppunt/platform/log'
import { enqueue, uitbakVan } from '@warmknooppunt/platform/outbox'
import { isStoring } from '@warmknooppunt/platform/storing'
import type { Register } from '@warmknooppunt/register/stand'
import type { Pool } from 'pg'
import { leesOudsten } from './achterstand-store.ts'
import { besluitTimer } from './besluit-timer.ts'
import { bewaarKlokken, vergrendelKlokken } from './klok-store.ts'
import { maakMeldingen } from './meld.ts'
import type { Metrieken } from './metrieken.ts'
import type { Klok, Melding } from './stand.ts'
import type { Claimgrenzen, Geclaimd } from './timer-store.ts'
import { claimTimers, heeftRijpe, neemWeg } from './timer-store.ts'
import { leesToewijzingen } from './toewijzing-store.ts'

/** No stage transaction lives longer, so by then everything registered before a timer was due can be seen. */
const RIJP_NA = { seconds: 30 } as const
/** From then on a timer waits for nothing any more. */
const HOE_DAN_OOK_NA = { minutes: 15 } as const

export type Ronde = {
  readonly pool: Pool
  readonly register: Register
  readonly oin: string
  readonly nu: () => Temporal.Instant
  readonly log: Log
  readonly metrieken: Metrieken
  /** called after a commit that wrote to the outbox */
  readonly naCommit: () => void
  /** how many timers one turn claims at most */
  readonly limiet: number
  readonly leaseMs: number
}

/** One turn: claims what is due and may fire, and fires it in due order. Returns how many were claimed. */
export async function ronde(r: Ronde): Promise<number> {
  const nu = r.nu()
  if (!(await heeftRijpe(r.pool, nu.subtract(RIJP_NA)))) return 0
  const grenzen = await leesGrenzen(r.pool, nu)
  const geclaimd = await claimTimers(r.pool, grenzen, r)
  if (geclaimd.length === 0) return 0
  meldNietGewacht(r, geclaimd, grenzen)
  await vuur(r, geclaimd, nu)
  return geclaimd.length
}

/** Read after `nu` was taken: what was registered before a due timer's moment has been committed by then. */
export async function leesGrenzen(pool: Pool, nu: Temporal.Instant): Promise<Claimgrenzen> {
  const oudsten = await leesOudsten(pool)
  return { rijpOp: nu.subtract(RIJP_NA), hoeDanOokOp: nu.subtract(HOE_DAN_OOK_NA), oudsten }
}

function meldNietGewacht(r: Ronde, geclaimd: readonly Geclaimd[], { oudsten }: Claimgrenzen): void {
  const voorbij = geclaimd.filter(({ partitie, vervaltOp }) => {
    const oudste = oudsten[partitie] ?? null
    return oudste !== null && Temporal.Instant.compare(vervaltOp, oudste) > 0
  })
  if (voorbij.length === 0) return
  r.metrieken.alarm('timer-zonder-wachten')
  const partities = [...new Set(voorbij.map(({ partitie }) => partitie))]
  r.log.error({ aantal: voorbij.length, partities }, 'alarm.timer-zonder-wachten')
}

/** All together; when that fails for another reason than an outage, one at a time, so that one bad timer holds up no other. */
export async function vuur(r: Ronde, geclaimd: readonly Geclaimd[], nu: Temporal.Instant): Promise<void> {
  try {
    await vuurSamen(r, geclaimd, nu)
  } catch (fout) {
    if (isStoring(fout)) throw fout
    if (geclaimd.length > 1) {
      for (const timer of geclaimd) await vuur(r, [timer], nu)
      return
    }
    r.metrieken.alarm('timer-mislukt')
    const { id, dossierId } = geclaimd[0] ?? {}
    r.log.error({ err: fout, timerId: id, dossierId }, 'alarm.timer-mislukt')
  }
}

async function vuurSamen(r: Ronde, geclaimd: readonly Geclaimd[], nu: Temporal.Instant): Promise<void> {
  const vuurAf = async (tx: Tx<BusEvent>): Promise<Uitkomst> => {
    const eigen = await neemWeg(tx, geclaimd)
    const timers = geclaimd.filter(({ id }) => eigen.has(id))
    if (timers.length === 0) return { kwijt: geclaimd.length, stil: 0, meldingen: [] }
    const [register, klokken, toewijzingen] = await Promise.all([
      r.register.stand(tx),
      vergrendelKlokken(tx, [...new Set(timers.map(({ klokId }) => klokId))]),
      leesToewijzingen(tx, [...new Set(timers.map(({ dossierId }) => dossierId))]),
    ])
    const { gewijzigd, meldingen } = besluit(timers, klokken, nu)
    if (gewijzigd.length > 0) bewaarKlokken(tx, gewijzigd)
    const perDossier = Map.groupBy(toewijzingen, ({ dossierId }) => dossierId)
    const kader = { bron: hubBron(r.oin), register, nu }
    for (const melding of meldingen) {
      const van = perDossier.get(melding.klok.dossierId) ?? []
      for (const event of maakMeldingen(melding, van, kader)) enqueue(tx, event)
    }
    return { kwijt: geclaimd.length - timers.length, stil: timers.length - meldingen.length, meldingen }
  }
  // It begins by taking the timers away: on its own that would lose them.
  const uitkomst = await transactie(r.pool, uitbakVan('sla'), vuurAf, { eerstBegin: true })
  r.naCommit()
  vertel(r, uitkomst)
}

type Besloten = { readonly gewijzigd: readonly Klok[]; readonly meldingen: readonly Melding[] }

/** What the timers say one after another: a clock that one of them ended is silent for the next. */
function besluit(timers: readonly Geclaimd[], klokken: readonly Klok[], nu: Temporal.Instant): Besloten {
  const stand = new Map(klokken.map((klok) => [klok.id, klok]))
  const gewijzigd = new Map<string, Klok>()
  const meldingen = timers.flatMap((timer): Melding[] => {
    const klok = stand.get(timer.klokId)
    const besluit = klok && besluitTimer(timer.soort, klok, nu)
    if (besluit?.kind !== 'meld') return []
    if (besluit.klok !== klok) gewijzigd.set(timer.klokId, besluit.klok)
    stand.set(timer.klokId, besluit.klok)
    return [{ soort: besluit.soort, klok: besluit.klok, aanleiding: { id: timer.id, op: timer.vervaltOp } }]
  })
  return { gewijzigd: [...gewijzigd.values()], meldingen }
}

type Uitkomst = { readonly kwijt: number; readonly stil: number; readonly meldingen: readonly Melding[] }

function vertel(r: Ronde, { kwijt, stil, meldingen }: Uitkomst): void {
  if (kwijt > 0) r.log.warn({ aantal: kwijt }, 'timer.lease-verloren')
  if (stil > 0) r.metrieken.gevuurd('niets', stil)
  for (const { soort, klok } of meldingen) {
    const { dossierId, dag } = klok
    r.metrieken.gevuurd(soort, 1)
    switch (soort) {
      case 'contact-verstreken':
      case 'gesprek-verstreken':
      case 'operatortermijn-verstreken':
        r.metrieken.alarm(soort)
        r.log.error({ dossierId, dag }, `alarm.${soort}`)
        break
      default:
        r.log.info({ dossierId, dag, soort }, 'timer.gevuurd')
    }
  }
}
