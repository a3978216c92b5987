import type { Server } from 'node:http'
import { Server as TlsServer } from 'node:https'
import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import { maakAlarmteller } from './alarm.ts'
import type { Log } from './log.ts'
import type { Werker } from './stage.ts'
import type { Tls, Tlspaden } from './tls-bestanden.ts'
import { leesTls } from './tls-bestanden.ts'

const PAUZE_MS = 10_000

export type Tlswacht = {
  readonly paden: Tlspaden
  readonly eerste: Tls
  /** gives a server that listens what it speaks from now on; connections that are open keep what they have */
  readonly neemOver: (tls: Tls) => void
  readonly log: Log
  readonly metrieken: Registry
  readonly nu: () => Temporal.Instant
  readonly pauzeMs?: number
}

/** The watch of a server that speaks TLS; nothing for one that does not. */
export function tlswacht(
  o: Pick<Tlswacht, 'log' | 'metrieken' | 'nu' | 'pauzeMs'> & { readonly tls?: Tlspaden | null },
  app: { readonly server: Server },
  eerste: Tls | undefined,
): readonly Werker[] {
  const { server } = app
  if (!eerste || !o.tls || !(server instanceof TlsServer)) return []
  return [maakTlswacht({ ...o, paden: o.tls, eerste, neemOver: ({ context }) => server.setSecureContext(context) })]
}

/** Takes over a certificate that was renewed, within ten seconds. Files that do not fit are told once, and the old certificate stays. */
export function maakTlswacht(o: Tlswacht): Werker {
  let tls = o.eerste
  let gemeld: string | null = null
  const alarm = maakAlarmteller(o.metrieken)
  new Gauge({
    name: 'warmknooppunt_tls_certificaat_dagen',
    help: 'days until the certificate that this process serves expires, or one in its file by which it was signed',
    registers: [o.metrieken],
    collect() {
      this.set((tls.geldigTot.getTime() - o.nu().epochMilliseconds) / 86_400_000)
    },
  })
  const kijk = async () => {
    try {
      const nieuw = await leesTls(o.paden)
      gemeld = null
      if (JSON.stringify(nieuw.context) === JSON.stringify(tls.context)) return
      o.neemOver(nieuw)
      tls = nieuw
      o.log.info({ geldigTot: tls.geldigTot }, 'tls.vernieuwd')
    } catch (fout) {
      const tekst = fout instanceof Error ? fout.message : 'unreadable'
      if (gemeld !== tekst) {
        alarm('tls-niet-vernieuwd')
        o.log.error({ waarom: tekst }, 'alarm.tls-niet-vernieuwd')
      }
      gemeld = tekst
    }
  }
  return {
    naam: 'dienst.tls',
    // The old certificate serves on: nothing is ill until it expires, which the gauge tells long before.
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        await wachtMs(o.pauzeMs ?? PAUZE_MS, undefined, { signal }).catch(() => undefined)
        if (!signal.aborted) await kijk()
      }
    },
  }
}
