import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { transactie } from '../../packages/platform/src/db.ts'
import type { Uitkomst } from '../../services/delivery/src/afloop.ts'
import { laatVervallen } from '../../services/delivery/src/beeindigd-store.ts'
import { besluit, WACHTTIJDEN_MS } from '../../services/delivery/src/besluit.ts'
import {
  claim,
  claimProef,
  geefDirecteTerug,
  geefOngezondenTerug,
  geefVerlopenTerug,
  geefVrij,
  herbezorg,
  voegBezorgingenToe,
} from '../../services/delivery/src/bezorging-store.ts'
import { parkeerOpen, sluitAfgeleverde, voegVasteToe } from '../../services/delivery/src/herstel-store.ts'
import { naarStand } from '../../services/delivery/src/resultaat.ts'
import type { Nieuwestand } from '../../services/delivery/src/resultaat-store.ts'
import { schrijfStanden } from '../../services/delivery/src/resultaat-store.ts'
import { leesVernietigdGeparkeerd } from '../../services/delivery/src/vernietigd-store.ts'
import type { Gebeurtenis, Machine } from './toestanden.ts'

/** Every status there is. */
export const BEZORGSTATUSSEN = {
  wacht: true,
  bezig: true,
  afgeleverd: true,
  geparkeerd: true,
  vervallen: true,
} satisfies Record<Nieuwestand['status'] | 'bezig', true>

/** `poging`: attempts since the retry plan began. */
type Toestand = { readonly status: string; readonly parkeerreden: string | null; readonly poging: number }
type Rij = Omit<Toestand, 'status'> & { readonly id: string; readonly eindpunt: string; readonly dossierId: string }
type Doe = (rij: Rij) => Promise<unknown>

const NU = Temporal.Instant.from('2026-03-02T09:00:00Z')
const LEASE_MS = 60_000
/** One wait stands for all that the table has. */
const PLAN = WACHTTIJDEN_MS.slice(0, 1)
const BERICHT = {
  nummer: 1,
  berichtId: randomUUID(),
  deelnemer: 'gemeente-weert',
  bericht: 'doorverwijzing',
  rol: 'gemeente',
  publiek: 'gemeente',
  event: '{}',
  inhoud: null,
  opgehaald: false,
  schuldeiser: null,
} as const

/** How an attempt may end, and after which attempts; without `na` after any. */
type Geval = { readonly door: string; readonly uitkomst: Uitkomst; readonly na?: (poging: number) => boolean }
const antwoord = (statuscode: number) => ({ statuscode, antwoord: Buffer.alloc(0), herhaalNa: null })
const nietBereikt = (uitkomst: Uitkomst): Geval[] => [
  { door: 'not reached while a wait is left', uitkomst, na: (poging) => poging <= PLAN.length },
  { door: 'not reached after the last wait', uitkomst, na: (poging) => poging > PLAN.length },
]
const POGINGEN = {
  afgeleverd: [{ door: 'taken', uitkomst: { kind: 'afgeleverd', ...antwoord(204) } }],
  geweigerd: [422, 401].map((code) => ({ door: 'refused', uitkomst: { kind: 'geweigerd', ...antwoord(code) } })),
  onbereikbaar: [
    ...nietBereikt({ kind: 'onbereikbaar', reden: 'verbinding' }),
    ...nietBereikt({ kind: 'onbereikbaar', reden: 'antwoord', ...antwoord(503) }),
  ],
  'inhoud-vernietigd': [{ door: 'content destroyed', uitkomst: { kind: 'inhoud-vernietigd' } }],
  overgegaan: [{ door: 'with another party now', uitkomst: { kind: 'overgegaan' } }],
  'geen-mandaat': [{ door: 'mandate ended', uitkomst: { kind: 'geen-mandaat' } }],
} satisfies Record<Uitkomst['kind'], readonly Geval[]>

/** The owner sets states and reads them; the stage's own role does what happens. */
type Werk = { readonly eigenaar: Pool; readonly delivery: Pool }

