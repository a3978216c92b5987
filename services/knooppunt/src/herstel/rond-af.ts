import { verzoen } from '@warmknooppunt/delivery/verzoen'
import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { hubBron, nieuwId } from '@warmknooppunt/platform/bericht'
import { noteerEerdere, vernieuwBron } from '@warmknooppunt/platform/bron-store'
import type { Db, Tx } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import { pasGrafstenenToe } from '@warmknooppunt/platform/grafsteen-store'
import { leesGrafsteenbestand } from '@warmknooppunt/platform/grafstenen'
import { bewaarHerstel, zetHerkomst } from '@warmknooppunt/platform/herkomst-store'
import type { Gevolgd } from '@warmknooppunt/platform/journaal-store'
import { leesBronnen, leesDatabaseId, leesGevolgd, leesHoogste } from '@warmknooppunt/platform/journaal-store'
import { migreer } from '@warmknooppunt/platform/migraties'
import { uitbakVan } from '@warmknooppunt/platform/outbox'
import { maakPool } from '@warmknooppunt/platform/pool'
import { startfout } from '@warmknooppunt/platform/proces'
import { laatTimersLos } from '@warmknooppunt/sla/timer-store'
import type { Eigen } from './besluit-journaal.ts'
import { besluitJournaal } from './besluit-journaal.ts'
import type { Journaalbeeld, Kennis } from './journaalbeeld.ts'
import { leesJournaalbeeld } from './journaalbeeld.ts'
import type { Verslag } from './verslag.ts'
import { verlorenVan, waarschuwJournaal } from './verslag.ts'

export type Afrondkeuze = {
  /** the restored database, as its owner */
  readonly url: string
  readonly herstelId: string
  readonly nu: Temporal.Instant
  readonly oin: string
  /** folder of the journals; null = lost */
  readonly journaal: string | null
  /** the file with tombstones; null = the operator goes on without */
  readonly grafstenen: string | null
  readonly meld: (tekst: string) => void
}

/** Numbers passed over in each postvak: more than can be given out between the last line of a journal and a disaster; without one, in its place. */
const SPRONG = { metJournaal: 10_000, zonder: 1_000_000 } as const

/**
 * Everything a restored database needs before it may serve, in one transaction: either all of it happened, or the hub refuses it and this is done
 * again. Tombstones first. Returns what was found out.
 */
export async function rondHerstelAf(k: Afrondkeuze): Promise<Verslag> {
  await migreer({ url: k.url, meld: k.meld })
  const pool = maakPool({ url: k.url, applicatie: 'terugzetten', max: 1, zonderTijdslimiet: true })
  try {
    await weigerGebruik(pool)
    const vorig = await leesEerder(pool, k.herstelId)
    return (
      vorig ??
      (await transactie<Verslag, BusEvent>(pool, uitbakVan('delivery'), (tx) => stappen(tx, k), { eerstBegin: true }))
    )
  } finally {
    await pool.end()
  }
}

/** A process of the hub that still runs would write meanwhile what is decided on here. */
async function weigerGebruik(db: Db): Promise<void> {
  const { rows } = await db.query<{ naam: string }>(
    `select distinct application_name as naam from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name like 'wk-%'`,
  )
  if (rows.length === 0) return
  throw startfout(
    `The hub still uses this database (${rows.map(({ naam }) => naam).join(', ')}). Stop all its processes first.`,
  )
}

/** This same restore, when it was broken off after its transaction. */
async function leesEerder(db: Db, id: string): Promise<Verslag | null> {
  const { rows } = await db.query<{ verslag: Verslag }>('select verslag from platform.herstel where id = $1', [id])
  return rows[0]?.verslag ?? null
}

