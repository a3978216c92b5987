import { basename } from 'node:path'
import type { Bezorgbeeld } from '@warmknooppunt/delivery/verzoen'
import { leesRegels } from '@warmknooppunt/platform/buitenbestand'
import { journaalbestanden } from '@warmknooppunt/platform/journaal'
import type { Aangenomen, Bezorgd, Journaalregel } from '@warmknooppunt/platform/journaal-regel'
import { leesRegel } from '@warmknooppunt/platform/journaal-regel'
import type { Bronnen, Gevolgd } from '@warmknooppunt/platform/journaal-store'
import type { Einde } from './besluit-journaal.ts'
import type { Scheuren } from './scheuren.ts'
import { maakScheuren } from './scheuren.ts'

/** Up to where the restored database knows: its identity, and the last number of each outbox that is followed. */
export type Kennis = Bronnen & { readonly intake: number; readonly delivery: number }

/** What the journal tells of what happened after that. */
export type Journaalbeeld = {
  readonly verloren: readonly Aangenomen[]
  readonly beelden: readonly (Bezorgbeeld & { readonly dossierId: string })[]
  readonly nummers: readonly { readonly deelnemer: string; readonly hoogste: number; readonly bevestigdTot: number }[]
  /** how far it tells of each stage */
  readonly einden: Readonly<Record<Gevolgd, Einde>>
  /** every `bron` of which it holds a message: the lives of this database, those too that the restored one never knew */
  readonly bronnen: readonly string[]
  /** lines that cannot be read, those too that a crash left half written */
  readonly onleesbaar: number
  /** those that stand nowhere else and did not end a life: the journal was damaged */
  readonly beschadigd: number
}

type Beeld = {
  deelnemer: string
  berichtId: string
  dossierId: string
  nummer: number | null
  opgehaald: boolean
  gepusht: Set<string>
}
type Stand = { hoogste: number; bevestigdTot: number }
type Staat = {
  readonly kennis: Kennis
  readonly verloren: Map<string, Aangenomen>
  readonly beelden: Map<string, Beeld>
  readonly nummers: Map<string, Stand>
  readonly bronnen: Set<string>
  readonly einden: Record<Gevolgd, Einde>
}

const GEEN: Einde = { tot: null, positie: null, later: false }

/** Reads a whole journal, a line at a time. */
export async function leesJournaalbeeld(map: string, databaseId: string, kennis: Kennis): Promise<Journaalbeeld> {
  const staat: Staat = {
    kennis,
    verloren: new Map(),
    beelden: new Map(),
    nummers: new Map(),
    bronnen: new Set(),
    einden: { intake: GEEN, delivery: GEEN },
  }
  const scheuren = new Map<string, Scheuren>()
  let onleesbaar = 0
  for (const bestand of await journaalbestanden(map, databaseId)) {
    const stage = basename(bestand).split('-')[0] ?? ''
    const scheur = scheuren.get(stage) ?? maakScheuren()
    scheuren.set(stage, scheur)
    for await (const tekst of leesRegels(bestand)) {
      const regel = leesRegel(tekst)
      if (regel) {
        scheur.leesbaar(tekst, regel)
        neemOp(staat, regel)
      } else {
        scheur.onleesbaar(tekst)
        onleesbaar++
      }
    }
  }
  return {
    verloren: [...staat.verloren.values()],
    beelden: [...staat.beelden.values()].map((b) => ({ ...b, gepusht: [...b.gepusht] })),
    nummers: [...staat.nummers].map(([deelnemer, stand]) => ({ deelnemer, ...stand })),
    einden: staat.einden,
    bronnen: [...staat.bronnen],
    onleesbaar,
    beschadigd: [...scheuren.values()].reduce((som, scheur) => som + scheur.beschadigd(), 0),
  }
}

function neemOp(staat: Staat, regel: Journaalregel): void {
  if (regel.stage === 'postvak') {
    hoog(staat, regel.deelnemer, regel)
    return
  }
  staat.bronnen.add(regel.bron)
  staat.einden[regel.stage] = verderTot(staat.einden[regel.stage], staat.kennis, regel)
  if (regel.stage === 'delivery' && regel.nummer !== undefined) {
    hoog(staat, regel.deelnemer, { hoogste: regel.nummer, bevestigdTot: 0 })
  }
  if (!isVerloren(staat.kennis, regel)) return
  if (regel.stage === 'intake') staat.verloren.set(regel.berichtId, regel)
  else teken(staat.beelden, regel)
}

function verderTot(einde: Einde, { huidig, eerder }: Kennis, { bron, positie, tijd }: Aangenomen | Bezorgd): Einde {
  return {
    tot: einde.tot === null || tijd > einde.tot ? tijd : einde.tot,
    positie: bron === huidig ? Math.max(einde.positie ?? 0, positie) : einde.positie,
    later: einde.later || (bron !== huidig && !eerder.has(bron)),
  }
}

/** After the restored moment, or of a later life of this database. What was lost in an earlier restore was told then. */
function isVerloren({ huidig, eerder, ...hoogste }: Kennis, regel: Aangenomen | Bezorgd): boolean {
  if (eerder.has(regel.bron)) return false
  return regel.bron !== huidig || regel.positie > hoogste[regel.stage]
}

function hoog({ nummers }: Staat, deelnemer: string, stand: Stand): void {
  const vorige = nummers.get(deelnemer) ?? { hoogste: 0, bevestigdTot: 0 }
  nummers.set(deelnemer, {
    hoogste: Math.max(vorige.hoogste, stand.hoogste),
    bevestigdTot: Math.max(vorige.bevestigdTot, stand.bevestigdTot),
  })
}

function teken(beelden: Map<string, Beeld>, regel: Bezorgd): void {
  const { deelnemer, berichtId, dossierId } = regel
  const sleutel = `${deelnemer}|${berichtId}`
  const beeld = beelden.get(sleutel) ?? {
    deelnemer,
    berichtId,
    dossierId,
    nummer: null,
    opgehaald: false,
    gepusht: new Set(),
  }
  if (regel.gebeurtenis === 'beschikbaar') beeld.nummer = regel.nummer ?? null
  if (regel.gebeurtenis === 'opgehaald') beeld.opgehaald = true
  if (regel.gebeurtenis === 'gepusht' && regel.eindpunt !== undefined) beeld.gepusht.add(regel.eindpunt)
  beelden.set(sleutel, beeld)
}
