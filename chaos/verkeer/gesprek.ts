import { DEMO_CLIENTS } from '@warmknooppunt/register/demo/clients'
import { Agent } from 'undici'
import { kiesClient } from '../../services/knooppunt/src/commando/client.ts'
import type { Datamap } from '../../services/knooppunt/src/datamap.ts'
import type { Tussen } from '../../services/knooppunt/src/simulatie/keur-antwoord.ts'
import { maakTokens } from '../../services/knooppunt/src/simulatie/tokens.ts'
import type { Antwoord, Poging, Verzoek } from '../../services/knooppunt/src/simulatie/verzoek.ts'
import { isDruk, stuur } from '../../services/knooppunt/src/simulatie/verzoek.ts'
import type { Klok } from '../klok.ts'
import { pauze } from '../wacht.ts'
import type { Wegwijzer } from './adres.ts'

const PAUZES_MS = [50, 100, 250, 500, 1_000] as const
/** A token of the clock before it moved is refused; with a new one it must be over. */
const MAX_TOKENFOUTEN = 10

export type Vraag = Omit<Verzoek, 'clientId'>

/** How a question ended; `tussen`: the stretches of the clock in which the hub may have taken it. */
export type Gehoord = {
  readonly antwoord: Antwoord | null
  readonly reden: string
  readonly pogingen: number
  readonly tussen: readonly Tussen[]
}

/** Everybody's line to the hub: asks again with the same key until there is an answer. */
export type Gesprek = {
  vraag(deelnemer: string, vraag: Vraag): Promise<Gehoord>
  /** one try; null when no answer came, or one that says "later" */
  probeer(deelnemer: string, vraag: Vraag): Promise<Antwoord | null>
  /** how many questions wait for their answer */
  open(): number
  herhaald(): number
  /** answers that say "later" and not when, by what was asked */
  zonderWanneer(): readonly string[]
  /** what is not answered by now never will be */
  sluit(): Promise<void>
}

export type Gesprekkeuze = {
  readonly data: Datamap
  readonly basis: string
  /** where a request goes when there is no gateway in front; else to `basis` */
  readonly wegwijzer: Wegwijzer | null
  readonly klok: Klok
  /** aborts when the run is broken off */
  readonly signal: AbortSignal
}

export async function maakGesprek(o: Gesprekkeuze): Promise<Gesprek> {
  const klaar = new AbortController()
  const einde = AbortSignal.any([klaar.signal, o.signal])
  const dispatcher = new Agent({ connections: 128 })
  const clients = await Promise.all(DEMO_CLIENTS.map((c) => kiesClient(c.clientId, {}, o.data)))
  const partijen = new Map(clients.map((client) => [client.clientId, client]))
  const nieuweTokens = () => maakTokens({ partijen, nu: o.klok.nu, signal: einde })
  const tokens = { versie: o.klok.versie(), geef: nieuweTokens() }
  const tellers = { open: 0, herhaald: 0 }
  const zonderWanneer = new Set<string>()
  const token = (clientId: string): Promise<string> => {
    if (tokens.versie !== o.klok.versie()) {
      tokens.versie = o.klok.versie()
      tokens.geef = nieuweTokens()
    }
    return tokens.geef(clientId)
  }

  async function poging(deelnemer: string, vraag: Vraag): Promise<Poging> {
    try {
      const url = o.wegwijzer?.(vraag.method, vraag.pad) ?? o.basis
      const p = await stuur({ url, dispatcher, token }, { ...vraag, clientId: `demo-${deelnemer}` })
      if (p.kind === 'antwoord' && isDruk(p.antwoord.status) && p.wachtMs === 0) {
        zonderWanneer.add(`${p.antwoord.status} to ${vraag.method} ${vraag.pad.split('?')[0]}`)
      }
      return p
    } catch (fout) {
      // No token: the clock may have moved between asking and getting.
      return { kind: 'antwoord', antwoord: { status: 401, body: String(fout), herhaald: false }, wachtMs: 0 }
    }
  }

  async function totAntwoord(deelnemer: string, vraag: Vraag): Promise<Gehoord> {
    const sindsMs = performance.now()
    let tokenfouten = 0
    for (let pogingen = 1; ; pogingen++) {
      const p = await poging(deelnemer, vraag)
      if (p.kind === 'antwoord' && p.antwoord.status === 401) tokenfouten++
      if (p.kind === 'antwoord' && isEinde(p.antwoord, tokenfouten)) {
        return { antwoord: p.antwoord, reden: '', pogingen, tussen: o.klok.tussen(sindsMs) }
      }
      const reden = p.kind === 'antwoord' ? `status ${p.antwoord.status}` : p.reden
      if (einde.aborted) return { antwoord: null, reden, pogingen, tussen: o.klok.tussen(sindsMs) }
      const rustMs = PAUZES_MS[Math.min(pogingen, PAUZES_MS.length) - 1] ?? 1_000
      await pauze(Math.max(rustMs, p.kind === 'antwoord' ? Math.min(p.wachtMs, 5_000) : 0), einde)
      tellers.herhaald++
    }
  }

  return {
    async vraag(deelnemer, vraag) {
      tellers.open++
      try {
        return await totAntwoord(deelnemer, vraag)
      } finally {
        tellers.open--
      }
    },
    async probeer(deelnemer, vraag) {
      const p = await poging(deelnemer, vraag)
      return p.kind === 'antwoord' && isEinde(p.antwoord, 0) ? p.antwoord : null
    },
    open: () => tellers.open,
    herhaald: () => tellers.herhaald,
    zonderWanneer: () => [...zonderWanneer],
    async sluit() {
      klaar.abort()
      await dispatcher.destroy()
    },
  }
}

/** Too busy, being handled, or a token of another time: none of it says anything about the question. */
function isEinde({ status, body }: Antwoord, tokenfouten: number): boolean {
  if (isDruk(status)) return false
  if (status === 401) return tokenfouten >= MAX_TOKENFOUTEN
  return !(status === 409 && typeof body === 'object' && body !== null && 'code' in body && body.code === 'bezig')
}
