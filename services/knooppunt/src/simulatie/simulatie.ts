import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Postvaklezer } from './gemeente.ts'
import { leesPostvak, zoekEinde } from './gemeente.ts'
import type { Mix } from './mix.ts'
import type { Loop } from './opgave.ts'
import { maakOpgave, voorvoegsel } from './opgave.ts'
import { POSTVAKKEN } from './partijen.ts'
import { verzend } from './schuldeiser.ts'
import { opTempo } from './tempo.ts'
import type { Ontvangst, Verslag, Zending } from './verslag.ts'
import { maakVerslag } from './verslag.ts'
import type { Geduld, Verbinding } from './verzoek.ts'

export type Simulatiekeuze = {
  readonly verbinding: Verbinding
  readonly aantal: number
  readonly perSeconde: number
  readonly mix: Mix
  readonly zaad: number
  /** small letters that no other run has */
  readonly run: string
  /** one in so many delivered gets a contactregistratie; 0 = none */
  readonly contactPer: number
  /** how long a request is repeated, and the last deliveries are waited for */
  readonly geduldMs: number
  /** after the last delivery, for doubles that come late */
  readonly naloopMs: number
  readonly nu: () => Temporal.Instant
  /** stops the sending: what is under way is still waited for */
  readonly genoeg: AbortSignal
  /** stops the waiting too */
  readonly meteen: AbortSignal
  readonly voortgang: (stand: Stand) => void
}

export type Stand = { readonly verzonden: number; readonly gezien: number; readonly aantal: number }

const GELIJKTIJDIG = 256
const KIJK_MS = 100

/** Everything that is seen during a run; written by senders and readers, counted at the end. */
type Boek = {
  readonly zendingen: Zending[]
  readonly ontvangsten: Ontvangst[]
  readonly gezien: Set<string>
  readonly fouten: string[]
  herhaald: number
  contactregistraties: number
}

/** Plays creditors and gemeenten against a running hub, and counts. Throws when it cannot begin. */
export async function simuleer(keuze: Simulatiekeuze): Promise<Verslag> {
  const boek: Boek = {
    zendingen: [],
    ontvangsten: [],
    gezien: new Set(),
    fouten: [],
    herhaald: 0,
    contactregistraties: 0,
  }
  const loop = { zaad: keuze.zaad, run: keuze.run, mix: keuze.mix, nu: keuze.nu() }
  const klaar = new AbortController()
  const lezers = POSTVAKKEN.map((deelnemer) => maakLezer(keuze, loop, boek, deelnemer))
  const begin = new Map<string, number>()
  await Promise.all(lezers.map(async (lezer) => begin.set(lezer.deelnemer, await zoekEinde(lezer))))
  const signal = AbortSignal.any([klaar.signal, keuze.meteen])
  const lezen = Promise.all(lezers.map((lezer) => leesPostvak(lezer, begin.get(lezer.deelnemer) ?? 0, signal)))
  // Who cannot read ends the run; why is thrown below.
  lezen.catch(() => klaar.abort())
  const beginMs = performance.now()
  await verzendAlles(keuze, loop, boek, klaar.signal)
  const duurMs = performance.now() - beginMs
  await wachtOpLaatste(keuze, boek, klaar.signal)
  klaar.abort()
  await lezen
  const { zendingen, ontvangsten, fouten, herhaald, contactregistraties } = boek
  const onderbroken = keuze.genoeg.aborted || keuze.meteen.aborted
  return maakVerslag({ zendingen, ontvangsten, begin, fouten, herhaald, contactregistraties, duurMs, onderbroken })
}

function geduldVan(keuze: Simulatiekeuze, boek: Boek): Geduld {
  return {
    totMs: performance.now() + keuze.geduldMs,
    signal: keuze.meteen,
    herhaal: () => {
      boek.herhaald++
    },
  }
}

async function verzendAlles(keuze: Simulatiekeuze, loop: Loop, boek: Boek, klaar: AbortSignal): Promise<void> {
  const { aantal, perSeconde, verbinding, nu } = keuze
  const signal = AbortSignal.any([keuze.genoeg, keuze.meteen, klaar])
  await opTempo({ aantal, perSeconde, gelijktijdig: GELIJKTIJDIG, signal }, async (nummer, opMs) => {
    const opgave = await maakOpgave({ ...loop, nu: nu() }, nummer)
    boek.zendingen.push(await verzend({ verbinding, nu, geduld: geduldVan(keuze, boek) }, opgave, opMs))
    meldVoortgang(keuze, boek)
  })
}

function maakLezer(keuze: Simulatiekeuze, loop: Loop, boek: Boek, deelnemer: string): Postvaklezer {
  const { verbinding, nu, contactPer } = keuze
  return {
    verbinding,
    deelnemer,
    voorvoegsel: voorvoegsel(loop),
    nu,
    get geduld() {
      return geduldVan(keuze, boek)
    },
    meldtContact: (referentienummer) => contactPer > 0 && Number(referentienummer.slice(-7)) % contactPer === 0,
    ontvangen: (ontvangsten) => {
      for (const ontvangst of ontvangsten) boek.ontvangsten.push(ontvangst)
      for (const { referentienummer } of ontvangsten) if (referentienummer !== null) boek.gezien.add(referentienummer)
      meldVoortgang(keuze, boek)
    },
    gemeld: () => {
      boek.contactregistraties++
    },
    fout: (tekst) => boek.fouten.push(tekst),
  }
}

function meldVoortgang({ voortgang, aantal }: Simulatiekeuze, boek: Boek): void {
  voortgang({ verzonden: boek.zendingen.length, gezien: boek.gezien.size, aantal })
}

/** Until everything accepted for a gemeente was seen, or patience is over; then a little longer. */
async function wachtOpLaatste(keuze: Simulatiekeuze, boek: Boek, klaar: AbortSignal): Promise<void> {
  const meteen = AbortSignal.any([keuze.meteen, klaar])
  const totMs = performance.now() + keuze.geduldMs
  const verwacht = boek.zendingen.filter(({ uitkomst }) => uitkomst.kind === 'aangenomen')
  const mist = () => verwacht.some(({ referentienummer }) => !boek.gezien.has(referentienummer))
  while (performance.now() < totMs && !meteen.aborted && mist()) await pauze(KIJK_MS, meteen)
  await pauze(keuze.naloopMs, meteen)
}

function pauze(ms: number, signal: AbortSignal): Promise<void> {
  return wachtMs(ms, undefined, { signal }).catch(() => undefined)
}
