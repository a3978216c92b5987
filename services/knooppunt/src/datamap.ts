import { mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Everything the all-in-one keeps, in one folder (`.data`, or DATA_MAP):
 *
 *     slot                     held locked by the running hub; a second hub on this folder is refused
 *     hub.json                 where the running hub listens (addresses, process id); written at every start
 *     postgres/                the embedded PostgreSQL cluster; its postmaster.pid tells its process and port
 *     postgres.start.log       what PostgreSQL said at its last start, before its own log
 *     log/                     PostgreSQL's log, one file a day of the week; no statements, no values
 *     geheimen/postgres        password of the embedded PostgreSQL (0600)
 *     geheimen/kek             key-encryption keys, in the form of the setting KEK (0600). Lost = all content unreadable
 *     journaal/<database>/     what was accepted and delivered, ids and codes only, a file a day (or in JOURNAAL_MAP)
 *     grafstenen/<database>.txt  destroyed dossiers (or in GRAFSTENEN_MAP)
 *     archief.json             where the WAL of the cluster is archived, while WAL_ARCHIEF is set
 *     terugzetten.json         a restore that is not finished; no hub starts while it is there
 *     postgres.terug/          the cluster of that restore
 *     backup.json              when the last back-up of the embedded database was made, and where
 *     demo/<client>.jwk.json   private key of a demo client (0600)
 *     demo/webhook.json        port and secret (`whsec_...`) of the demo's webhook receiver (0600)
 *     ontvangen/               of a proef: what that receiver got, one file each (0600)
 */
export type Datamap = {
  readonly map: string
  readonly slot: string
  readonly hub: string
  readonly postgres: string
  readonly log: string
  readonly geheimen: string
  readonly wachtwoord: string
  readonly kek: string
  readonly demo: string
  readonly webhook: string
  readonly ontvangen: string
  readonly journaal: string
  readonly grafstenen: string
  readonly archief: string
  readonly terugzetting: string
  readonly terug: string
  readonly backup: string
}

const STANDAARD = fileURLToPath(new URL('../../../.data', import.meta.url))

/** The folder of a proef, beside the code: never that of a real hub. */
export const PROEF_MAP = fileURLToPath(new URL('../../../.data-proef', import.meta.url))

/** The folder of the hub: as given (from the current folder), or `.data` beside the code. */
export function datamap(gegeven: string | undefined): Datamap {
  const map = gegeven === undefined ? STANDAARD : resolve(gegeven)
  const geheimen = join(map, 'geheimen')
  const demo = join(map, 'demo')
  return {
    map,
    slot: join(map, 'slot'),
    hub: join(map, 'hub.json'),
    postgres: join(map, 'postgres'),
    log: join(map, 'log'),
    geheimen,
    wachtwoord: join(geheimen, 'postgres'),
    kek: join(geheimen, 'kek'),
    demo,
    webhook: join(demo, 'webhook.json'),
    ontvangen: join(map, 'ontvangen'),
    journaal: join(map, 'journaal'),
    grafstenen: join(map, 'grafstenen'),
    archief: join(map, 'archief.json'),
    terugzetting: join(map, 'terugzetten.json'),
    terug: join(map, 'postgres.terug'),
    backup: join(map, 'backup.json'),
  }
}

/** Where the private key of a demo client lies. */
export function demoSleutelPad(data: Datamap, clientId: string): string {
  return join(data.demo, `${clientId}.jwk.json`)
}

/** Makes the folders. Under root the database runs as another user, who must be able to walk through, and no more. */
export async function maakMappen(data: Datamap): Promise<void> {
  await mkdir(data.map, { recursive: true, mode: userInfo().uid === 0 ? 0o711 : 0o700 })
  for (const map of [data.geheimen, data.demo]) await mkdir(map, { recursive: true, mode: 0o700 })
}