async function lees({ eigenaar }: Werk, id: string): Promise<Toestand> {
  const { rows } = await eigenaar.query<Toestand>(
    `select status, parkeerreden, least(poging - plan_vanaf, $2) as poging from delivery.bezorging where id = $1`,
    [id, PLAN.length + 1],
  )
  const [rij] = rows
  if (!rij) throw new Error('a bezorging is gone')
  return rij
}

async function leg({ eigenaar }: Werk, { status, parkeerreden, poging }: Toestand): Promise<Rij> {
  const rij = { id: randomUUID(), eindpunt: randomUUID(), dossierId: randomUUID(), poging, parkeerreden }
  await eigenaar.query(
    `insert into delivery.eindpunt (id, deelnemer, soort, adres, geheimen, gelijktijdig, gemaakt_op)
     values ($1, $2, 'webhook', '', '[{}]', 1, $3)`,
    [rij.eindpunt, BERICHT.deelnemer, NU.toString()],
  )
  await eigenaar.query(
    `insert into delivery.bezorging (id, eindpunt, dossier_id, deelnemer, nummer, bericht_id, volgende_op, status, parkeerreden, poging, lease_tot)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, case when $8 = 'bezig' then clock_timestamp() + interval '1 min' end)`,
    [
      ...[rij.id, rij.eindpunt, rij.dossierId, BERICHT.deelnemer, BERICHT.nummer, BERICHT.berichtId],
      ...[NU.toString(), status, parkeerreden, poging],
    ],
  )
  return rij
}

/** The push of a message that is put in the postvak. */
async function voegToe(w: Werk, direct: boolean): Promise<Toestand> {
  const { deelnemer, nummer, berichtId } = BERICHT
  const rij = {
    id: randomUUID(),
    eindpunt: randomUUID(),
    dossierId: randomUUID(),
    deelnemer,
    nummer,
    berichtId,
    direct,
  }
  const o = { nu: NU, leaseMs: LEASE_MS }
  await transactie(w.delivery, null, async (tx) => voegBezorgingenToe(tx, [rij], o, () => undefined), {
    eerstBegin: true,
  })
  return lees(w, rij.id)
}

/** The push of a message that is placed again after a restore. */
async function voegTerugToe(w: Werk, lot: 'afgeleverd' | 'parkeer'): Promise<Toestand> {
  const { deelnemer, nummer, berichtId } = BERICHT
  const rij = { id: randomUUID(), eindpunt: randomUUID(), dossierId: randomUUID(), deelnemer, nummer, berichtId, lot }
  await transactie(w.delivery, null, async (tx) => voegVasteToe(tx, [rij], NU), { eerstBegin: true })
  return lees(w, rij.id)
}

/** Puts a bezorging in the database in the given state, does something with it, and reads what became of it. */
function alsDan(w: Werk, door: string, doe: Doe): Gebeurtenis<Toestand> {
  return {
    door,
    async pasToe(toestand) {
      const rij = await leg(w, toestand)
      await doe(rij)
      return lees(w, rij.id)
    },
  }
}

function poging(w: Werk, { door, uitkomst, na = () => true }: Geval): Gebeurtenis<Toestand> {
  return alsDan(w, door, async (rij) => {
    if (!na(rij.poging)) return
    const bezorging = { ...BERICHT, ...rij, planVanaf: 0, proef: false, overgegaan: false }
    const resultaat = { bezorging, uitkomst, antwoord: null, begonnenOp: NU, duurMs: 1 }
    const stand = naarStand({ ...resultaat, besluit: besluit(uitkomst, rij.poging, PLAN, NU) })
    await schrijfStanden(w.delivery, [stand])
  })
}

async function laatLeaseVerlopen({ eigenaar, delivery }: Werk, { id }: Rij): Promise<void> {
  await eigenaar.query(
    `update delivery.bezorging set lease_tot = clock_timestamp() - interval '1 day' where id = $1 and status = 'bezig'`,
    [id],
  )
  await geefVerlopenTerug(delivery, 1)
}

