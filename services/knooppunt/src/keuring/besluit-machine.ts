import type { Bevinding } from './bevinding.ts'
import { dagenTussen } from './bevinding.ts'

/** Of this machine and the settings of the hub. */
export type Machinefeiten = {
  /** BASIS_URL; null = the address of this machine itself */
  readonly basis: string | null
  readonly oinStandaard: boolean
  readonly zonderQuotum: boolean
  readonly debug: boolean
  /** only of the embedded database: whether WAL is archived */
  readonly walArchief: 'uit' | 'aan' | 'niet-ingebed'
  /** only of the embedded database: when the last back-up was made; null = none was */
  readonly backupOp: Temporal.Instant | null
  readonly schijven: readonly Schijf[]
  /** folders that lie on the disk of the embedded database, by their setting */
  readonly opDatabaseschijf: readonly string[]
  /** milliseconds by which this host is ahead of the database (behind = negative) */
  readonly klokverschilMs: number
}

/** In bytes; `krap` and `vol` as the watch on disks has them, null = enough room. */
export type Schijf = {
  readonly waar: string
  readonly vrij: number
  readonly totaal: number
  readonly ruimte: 'vol' | 'krap' | null
}

const GIB = 1024 ** 3

/** What is to be mended about the machine and its settings. */
export function keurMachine(feiten: Machinefeiten, nu: Temporal.Instant): Bevinding[] {
  return [
    ...keurAdres(feiten),
    ...keurInstellingen(feiten),
    ...feiten.schijven.flatMap(keurSchijf),
    ...keurKlok(feiten),
    ...keurBuiten(feiten),
    ...keurBackup(feiten, nu),
  ]
}

function keurAdres({ basis }: Machinefeiten): Bevinding[] {
  if (basis?.startsWith('https://')) return []
  return [
    {
      onderwerp: 'adres',
      ernst: 'moet',
      wat: basis === null ? 'the hub has no address for others' : 'the address of the hub is not https',
      waar: 'BASIS_URL',
      waarom:
        'tokens name it as their issuer and parties sign in there; without TLS tokens and content go in the clear',
      doe: 'put a door with TLS in front, and set BASIS_URL=https://<name>; clients are registered for that issuer',
    },
  ]
}

function keurInstellingen({ oinStandaard, zonderQuotum, debug }: Machinefeiten): Bevinding[] {
  const regels: readonly (readonly [boolean, Bevinding])[] = [
    [
      oinStandaard,
      {
        onderwerp: 'oin',
        ernst: 'moet',
        wat: 'the hub names itself by the OIN of the demo',
        waar: 'HUB_OIN',
        waarom: 'it stands in what parties receive, and belongs to nobody',
        doe: 'set HUB_OIN to the OIN of the organisation that runs the hub',
      },
    ],
    [
      zonderQuotum,
      {
        onderwerp: 'quotum',
        ernst: 'zou-moeten',
        wat: 'no client has a limit of requests',
        waar: 'QUOTUM_PER_SECONDE',
        waarom: 'one that runs wild fills the queue for all others',
        doe: 'leave QUOTUM_PER_SECONDE out, or set it',
      },
    ],
    [
      debug,
      {
        onderwerp: 'log',
        ernst: 'zou-moeten',
        wat: 'the log is at its most talkative',
        waar: 'LOGNIVEAU',
        waarom: 'it fills the disk, and hides what matters',
        doe: 'set LOGNIVEAU=info',
      },
    ],
  ]
  return regels.flatMap(([geldt, bevinding]) => (geldt ? [bevinding] : []))
}

function keurSchijf({ waar, vrij, totaal, ruimte }: Schijf): Bevinding[] {
  if (ruimte === null) return []
  return [
    {
      onderwerp: 'schijf',
      ernst: ruimte === 'vol' ? 'moet' : 'zou-moeten',
      wat: `${(vrij / GIB).toFixed(1)} GiB of ${(totaal / GIB).toFixed(1)} GiB is free`,
      waar,
      waarom: 'a full disk stops the acceptance of messages',
      doe: 'make room, or move the folder to a larger disk',
    },
  ]
}

const KLOK_MOET_MS = 5_000
const KLOK_MS = 1_000

function keurKlok({ klokverschilMs }: Machinefeiten): Bevinding[] {
  const verschil = Math.abs(klokverschilMs)
  if (verschil <= KLOK_MS) return []
  return [
    {
      onderwerp: 'klok',
      ernst: verschil > KLOK_MOET_MS ? 'moet' : 'zou-moeten',
      wat: `this host is ${(verschil / 1000).toFixed(1)} s ${klokverschilMs > 0 ? 'ahead of' : 'behind'} the database`,
      waar: 'the clock of this host or of that of the database',
      waarom: 'messages get a wrong time, and timers wait for the clock that comes last',
      doe: 'set both right by NTP',
    },
  ]
}

function keurBuiten({ walArchief, opDatabaseschijf }: Machinefeiten): Bevinding[] {
  const archief: Bevinding[] =
    walArchief === 'uit'
      ? [
          {
            onderwerp: 'herstel',
            ernst: 'moet',
            wat: 'the WAL of the database is not archived',
            waar: 'WAL_ARCHIEF',
            waarom: 'the loss of its disk takes everything since the last back-up',
            doe: 'set WAL_ARCHIEF to a folder on another disk, then make a back-up: npm run knooppunt -- backup',
          },
        ]
      : []
  return [
    ...archief,
    ...opDatabaseschijf.map(
      (waar): Bevinding => ({
        onderwerp: 'herstel',
        ernst: 'zou-moeten',
        wat: 'what a restore is held against lies on the disk of the database',
        waar,
        waarom: 'when that disk is lost nobody can tell what was accepted, delivered or destroyed since the back-up',
        doe: `set ${waar} to a folder on another disk`,
      }),
    ),
  ]
}

const BACKUP_DAGEN = 7

function keurBackup({ walArchief, backupOp }: Machinefeiten, nu: Temporal.Instant): Bevinding[] {
  if (walArchief === 'niet-ingebed') return []
  const vast = {
    onderwerp: 'backup',
    waar: 'the embedded database',
    doe: 'npm run knooppunt -- backup <folder on another disk>, then the same with --controleer',
  }
  if (backupOp === null) {
    const waarom = 'when its disk is lost every open referral is lost with it'
    return [{ ...vast, ernst: 'moet', wat: 'no back-up was made of it from here', waarom }]
  }
  const dagen = dagenTussen(backupOp, nu)
  if (dagen <= BACKUP_DAGEN) return []
  const waarom = 'the older it is the more WAL a restore has to go through, and without WAL the more is lost'
  return [{ ...vast, ernst: 'zou-moeten', wat: `the last back-up made from here is ${dagen} days old`, waarom }]
}
