import { setTimeout as wachtMs } from 'node:timers/promises'
import { alsVelden } from './keur-antwoord.ts'
import type { Ontvangst } from './verslag.ts'
import type { Geduld, Verbinding } from './verzoek.ts'
import { isDruk, stuur, stuurTotAntwoord } from './verzoek.ts'

const LIMIET = 500
const WACHTTIJD_SECONDEN = 10
const PAUZE_MS = 250

export type Postvaklezer = {
  readonly verbinding: Verbinding
  /** code of the party whose postvak it is */
  readonly deelnemer: string
  /** referentienummers of this run begin with it */
  readonly voorvoegsel: string
  readonly geduld: Geduld
  readonly nu: () => Temporal.Instant
  /** whether the gemeente registers a contact for this message */
  readonly meldtContact: (referentienummer: string) => boolean
  readonly ontvangen: (ontvangsten: readonly Ontvangst[]) => void
  readonly gemeld: () => void
  readonly fout: (tekst: string) => void
}

/**
 * The number of the last message in a postvak now, 0 for an empty one. Numbers have no gaps, so it is found by halving: some thirty requests for
 * one message each, instead of reading all that earlier runs left.
 */
export async function zoekEinde(lezer: Postvaklezer): Promise<number> {
  const eersteNa = async (na: number): Promise<number | null> => {
    const pad = `/v1/postvak/berichten?na=${na}&limiet=1`
    const afloop = await stuurTotAntwoord(lezer.verbinding, { method: 'GET', pad, ...wie(lezer) }, lezer.geduld)
    if (afloop.kind === 'opgegeven') throw new Error(`postvak ${lezer.deelnemer} cannot be read: ${afloop.reden}`)
    const berichten = leesBerichten(afloop.antwoord.status, afloop.antwoord.body)
    if (berichten === null)
      throw new Error(`postvak ${lezer.deelnemer} cannot be read: status ${afloop.antwoord.status}`)
    return berichten[0]?.volgnummer ?? null
  }
  let laag = 0
  let hoog = 0
  for (let gevonden = await eersteNa(hoog); gevonden !== null; gevonden = await eersteNa(hoog)) {
    laag = gevonden
    hoog = gevonden * 2
  }
  while (laag < hoog) {
    const midden = Math.floor((laag + hoog) / 2)
    const gevonden = await eersteNa(midden)
    if (gevonden === null) hoog = midden
    else laag = gevonden
  }
  return laag
}

/** Reads a postvak from a number on until the signal aborts: long polls, confirms what is of this run, registers contact for a share of it. */
export async function leesPostvak(lezer: Postvaklezer, na: number, signal: AbortSignal): Promise<void> {
  let hier = na
  let nawerk = Promise.resolve()
  while (!signal.aborted) {
    const pad = `/v1/postvak/berichten?na=${hier}&limiet=${LIMIET}&wachttijd=${WACHTTIJD_SECONDEN}`
    const poging = await stuur(lezer.verbinding, { method: 'GET', pad, ...wie(lezer), signal })
    const gezienMs = performance.now()
    const berichten = poging.kind === 'antwoord' ? leesBerichten(poging.antwoord.status, poging.antwoord.body) : null
    if (berichten === null) {
      if (poging.kind === 'antwoord' && !isDruk(poging.antwoord.status)) {
        lezer.fout(`postvak ${lezer.deelnemer}: reading was answered ${poging.antwoord.status}`)
      }
      const rustMs = Math.max(PAUZE_MS, poging.kind === 'antwoord' ? poging.wachtMs : 0)
      await wachtMs(rustMs, undefined, { signal }).catch(() => undefined)
      continue
    }
    hier = berichten.at(-1)?.volgnummer ?? hier
    const eigen = neemOp(lezer, berichten, gezienMs)
    nawerk = nawerk.then(() => werkAf(lezer, eigen))
  }
  await nawerk
}

/** Passes on what was seen; returns what is of this run. */
function neemOp(lezer: Postvaklezer, berichten: readonly Bericht[], gezienMs: number): readonly Ontvangst[] {
  const { deelnemer: postvak, voorvoegsel } = lezer
  const ontvangsten = berichten.map(({ referentie, ...rest }) => ({
    ...rest,
    postvak,
    referentienummer: referentie?.startsWith(voorvoegsel) ? referentie : null,
    gezienMs,
  }))
  lezer.ontvangen(ontvangsten)
  return ontvangsten.filter((o) => o.referentienummer !== null)
}

/** What a gemeente does with what it got, while it reads on. */
async function werkAf(lezer: Postvaklezer, eigen: readonly Ontvangst[]): Promise<void> {
  if (eigen.length === 0) return
  await bevestig(lezer, eigen)
  const teMelden = eigen.filter(({ referentienummer }) => lezer.meldtContact(referentienummer ?? ''))
  await Promise.all(
    teMelden.map(({ dossierId, referentienummer }) => meldContact(lezer, dossierId, referentienummer ?? '')),
  )
}

async function bevestig(lezer: Postvaklezer, eigen: readonly Ontvangst[]): Promise<void> {
  const body = JSON.stringify({ ids: [...new Set(eigen.map(({ id }) => id))] })
  const verzoek = { method: 'POST', pad: '/v1/postvak/bevestigingen', body, ...wie(lezer) } as const
  const afloop = await stuurTotAntwoord(lezer.verbinding, verzoek, lezer.geduld)
  const uitkomst = afloop.kind === 'opgegeven' ? afloop.reden : `status ${afloop.antwoord.status}`
  if (uitkomst !== 'status 200') lezer.fout(`postvak ${lezer.deelnemer}: confirming failed (${uitkomst})`)
}

async function meldContact(lezer: Postvaklezer, dossierId: string, sleutel: string): Promise<void> {
  const plaatsgevondenOp = lezer.nu().toString({ smallestUnit: 'second' })
  const afloop = await stuurTotAntwoord(
    lezer.verbinding,
    {
      method: 'POST',
      pad: `/v1/doorverwijzingen/${dossierId}/contactregistraties`,
      body: JSON.stringify({ soort: 'contact', kanaal: 'telefoon', plaatsgevondenOp }),
      sleutel: `${sleutel}-contact`,
      ...wie(lezer),
    },
    lezer.geduld,
  )
  if (afloop.kind === 'antwoord' && afloop.antwoord.status === 201) {
    const { dossierId: genoemd } = alsVelden(afloop.antwoord.body)
    return genoemd === dossierId
      ? lezer.gemeld()
      : lezer.fout(`${sleutel}: the contact was registered on another dossier`)
  }
  const reden = afloop.kind === 'opgegeven' ? afloop.reden : `status ${afloop.antwoord.status}`
  lezer.fout(`${sleutel}: registering a contact failed (${reden})`)
}

function wie({ deelnemer }: Postvaklezer): { clientId: string } {
  return { clientId: `demo-${deelnemer}` }
}

type Bericht = {
  readonly volgnummer: number
  readonly id: string
  readonly dossierId: string
  readonly referentie: string | null
}

/** The CloudEvents of a postvak; null when the answer is something else. */
function leesBerichten(status: number, body: unknown): Bericht[] | null {
  if (status !== 200 || !Array.isArray(body)) return null
  return body.map((event) => {
    const { id, subject, sequence, data } = alsVelden(event)
    const { referentienummer } = alsVelden(alsVelden(data).doorverwijzing)
    return {
      volgnummer: Number(sequence),
      id: String(id),
      dossierId: String(subject),
      referentie: typeof referentienummer === 'string' ? referentienummer : null,
    }
  })
}
