import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DEMO_DEELNEMERS } from '@warmknooppunt/register/demo/partijen'
import { maakAutoriteit } from '../infra/autoriteit.ts'
import type { Gestart } from './hub.ts'
import { nieuweMap, ruimMapOp, startHub, tokenVan } from './hub.ts'
import { draaiLading } from './lading.ts'
import type { LosseIntake, Tlsbestanden } from './los-intake.ts'
import { startIntake } from './los-intake.ts'
import { cpuPerBericht, leesVerbruik } from './processortijd.ts'
import { mediaan } from './statistiek.ts'
import type { Bench, Cijfers } from './uitvoer.ts'
import { benoem } from './uitvoer.ts'

const SCHULDEISER = 'waterbedrijf-maasdal'
/** More than one process can take: what is measured is the counting, not a refusal. */
const RUIM_QUOTUM = 100_000
/** A rate that each of them has room for. */
const VAST = 250

/** What the door costs intake: the quota beside none, and client certificates beside TLS without. */
export const deur: Bench = {
  uitleg:
    'intake alone with and without a quota, with TLS, and with client certificates: accepted/s and processor time, alternating, medians',
  vlaggen: {
    ronden: { standaard: 5, uitleg: 'how often each of the four is measured, in turn' },
    seconden: { standaard: 6, uitleg: 'how long each run lasts; a round is eight of them' },
    tegelijk: { standaard: 32, uitleg: 'callers, each on a connection that it keeps' },
  },
  async draai(meld, vlaggen) {
    const [ronden, seconden, tegelijk] = [vlaggen.getal('ronden'), vlaggen.getal('seconden'), vlaggen.getal('tegelijk')]
    const map = await nieuweMap()
    const hub = await startHub(map)
    const varianten: Variant[] = []
    try {
      const token = await tokenVan(hub, SCHULDEISER)
      for (const soort of await soorten(map)) {
        varianten.push({ ...soort, intake: await startIntake(hub, token, soort.instellingen, soort.tls) })
      }
      // All stand still but the one that is measured.
      for (const { proces } of [hub, ...varianten.map(({ intake }) => intake)]) proces.kill('SIGSTOP')
      const runs = await meet({ hub, token, ronden, seconden, tegelijk, meld }, varianten)
      return {
        settings: { rounds: ronden, seconds: seconden, callers: tegelijk, fixedPerSecond: VAST },
        figures: verslag(runs),
      }
    } finally {
      await Promise.all(varianten.map(({ intake }) => intake.stop()))
      hub.proces.kill('SIGCONT')
      await hub.stop()
      await ruimMapOp(map)
    }
  },
}

type Soort = {
  readonly naam: 'Plain' | 'Quota' | 'Tls' | 'Mtls'
  readonly instellingen: Readonly<Record<string, string | number>>
  readonly tls?: Tlsbestanden
}
type Variant = Soort & { readonly intake: LosseIntake }

async function soorten(map: string): Promise<readonly Soort[]> {
  const bewaar = async (naam: string, tekst: string): Promise<string> => {
    const pad = join(map, naam)
    await writeFile(pad, tekst, { mode: 0o600 })
    return pad
  }
  const oin = DEMO_DEELNEMERS.find(({ deelnemer }) => deelnemer === SCHULDEISER)?.oin
  if (oin === undefined || oin === null) throw new Error(`${SCHULDEISER} has no OIN`)
  const autoriteit = maakAutoriteit(Temporal.Now.instant())
  const [server, partij] = [
    autoriteit.geef({ naam: 'server', dezeMachine: true }),
    autoriteit.geef({ naam: 'partij', oin }),
  ]
  const ca = await bewaar('ca.pem', autoriteit.ca)
  const zonder = { QUOTUM_PER_SECONDE: 0 }
  const tls = {
    ...zonder,
    TLS_CERTIFICAAT: await bewaar('server.pem', server.certificaat),
    TLS_SLEUTEL: await bewaar('server.key', server.sleutel),
  }
  const paar = { cert: await bewaar('partij.pem', partij.certificaat), key: await bewaar('partij.key', partij.sleutel) }
  return [
    { naam: 'Plain', instellingen: zonder },
    { naam: 'Quota', instellingen: { QUOTUM_PER_SECONDE: RUIM_QUOTUM } },
    { naam: 'Tls', instellingen: tls, tls: { ca } },
    { naam: 'Mtls', instellingen: { ...tls, TLS_CLIENT_CA: ca, CLIENTCERTIFICAAT: 'moet' }, tls: { ca, ...paar } },
  ]
}