async function stappen(tx: Tx<BusEvent>, k: Afrondkeuze): Promise<Verslag> {
  const grafstenen = await begraaf(tx, k)
  const databaseId = await leesDatabaseId(tx)
  const eigen = { intake: await leesEigen(tx, 'intake'), delivery: await leesEigen(tx, 'delivery') }
  const { beeld, journaal } = await leesJournaal(tx, k, { databaseId, eigen })
  k.meld('new bron, numbers and deliveries')
  const bronNieuw = nieuwId(k.nu)
  const { oud: bronOud, berichten } = await vernieuwBron(tx, bronNieuw)
  await noteerEerdere(tx, beeld?.bronnen ?? [])
  const bezorging = await verzoen(tx, {
    maker: { bron: hubBron(k.oin), nu: k.nu },
    beelden: beeld?.beelden ?? [],
    nummers: beeld?.nummers ?? [],
    sprong: journaal.metJournaal ? SPRONG.metJournaal : SPRONG.zonder,
  })
  const verslag: Verslag = {
    herstelId: k.herstelId,
    hersteldOp: k.nu.toString(),
    databaseId,
    bronOud,
    bronNieuw,
    gegevensTot: laatste([eigen.intake.tot, eigen.delivery.tot]),
    ...journaal,
    grafstenen,
    opnieuwGelabeld: berichten,
    verloren: beeld ? verlorenVan(beeld) : [],
    bezorging,
    timersLosgelaten: await laatTimersLos(tx),
  }
  await bewaarHerstel(tx, { id: k.herstelId, op: k.nu, metJournaal: journaal.metJournaal, verslag })
  await zetHerkomst(tx)
  return verslag
}

type Journaaluitkomst = {
  readonly beeld: Journaalbeeld | null
  readonly journaal: Pick<Verslag, 'journaalTot' | 'metJournaal' | 'journaal'>
}
type Zelf = { readonly databaseId: string; readonly eigen: Readonly<Record<Gevolgd, Eigen>> }

async function leesJournaal(tx: Tx<BusEvent>, k: Afrondkeuze, { databaseId, eigen }: Zelf): Promise<Journaaluitkomst> {
  if (k.journaal === null) return { beeld: null, journaal: { journaalTot: null, metJournaal: false, journaal: null } }
  k.meld('reading the journal')
  const kennis: Kennis = {
    ...(await leesBronnen(tx)),
    intake: await leesHoogste(tx, 'intake'),
    delivery: await leesHoogste(tx, 'delivery'),
  }
  const beeld = await leesJournaalbeeld(k.journaal, databaseId, kennis)
  const { onleesbaar, beschadigd, einden } = beeld
  const { metJournaal, stappen: perStap } = besluitJournaal({ einden, eigen, beschadigd })
  const journaal = { ...perStap, onleesbaar, beschadigd }
  for (const tekst of waarschuwJournaal(journaal)) k.meld(tekst)
  return { beeld, journaal: { journaalTot: laatste([einden.intake.tot, einden.delivery.tot]), metJournaal, journaal } }
}

function laatste(momenten: readonly (string | null)[]): string | null {
  return (
    momenten
      .filter((moment) => moment !== null)
      .toSorted()
      .at(-1) ?? null
  )
}

async function begraaf(tx: Tx<BusEvent>, k: Afrondkeuze): Promise<Verslag['grafstenen']> {
  if (k.grafstenen === null) return null
  k.meld('applying the tombstones')
  let gelezen = 0
  let vernietigd = 0
  for await (const groep of leesGrafsteenbestand(k.grafstenen)) {
    // Of one that stands there twice the first counts.
    vernietigd += await pasGrafstenenToe(tx, [
      ...new Map(groep.toReversed().map((steen) => [steen.dossierId, steen])).values(),
    ])
    gelezen += groep.length
  }
  return { gelezen, vernietigd }
}

/** By what lies in the outbox and in the tables of a stage: when the last thing happened that this database knows of. */
const LAATSTE = {
  intake: 'select greatest((select max(aangenomen_op) from intake.dossier), (select max(tijd) from intake.uit)) as op',
  delivery:
    'select greatest((select max(tijd) from delivery.uit), (select max(geplaatst_op) from delivery.postvakbericht)) as op',
} as const

async function leesEigen(db: Db, stage: Gevolgd): Promise<Eigen> {
  const { rows } = await db.query<{ op: Date | null }>(LAATSTE[stage])
  return { tot: rows[0]?.op?.toISOString() ?? null, gevolgd: (await leesGevolgd(db, stage)) ?? 0 }
}
