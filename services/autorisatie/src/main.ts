import { controleerKeks } from '@warmknooppunt/platform/controleer-keks'
import { keurDeur } from '@warmknooppunt/platform/deur-velden'
import { AFTOCHT_MS, startDienst } from '@warmknooppunt/platform/dienst'
import type { Lopend } from '@warmknooppunt/platform/dienst-proces'
import { draaiProces, eisConfig } from '@warmknooppunt/platform/dienst-proces'
import { maakDeur } from '@warmknooppunt/platform/http-deur'
import { leesKeks } from '@warmknooppunt/platform/keks'
import { maakKekwacht, maakLevendeKeks } from '@warmknooppunt/platform/levende-keks'
import type { Log } from '@warmknooppunt/platform/log'
import { maakMetrieken } from '@warmknooppunt/platform/metrieken'
import { maakPool } from '@warmknooppunt/platform/pool'
import { securitytxtRoute } from '@warmknooppunt/platform/securitytxt'
import { binnen } from '@warmknooppunt/platform/tijdslimiet'
import { tlspaden } from '@warmknooppunt/platform/tls-bestanden'
import { VELDEN } from './instellingen.ts'
import { maakAutorisatiewerkers, startAutorisatie } from './start.ts'

const SLUIT_MS = 1_000
const ROL = 'wk_autorisatie'

const config = eisConfig(VELDEN, keurDeur)
await draaiProces({ naam: 'autorisatie', config, start })

async function start(log: Log): Promise<Lopend> {
  const nu = () => Temporal.Instant.fromEpochMilliseconds(Date.now())
  const url = config.DATABASE_URL
  const pool = maakPool({ url, rol: ROL, applicatie: 'autorisatie' })
  const peilPool = maakPool({ url, rol: ROL, applicatie: 'autorisatie-peil', max: 1 })
  const keks = maakLevendeKeks(leesKeks(config.KEK), process.env.KEK_BESTAND || null)
  await controleerKeks(pool, keks)
  const metrieken = maakMetrieken()
  const autorisatie = await startAutorisatie({
    ...{ pool, keks, log, nu, metrieken },
    issuer: config.ISSUER,
    audience: config.AUDIENCE,
    tokenSeconden: config.TOKEN_SECONDEN,
    skewSeconden: config.KLOKVERSCHIL_SECONDEN,
    certificaat: maakDeur(config, () => new Date(nu().epochMilliseconds)).certificaat,
  })
  const dienst = await startDienst({
    ...{ log, metrieken, nu, peilPool },
    stages: [],
    pools: [{ stage: 'autorisatie', pool }],
    voorganger: autorisatie,
    werkers: [
      ...maakAutorisatiewerkers({ autorisatie, pool, keks, log, nu }),
      maakKekwacht({ keks, db: peilPool, log }),
    ],
    routes: (app) => {
      const contact = config.BEVEILIGING_CONTACT
      if (contact !== undefined) securitytxtRoute(app, { contact, basis: new URL(config.ISSUER).origin, nu })
    },
    adres: config.ADRES,
    poort: config.POORT,
    metriekenPoort: config.METRIEKEN_POORT,
    aftochtMs: AFTOCHT_MS,
    tls: tlspaden(config),
  })
  return {
    dienst,
    geweigerd: new Promise(() => undefined),
    sluit: () => binnen(SLUIT_MS, Promise.all([pool.end(), peilPool.end()])),
  }
}
