import { setTimeout as wachtMs } from 'node:timers/promises'
import { maakAlarmteller } from '@warmknooppunt/platform/alarm'
import { bewaar } from '@warmknooppunt/platform/metrieken'
import type { Omgeving, Werker } from '@warmknooppunt/platform/stage'
import { amsterdamseDag, dagErbij, tijdstipOp } from '@warmknooppunt/regels/dag'
import { Gauge } from 'prom-client'
import type { Sluiting } from './sluitend.ts'
import { RESPIJT_SECONDEN, sluit } from './sluitend.ts'
import type { Laatste } from './sluiting-store.ts'
import { geefBeurtTerug, houBeurt, leesLaatste, neemBeurt, noteerUitslag } from './sluiting-store.ts'

/** When it is quiet, in Amsterdam. */
const UUR = 3
const MINUUT = 30
const KIJK_MS = 60_000
/** A round that fails is tried again after ever longer pauses, for each try reads everything; this often in a row is an alarm. */
const LANGSTE_PAUZE_MS = 3_600_000
const TE_VAAK = 5
/** Named in the log; `sluitend` names all. */
const GENOEMD = 20

export type Nachtkeuze = Pick<Omgeving, 'pool' | 'nu' | 'log' | 'metrieken'> & {
  readonly kijkMs?: number
  readonly eerstNaMs?: number
}

/** The last moment at or before `nu` for which a round is due: half past three at night in Amsterdam. */
export function laatsteMoment(nu: Temporal.Instant): Temporal.Instant {
  const vandaag = amsterdamseDag(nu)
  const vanochtend = tijdstipOp(vandaag, UUR, MINUUT)
  return Temporal.Instant.compare(vanochtend, nu) <= 0 ? vanochtend : tijdstipOp(dagErbij(vandaag, -1), UUR, MINUUT)
}

/** Reconciles everything once a night, in one process at a time; what a downtime skipped is done when the stages had time to catch up. */
export function maakNachtronde(o: Nachtkeuze): Werker {
  const alarm = maakAlarmteller(o.metrieken)
  return {
    naam: 'dossier.sluitend',
    // A round that fails is tried again, and is an alarm in the end. Reading suffers nothing by it.
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      let mislukt = 0
      // After a downtime longer than the respijt everything under way looks lost: the stages catch up first.
      await wachtMs(o.eerstNaMs ?? RESPIJT_SECONDEN * 1_000, undefined, { signal }).catch(() => undefined)
      while (!signal.aborted) {
        mislukt = await beurt(o, alarm, signal).then(
          () => 0,
          (fout: unknown) => meldMislukt(o, alarm, { fout, keren: mislukt + 1 }),
        )
        const pauzeMs = Math.min((o.kijkMs ?? KIJK_MS) * 2 ** mislukt, LANGSTE_PAUZE_MS)
        await wachtMs(pauzeMs, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

/** Returns how often in a row it failed now. */
function meldMislukt(o: Nachtkeuze, alarm: (soort: string) => void, { fout, keren }: { fout: unknown; keren: number }) {
  if (keren < TE_VAAK) o.log.warn({ err: fout, keren }, 'sluitend.mislukt')
  else {
    alarm('sluitend-mislukt')
    o.log.error({ err: fout, keren }, 'alarm.sluitend-mislukt')
  }
  return keren
}

async function beurt(o: Nachtkeuze, alarm: (soort: string) => void, signal: AbortSignal): Promise<void> {
  const nu = o.nu()
  const gepland = laatsteMoment(nu)
  let mijn = await neemBeurt(o.pool, gepland)
  if (mijn === null) return
  try {
    const van = Temporal.Instant.fromEpochMilliseconds(0)
    const sluiting = await sluit({ pool: o.pool, nu, van, tot: nu, respijtSeconden: RESPIJT_SECONDEN, voortgang: hou })
    if (await noteerUitslag(o.pool, mijn, { gepland, ...tel(sluiting) })) vertel(o, alarm, sluiting)
  } catch (fout) {
    if (mijn !== null) await geefBeurtTerug(o.pool, mijn).catch(() => undefined)
    if (!signal.aborted) throw fout
  }
  async function hou(): Promise<void> {
    signal.throwIfAborted()
    mijn = mijn && (await houBeurt(o.pool, mijn))
    if (mijn === null) throw new Error('another process has taken this round over')
  }
}

function tel({ berichten, open, verschillen }: Sluiting) {
  return { berichten, open: open.length, verschillen: verschillen.length }
}

function vertel(o: Nachtkeuze, alarm: (soort: string) => void, sluiting: Sluiting): void {
  const telling = tel(sluiting)
  if (telling.open + telling.verschillen === 0) {
    o.log.info(telling, 'sluitend.gedaan')
    return
  }
  alarm('niet-sluitend')
  const eerste = {
    eersteOpen: sluiting.open.slice(0, GENOEMD),
    eersteVerschillen: sluiting.verschillen.slice(0, GENOEMD),
  }
  o.log.error({ ...telling, ...eerste }, 'alarm.niet-sluitend')
}

/** What the last round found, the same in every process; no value before the first. */
export function meetSluiting({ metrieken, peilPool }: Pick<Omgeving, 'metrieken' | 'peilPool'>): void {
  const laatste = bewaar(() => leesLaatste(peilPool).catch(() => null))
  const meter = (name: string, help: string, waarde: (laatste: Laatste) => number | null) =>
    new Gauge({
      name: `warmknooppunt_sluitend_${name}`,
      help,
      registers: [metrieken],
      async collect() {
        const gelezen = await laatste()
        const getal = gelezen && waarde(gelezen)
        if (getal === null) this.remove()
        else this.set(getal)
      },
    })
  meter('open', 'accepted messages of which the last nightly round found neither delivery nor reason', (l) => l.open)
  meter('verschillen', 'what did not add up otherwise in the last nightly round', (l) => l.verschillen)
  meter('gedaan_timestamp_seconds', 'when the last nightly round was done', (l) => l.gedaanSeconden)
}
