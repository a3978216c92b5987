import { EXIT_CONFIG, leesConfig } from '@warmknooppunt/platform/config'
import { maakPool } from '@warmknooppunt/platform/db'
import { leesKeks } from '@warmknooppunt/platform/keks'
import { maakLog } from '@warmknooppunt/platform/log'
import { startDienst } from './dienst.ts'
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
const pool = maakPool({ url: config.DATABASE_URL, rol: 'wk_autorisatie', applicatie: 'autorisatie' })

try {
  const dienst = await startDienst({
    pool,
    log,
    kluis: maakSleutelkluis(leesKeks(config.KEK)),
    issuer: config.ISSUER,
    audience: config.AUDIENCE,
    scopes: SCOPES,
    levensduurSeconden: config.TOKEN_SECONDEN,
    skewSeconden: config.KLOKVERSCHIL_SECONDEN,
    nu: () => Temporal.Now.instant(),
    adres: config.ADRES,
    poort: config.POORT,
  })
  log.info({ poort: dienst.poort, issuer: config.ISSUER }, 'autorisatie.gestart')
  for (const teken of ['SIGTERM', 'SIGINT'] as const) {
    process.once(teken, () => {
      setTimeout(() => process.exit(1), STOP_MS).unref()
      void dienst.stop().then(async () => {
        await pool.end()
        log.info({ teken }, 'autorisatie.gestopt')
      })
    })
  }
} catch (err) {
  log.fatal({ err }, 'autorisatie.niet-gestart')
  process.exitCode = 1
  await pool.end()
}
