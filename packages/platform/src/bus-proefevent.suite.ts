import { setTimeout as wachtMs } from 'node:timers/promises'
import type { BusEvent } from './bericht.ts'
import { maakEvent, nieuwId } from './bericht.ts'
import type { Verwerk } from './bus.ts'
import type { LeesEvent } from './lezing.ts'
import { enqueue, uitbakVan } from './outbox.ts'
import { partitieVan } from './partitie.ts'

export type Proefdata = { readonly nr: number }
export type Proefevent = BusEvent<Proefdata>

export const LEZER = { stage: 'routing', consument: 'routing', topic: 'berichten' } as const
export const uitbak = uitbakVan('intake')
const NU = Temporal.Instant.from('2026-03-02T09:00:00Z')

export function proefevent(dossier: string, nr: number, versie = 1): Proefevent {
  return maakEvent({
    id: nieuwId(NU),
    source: 'urn:nld:oin:00000099000000001000:systeem:proef',
    type: 'nl.warmknooppunt.proef.ingediend',
    subject: dossier,
    time: NU,
    dataschema: `https://schemas.warmknooppunt.nl/proef/v${versie}.schema.json`,
    data: { nr },
  })
}

/** A dossier in a partition that none of the others has. */
export function dossierNaast(anderen: readonly string[]): string {
  const bezet = new Set(anderen.map(partitieVan))
  for (;;) {
    const dossier = nieuwId(NU)
    if (!bezet.has(partitieVan(dossier))) return dossier
  }
}

/** `n` dossiers in the same partition as this one. */
export function dossiersBij(dossier: string, n: number): string[] {
  const lijst: string[] = []
  while (lijst.length < n) {
    const ander = nieuwId(NU)
    if (partitieVan(ander) === partitieVan(dossier)) lijst.push(ander)
  }
  return lijst
}

/** `n` dossiers, each in a partition of its own. */
export function dossiers(n: number): string[] {
  return Array.from({ length: n }).reduce<string[]>((lijst) => [...lijst, dossierNaast(lijst)], [])
}

function isProefevent(waarde: unknown): waarde is Proefevent {
  return typeof waarde === 'object' && waarde !== null && 'subject' in waarde && 'dataschema' in waarde
}

/** Reads the events of this suite up to a schema version. */
export function leesProef(totVersie = 1): LeesEvent<Proefevent> {
  return (waarde) => {
    try {
      const event: unknown = JSON.parse(waarde)
      if (!isProefevent(event)) return { kind: 'onleesbaar', code: 'geen-envelop' }
      const versie = Number(/v(\d+)\.schema/.exec(event.dataschema)?.[1])
      return versie > totVersie ? { kind: 'nieuwere-versie', dataschema: event.dataschema } : { kind: 'event', event }
    } catch {
      return { kind: 'onleesbaar', code: 'geen-json' }
    }
  }
}

/** The ordinary handler: one row an event, so that a second application would show. */
export const schrijfEffect: Verwerk<Proefevent> = async (tx, events) => {
  await tx.query(
    `insert into public.effect (dossier, nr, event_id) select e.dossier, e.nr, e.id
     from unnest($1::uuid[], $2::int[], $3::uuid[]) with ordinality as e (dossier, nr, id, volgnummer) order by e.volgnummer`,
    [events.map((e) => e.subject), events.map((e) => e.data.nr), events.map((e) => e.id)],
  )
}

/** The same, and passes each message on, as a stage does. */
export const geefDoor: Verwerk<Proefevent> = async (tx, events) => {
  await schrijfEffect(tx, events)
  for (const event of events) enqueue(tx, event)
}

/** What log lines tell of; a line that is none of the log's stays as it is. */
export function gebeurtenissen(regels: readonly string[]): readonly string[] {
  return regels.map((regel) => /"gebeurtenis":"([^"]+)"/.exec(regel)?.[1] ?? regel)
}

/** A handler that fails with a code for some events, before it writes. */
export function faalBij(kies: (event: Proefevent) => string | null): Verwerk<Proefevent> {
  return async (tx, events) => {
    for (const event of events) {
      const code = kies(event)
      if (code !== null) throw Object.assign(new Error('planned failure'), { code })
    }
    await schrijfEffect(tx, events)
  }
}

export async function wachtTot(klaar: () => Promise<boolean> | boolean, binnenMs = 15_000): Promise<void> {
  const eindMs = performance.now() + binnenMs
  while (!(await klaar())) {
    if (performance.now() > eindMs) throw new Error(`not within ${binnenMs} ms`)
    await wachtMs(10)
  }
}