type Opzet = {
  readonly hub: Gestart
  readonly token: string
  readonly ronden: number
  readonly seconden: number
  readonly tegelijk: number
  readonly meld: (tekst: string) => void
}
type Run = { readonly perSecond: number; readonly cpuMsIntake: number | null }
type Runs = ReadonlyMap<Soort['naam'], Run[]>

/** In turn, and each round the other way round: what drifts on the machine meets all of them alike. */
async function meet(o: Opzet, varianten: readonly Variant[]): Promise<Runs> {
  const runs = new Map<Soort['naam'], Run[]>(varianten.map(({ naam }) => [naam, []]))
  for (const variant of varianten) await metVariant(o, variant, 'warm')
  for (let ronde = 0; ronde < o.ronden; ronde++) {
    for (const variant of ronde % 2 === 0 ? varianten : varianten.toReversed()) {
      const run = await metVariant(o, variant, `ronde${ronde}`)
      o.meld(`${ronde} ${variant.naam}: ${run.perSecond}/s, at ${VAST}/s ${run.cpuMsIntake} ms of intake a message`)
      runs.get(variant.naam)?.push(run)
    }
  }
  return runs
}

/** As many as it takes, and its processor time at a rate that is the same for all: at saturation that goes by how it gathers work. */
async function metVariant(o: Opzet, variant: Variant, reeks: string): Promise<Run> {
  variant.intake.proces.kill('SIGCONT')
  const vol = await las(o, variant, { reeks: `${reeks}vol`, tegelijk: o.tegelijk })
  const vast = await las(o, variant, { reeks: `${reeks}vast`, perSeconde: VAST })
  variant.intake.proces.kill('SIGSTOP')
  return { perSecond: vol.perSecond, cpuMsIntake: vast.cpuMsIntake }
}

type Vraag = { readonly reeks: string; readonly tegelijk?: number; readonly perSeconde?: number }

async function las(o: Opzet, { naam, intake, tls }: Variant, vraag: Vraag): Promise<Run> {
  const gemeten = { proces: intake.proces, data: o.hub.data }
  const voor = await leesVerbruik(gemeten)
  const lading = {
    ...vraag,
    reeks: `${vraag.reeks}${naam}`.toLowerCase(),
    url: intake.url,
    token: o.token,
    seconden: o.seconden,
  }
  const run = await draaiLading(tls ? { ...lading, tls } : lading)
  const cpu = cpuPerBericht(voor, await leesVerbruik(gemeten), run.aangenomen)
  if (run.overig > 0 || run.aangenomen === 0)
    throw new Error(`${naam}: ${run.overig} other answers, ${run.aangenomen} accepted`)
  return { perSecond: Math.round(run.aangenomen / (run.duurMs / 1000)), cpuMsIntake: cpu.cpuMsHub }
}

function verslag(runs: Runs): Cijfers {
  const midden = (naam: Soort['naam']) => {
    const alle = runs.get(naam) ?? []
    const tijden = alle.flatMap(({ cpuMsIntake }) => (cpuMsIntake === null ? [] : [cpuMsIntake]))
    const perSecond = mediaan(alle.map((run) => run.perSecond))
    return { perSecond, cpuMsIntake: tijden.length === 0 ? null : mediaan(tijden) }
  }
  const [plain, quota, tls, mtls] = [midden('Plain'), midden('Quota'), midden('Tls'), midden('Mtls')]
  return {
    ...benoem('Plain', plain),
    ...benoem('Quota', quota),
    ...benoem('Tls', tls),
    ...benoem('Mtls', mtls),
    ...benoem('QuotaPercent', kosten(quota, plain)),
    ...benoem('MtlsPercent', kosten(mtls, tls)),
  }
}

/** How much less it accepts, and how much more it uses, in percent of without. */
function kosten(met: Run, zonder: Run): Cijfers {
  const procent = (deel: number) => Math.round(deel * 1000) / 10
  const cpu =
    met.cpuMsIntake === null || zonder.cpuMsIntake === null ? null : procent(met.cpuMsIntake / zonder.cpuMsIntake - 1)
  return { lessPerSecond: procent(1 - met.perSecond / zonder.perSecond), moreCpu: cpu }
}
