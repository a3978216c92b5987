import { EXIT_CONFIG, leesConfig } from '@warmknooppunt/platform/config'
import { controleerKeks } from '@warmknooppunt/platform/controleer-keks'
import { leesKeks } from '@warmknooppunt/platform/keks'
import { maakLog } from '@warmknooppunt/platform/log'
import { poortVan } from '@warmknooppunt/platform/luister'
import { maakMetrieken, startMetrieken } from '@warmknooppunt/platform/metrieken'
import { wachtOpSchema } from '@warmknooppunt/platform/migraties-wacht'
import { maakPool } from '@warmknooppunt/platform/pool'
import { EXIT, isStartfout, vangOngevangen, wachtOpTeken } from '@warmknooppunt/platform/proces'
import { bewaak } from '@warmknooppunt/platform/toezicht'
import { startDienst } from './dienst.ts'
import { maakSleutelherverpakker } from './herverpakker.ts'
import { VELDEN } from './instellingen.ts'
import { SCOPES } from './scopes.ts'
import { maakSleutelkluis } from './sleutelkluis.ts'

const STOP_MS = 10_000

const gelezen = leesConfig(VELDEN, process.env)
if (gelezen.kind === 'fout') {
  process.stderr.write(`${gelezen.problemen.join('\n')}\n`)
  process.exit(EXIT_CONFIG)
}
const { config } = gelezen
const log = maakLog({ dienst: 'autorisatie', niveau: config.LOGNIVEAU })
vangOngevangen(log)
const teken = wachtOpTeken()

try {
  await wachtOpSchema({ url: config.DATABASE_URL, log, opgegeven: teken })
  const pool = maakPool({ url: config.DATABASE_URL, rol: 'wk_autorisatie', applicatie: 'autorisatie' })
  const keks = leesKeks(config.KEK)
  await controleerKeks(pool, keks)
  const dienst = await startDienst({
    pool,
    log,
    kluis: maakSleutelkluis(keks),
    issuer: config.ISSUER,
    audience: config.AUDIENCE,
    scopes: SCOPES,
    levensduurSeconden: config.TOKEN_SECONDEN,
    skewSeconden: config.KLOKVERSCHIL_SECONDEN,
    nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
    adres: config.ADRES,
    poort: config.POORT,
  })
  const metrieken = await startMetrieken(maakMetrieken(), { adres: config.ADRES, poort: config.METRIEKEN_POORT })
  const einde = new AbortController()
  const { klaar } = bewaak(maakSleutelherverpakker({ pool, keks, log }), { log, signal: einde.signal })
  log.info({ poort: dienst.poort, metriekenPoort: poortVan(metrieken), issuer: config.ISSUER }, 'autorisatie.gestart')
  const gekregen = await teken
  setTimeout(() => process.exit(EXIT.fout), STOP_MS).unref()
  einde.abort()
  await dienst.stop()
  metrieken.closeAllConnections()
  metrieken.close()
  await klaar
  await pool.end()
  log.info({ teken: gekregen }, 'autorisatie.gestopt')
  process.exit(EXIT.goed)
} catch (err) {
  log.fatal({ err }, 'autorisatie.niet-gestart')
  process.exit(isStartfout(err) ? EXIT.nietBeschikbaar : EXIT.fout)
}
