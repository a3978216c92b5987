import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { hubBron } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Log } from '@warmknooppunt/platform/log'
import { enqueue, uitbakVan } from '@warmknooppunt/platform/outbox'
import type { Spoor } from '@warmknooppunt/platform/spoor'
import { GEEN_SPOOR } from '@warmknooppunt/platform/spoor'
import { isStoring } from '@warmknooppunt/platform/storing'
import type { Register } from '@warmknooppunt/register/stand'
import type { Pool } from 'pg'
import { besluitTimer } from './besluit-timer.ts'
import { bewaarKlokken, vergrendelKlokken } from './klok-store.ts'
import { maakMeldingen } from './meld.ts'
import type { Metrieken } from './metrieken.ts'
import type { Klok, Melding } from './stand.ts'
import type { Geclaimd } from './timer-store.ts'
import { MAX_POGINGEN, neemWeg } from './timer-store.ts'
import { leesToewijzingen } from './toewijzing-store.ts'

export type Vuurkeuze = {
  readonly pool: Pool
  readonly register: Register
  readonly oin: string
  readonly log: Log
  readonly metrieken: Metrieken
  /** absent: nothing is traced */
  readonly spoor?: Spoor
  /** called after a commit that wrote to the outbox */
  readonly naCommit: () => void
}

/** All together; when that fails for another reason than an outage, one at a time, so that one bad timer holds up no other dossier. */
export async function vuur(r: Vuurkeuze, geclaimd: readonly Geclaimd[], nu: Temporal.Instant): Promise<void> {
  const [eerste, ...rest] = geclaimd
  if (!eerste) return
  if (rest.length === 0) {
    await vuurEen(r, eerste, nu)
    return
  }
  try {
    await vuurSamen(r, geclaimd, nu)
  } catch (fout) {
    if (isStoring(fout)) throw fout
    await vuurEenVoorEen(r, geclaimd, nu)
  }
}

/** Behind a timer that was not fired the later ones of its dossier wait for the end of their lease, unless it failed too often. */
async function vuurEenVoorEen(r: Vuurkeuze, geclaimd: readonly Geclaimd[], nu: Temporal.Instant): Promise<void> {
  const vast = new Set<string>()
  for (const timer of geclaimd) {
    if (vast.has(timer.dossierId)) continue
    const gevuurd = await vuurEen(r, timer, nu)
    if (!gevuurd && timer.poging < MAX_POGINGEN) vast.add(timer.dossierId)
  }
}

/** False when it failed or was no longer ours. */
async function vuurEen(r: Vuurkeuze, timer: Geclaimd, nu: Temporal.Instant): Promise<boolean> {
  try {
    return (await vuurSamen(r, [timer], nu)) === 0
  } catch (fout) {
    if (isStoring(fout)) throw fout
    const { id, dossierId, poging } = timer
    r.metrieken.alarm('timer-mislukt')
    r.log.error({ err: fout, timerId: id, dossierId, poging }, 'alarm.timer-mislukt')
    return false
  }
}

/** In one transaction. Returns how many were no longer ours. */
async function vuurSamen(r: Vuurkeuze, geclaimd: readonly Geclaimd[], nu: Temporal.Instant): Promise<number> {
  const vuurAf = async (tx: Tx<BusEvent>): Promise<Uitkomst> => {
    const eigen = await neemWeg(tx, geclaimd)
    const timers = geclaimd.filter(({ id }) => eigen.has(id))
    eisVolgorde(geclaimd, eigen)
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
      const traceparent = volg(r.spoor ?? GEEN_SPOOR, tx, melding)
      for (const event of maakMeldingen(melding, van, { ...kader, traceparent })) enqueue(tx, event)
    }
    return { kwijt: geclaimd.length - timers.length, stil: timers.length - meldingen.length, meldingen }
  }
  // It begins by taking the timers away: on its own that would lose them.
  const uitkomst = await transactie(r.pool, uitbakVan('sla'), vuurAf, { eerstBegin: true })
  r.naCommit()
  vertel(r, uitkomst)
  return uitkomst.kwijt
}

/** A clock that speaks begins a trace of its own: what made it run may be weeks ago. */
function volg(spoor: Spoor, tx: Pick<Tx, 'na' | 'bijFalen'>, { soort, klok }: Melding): string | undefined {
  if (!spoor.aan) return undefined
  const kenmerken = {
    'warmknooppunt.stage': 'sla',
    'warmknooppunt.timer': soort,
    'cloudevents.event_subject': klok.dossierId,
  }
  const span = spoor.begin({ naam: `fire ${klok.soort}`, soort: 'intern', kenmerken })
  tx.na(() => span.eindig())
  tx.bijFalen(() => span.eindig('rolled-back'))
  return span.traceparent
}

/** Who claimed an earlier timer after us may still have to fire it: then what we hold of that dossier is not fired together with the rest. */
function eisVolgorde(geclaimd: readonly Geclaimd[], eigen: ReadonlySet<string>): void {
  const kwijt = new Set(geclaimd.flatMap(({ id, dossierId }) => (eigen.has(id) ? [] : [dossierId])))
  if (geclaimd.some(({ id, dossierId }) => eigen.has(id) && kwijt.has(dossierId))) {
    throw new Error('of a dossier one timer was lost to another worker and one was not')
  }
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

function vertel(r: Vuurkeuze, { kwijt, stil, meldingen }: Uitkomst): void {
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
