import { STANDAARD_BEWAARDAGEN } from '@warmknooppunt/platform/bewaar-velden'
import { ronde, telVerwijderd } from '@warmknooppunt/platform/bewaarder'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakPool } from '@warmknooppunt/platform/pool'
import { Registry } from 'prom-client'
import { BEWARING } from '../services/delivery/src/bewaring.ts'
import type { Gestart } from './hub.ts'
import { databaseUrl, metDatabase, nieuweMap, ruimMapOp, startHub, tokenVan } from './hub.ts'
import { startOntvangst } from './ontvangst.ts'
import { mediaan } from './statistiek.ts'
import type { Opzet, Trap } from './trap.ts'
import { cijfers, trap } from './trap.ts'
import type { Bench, Cijfers, Meting } from './uitvoer.ts'

const WARM_SECONDEN = 5

/** What deleting old tries of pushes costs the chain, and how fast it goes. */
export const bewaren: Bench = {
  uitleg: 'deletes old tries of pushes beside referrals at a rate: the chain with and without it, and rows a second',
  vlaggen: {
    rijen: { standaard: 300_000, uitleg: 'tries that are older than is kept' },
    ronden: { standaard: 3, uitleg: 'how often it is measured without and with, in turn' },
    seconden: { standaard: 15, uitleg: 'how long each run lasts' },
    'per-seconde': { standaard: 200, uitleg: 'referrals a second; fewer where the machine is full at that' },
  },
  async draai(meld, vlaggen) {
    const getal = (naam: string) => vlaggen.getal(naam)
    const [rijen, seconden] = [getal('rijen'), getal('seconden')]
    const vraag = { rijen, ronden: getal('ronden'), perSeconde: getal('per-seconde') }
    const map = await nieuweMap()
    const hub = await startHub(map)
    const ontvangst = await startOntvangst(hub)
    try {
      const token = await tokenVan(hub, 'waterbedrijf-maasdal')
      return await metDatabase(hub, (db) =>
        meet({ hub, db, seconden, meld, ontvangerUrl: ontvangst.url, token }, vraag),
      )
    } finally {
      ontvangst.stop()
      await hub.stop()
      await ruimMapOp(map)
    }
  },
}

type Vraag = { readonly rijen: number; readonly ronden: number; readonly perSeconde: number }

/** Without and with in turn, the other way round every second time; the median of the rounds. */
async function meet(opzet: Opzet, { rijen, ronden, perSeconde }: Vraag): Promise<Meting> {
  await vul(opzet, rijen)
  await trap(opzet, 'warm', { perSeconde, seconden: WARM_SECONDEN })
  const [zonder, met, snelheden]: [Trap[], Trap[], number[]] = [[], [], []]
  for (let ronde = 0; ronde < ronden; ronde++) {
    const rust = async () => void zonder.push(await trap(opzet, `zonder${ronde}`, { perSeconde }))
    if (ronde % 2 === 0) await rust()
    const einde = new AbortController()
    const verwijderen = verwijder(opzet.hub, einde.signal)
    met.push(await trap(opzet, `met${ronde}`, { perSeconde }))
    einde.abort()
    const { aantal, seconden } = await verwijderen
    snelheden.push(aantal / seconden)
    if (ronde % 2 === 1) await rust()
  }
  const figures = {
    rowsPerSecond: Math.round(mediaan(snelheden)),
    ...midden('Without', zonder),
    ...midden('With', met),
  }
  return { settings: { rows: rijen, rounds: ronden, perSecond: perSeconde, seconds: opzet.seconden }, figures }
}

/** Of each figure the median. */
function midden(naam: string, runs: readonly Trap[]): Cijfers {
  const alle = runs.map((run) => cijfers(naam, run))
  const namen = Object.keys(alle[0] ?? {})
  return Object.fromEntries(namen.map((n) => [n, mediaan(alle.flatMap((c) => c[n] ?? []))]))
}

/** Pushes that arrived a year ago, with two tries each. */
async function vul({ db, meld }: Opzet, rijen: number): Promise<void> {
  await db.query(
    `with b as (insert into delivery.bezorging (id, deelnemer, nummer, eindpunt, dossier_id, bericht_id, status, volgende_op)
       select gen_random_uuid(), 'bench', i, '00000000-0000-4000-8000-000000000000', gen_random_uuid(), gen_random_uuid(), 'afgeleverd', now()
       from generate_series(1, $1) i returning id)
     insert into delivery.poging (bezorging, poging, begonnen_op, duur_ms, afloop)
     select id, p, now() - interval '1 year', 5, 'afgeleverd' from b, generate_series(1, 2) p`,
    [Math.ceil(rijen / 2)],
  )
  await db.query('analyze delivery.poging, delivery.bezorging')
  meld(`${rijen} tries of a year ago`)
}

/** As the hub does it, from a process beside it: by then its own first round found nothing. */
async function verwijder(hub: Gestart, signal: AbortSignal): Promise<{ aantal: number; seconden: number }> {
  const pool = maakPool({ url: await databaseUrl(hub.data), applicatie: 'bench', rol: 'wk_delivery', max: 1 })
  const keuze = {
    ...{ stage: 'delivery', pool, regels: BEWARING, dagen: STANDAARD_BEWAARDAGEN },
    ...{ nu: () => Temporal.Now.instant(), log: maakLog({ dienst: 'bench', niveau: 'silent' }) },
    verwijderd: telVerwijderd(new Registry()),
  }
  const begin = performance.now()
  let aantal = 0
  for (const regel of BEWARING) aantal += await ronde(keuze, regel, signal)
  const seconden = (performance.now() - begin) / 1_000
  await pool.end()
  return { aantal, seconden }
}