/** Each dossier has a tombstone only while its row is looked for: the rows of other states lie here too. */
async function sluitVernietigd({ eigenaar, delivery }: Werk, { dossierId }: Rij): Promise<void> {
  await eigenaar.query(`select kluis.vernietig($1, now())`, [[dossierId]])
  await eigenaar.query(`update delivery.postvakbericht set inhoud = '{}'`)
  const { vernietigd } = await leesVernietigdGeparkeerd(delivery, '00000000-0000-0000-0000-000000000000', 1_000)
  await herbezorg(delivery, vernietigd, NU)
  await eigenaar.query('truncate kluis.vernietigd')
}

function gebeurtenissenVan(w: Werk): Gebeurtenis<Toestand>[] {
  const { delivery } = w
  const vraag = ({ eindpunt }: Rij) => ({ eindpunten: [{ id: eindpunt, vrij: 1 }], nu: NU, leaseMs: LEASE_MS })
  const vrij = ({ eindpunt }: Rij) => ({ eindpunten: [eindpunt], nu: NU, limiet: 1 })
  return [
    alsDan(w, 'claimed when due', (rij) => claim(delivery, vraag(rij))),
    ...Object.values(POGINGEN).flatMap((gevallen) => gevallen.map((geval: Geval) => poging(w, geval))),
    alsDan(w, 'lease ran out', (rij) => laatLeaseVerlopen(w, rij)),
    alsDan(w, 'endpoint on pause or party blocked before sending', ({ id, poging }) =>
      geefOngezondenTerug(delivery, [{ id, poging, proef: false }]),
    ),
    // What was parked before may be a probe: that alone goes back to where it was.
    alsDan(w, 'probe held back before sending', async ({ id, poging, parkeerreden }) => {
      if (parkeerreden !== null) await geefOngezondenTerug(delivery, [{ id, poging, proef: true }])
    }),
    alsDan(w, 'process stopped before sending', ({ id }) => geefDirecteTerug(delivery, [id])),
    alsDan(w, "operator's order", ({ id, dossierId }) => herbezorg(delivery, [{ bezorgingId: id, dossierId }], NU)),
    // An order for one of a paused endpoint releases all that was parked for the pause.
    alsDan(w, "operator's order", (rij) => geefVrij(delivery, { ...vrij(rij), reden: 'gepauzeerd' })),
    alsDan(w, 'endpoint answers again', (rij) => geefVrij(delivery, { ...vrij(rij), reden: 'onbereikbaar' })),
    alsDan(w, 'content destroyed', (rij) => sluitVernietigd(w, rij)),
    alsDan(w, 'endpoint ended', ({ eindpunt }) => laatVervallen(delivery, eindpunt, 1)),
    alsDan(w, 'restored, the journal has it as taken', ({ eindpunt }) =>
      sluitAfgeleverde(w.eigenaar, [{ eindpunt, berichtId: BERICHT.berichtId }]),
    ),
    alsDan(w, 'restored, not known whether taken', () => parkeerOpen(w.eigenaar)),
    alsDan(w, 'probed whether the endpoint answers', (rij) => claimProef(delivery, vraag(rij))),
  ]
}

/** A push, as the decisions and the statements of delivery move it in a database. */
export async function maakBezorging(w: Werk): Promise<Machine<Toestand>> {
  const { deelnemer, nummer, berichtId, bericht, rol, publiek, event } = BERICHT
  await w.eigenaar.query(
    `insert into delivery.postvakbericht (deelnemer, nummer, bericht_id, dossier_id, bericht, rol, publiek, event, geplaatst_op)
     values ($1, $2, $3, $4, $5, $6, $7, $8, now())`,
    [deelnemer, nummer, berichtId, randomUUID(), bericht, rol, publiek, event],
  )
  return {
    begin: [
      { door: 'put in the postvak', naar: await voegToe(w, false) },
      { door: 'put in the postvak, room at once', naar: await voegToe(w, true) },
      { door: 'put in the postvak again, taken before', naar: await voegTerugToe(w, 'afgeleverd') },
      { door: 'put in the postvak again, perhaps sent before', naar: await voegTerugToe(w, 'parkeer') },
    ],
    gebeurtenissen: gebeurtenissenVan(w),
  }
}

/** What is drawn of a push. */
export const bezorgstatus = ({ status }: Toestand): string => status
