import { randomBytes } from 'node:crypto'
import { startAutorisatie } from '@warmknooppunt/autorisatie/start'
import { maakControleur } from '@warmknooppunt/platform/auth'
import { leesConfig } from '@warmknooppunt/platform/config'
import { startDienst } from '@warmknooppunt/platform/dienst'
import { maakKafkameters } from '@warmknooppunt/platform/kafka-meters'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakMetrieken } from '@warmknooppunt/platform/metrieken'
import { maakPostgresBus } from '@warmknooppunt/platform/postgres-bus'
import { maakQuotum } from '@warmknooppunt/platform/quotum'
import { meetRelais } from '@warmknooppunt/platform/relais-metrieken'
import { startSpoor } from '@warmknooppunt/platform/spoor-start'
import { SPOOR_VELDEN } from '@warmknooppunt/platform/spoor-velden'
import { maakTlswacht } from '@warmknooppunt/platform/tls-wacht'
import type { Registry } from 'prom-client'
import { maakArchiefbewaker } from '../../services/knooppunt/src/ingebed/archiefbewaker.ts'
import { maakPools } from '../../services/knooppunt/src/pools.ts'
import { maakStages } from '../../services/knooppunt/src/stages.ts'
import { proefDatabase } from './database.ts'

/** The metrics of the whole hub as its own code registers them: every stage, the process around them, and what a setting adds. */
export async function maakMeetregister(): Promise<{ register: Registry; sluit(): Promise<void> }> {
  const database = await proefDatabase()
  const log = maakLog({ dienst: 'proef', niveau: 'silent' })
  const register = maakMetrieken()
  const nu = () => Temporal.Now.instant()
  const keks: Keks = { huidig: 'proef', sleutels: new Map([['proef', randomBytes(32)]]) }
  const pools = maakPools(database.url)
  const bus = maakPostgresBus({ poolVan: ({ consument }) => pools.van(consument).werk, log })
  const controleur = maakControleur({ issuers: [], audience: 'https://hub.example.nl/v1', skewSeconden: 5 })
  const dienst = await startDienst({
    log,
    bus,
    metrieken: register,
    nu,
    stages: maakStages({
      pools,
      bus,
      log,
      nu,
      keks,
      metrieken: register,
      controleur,
      quotum: maakQuotum(0, log),
      vierOgen: false,
      oin: '00000099900000012000',
    }),
    routes: () => undefined,
    adres: '127.0.0.1',
    poort: 0,
    metriekenPoort: 0,
    werkers: [],
    buiten: { journaal: '/dev/null/journaal', grafstenen: null, nu },
  })
  maakKafkameters(register)
  maakTlswacht({
    paden: { certificaat: '/dev/null', sleutel: '/dev/null', clientCa: null },
    eerste: { context: {}, vraagtCertificaat: false, geldigTot: new Date(0) },
    neemOver: () => undefined,
    ...{ log, metrieken: register, nu },
  })
  meetRelais(register, [{ stage: 'intake', db: pools.van('intake').peil }])
  maakArchiefbewaker({ postgres: '/dev/null', pid: () => 0, seconden: 60, log, metrieken: register, nu })
  await startAutorisatie({
    pool: pools.autorisatie,
    keks,
    log,
    nu,
    metrieken: register,
    issuer: 'http://127.0.0.1:1/oauth',
    audience: 'http://127.0.0.1:1/v1',
    tokenSeconden: 600,
    skewSeconden: 5,
  })
  const gelezen = leesConfig(SPOOR_VELDEN, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })
  if (gelezen.kind === 'fout') throw new Error(gelezen.problemen.join())
  const spoor = await startSpoor({ config: gelezen.config, dienst: 'proef', log, metrieken: register })
  return {
    register,
    async sluit() {
      await dienst.stop()
      await spoor.sluit()
      await bus.sluit()
      await pools.sluit()
      await database.sluit()
    },
  }
}
