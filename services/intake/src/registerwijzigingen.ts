import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import type { Db, Tx } from '@warmknooppunt/platform/db'
import type { Antwoord } from '@warmknooppunt/platform/http'
import type { Probleem } from '@warmknooppunt/platform/probleem'
import { probleem } from '@warmknooppunt/platform/probleem'
import { isProef } from '@warmknooppunt/platform/proef-store'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Goedkeuringsbesluit } from '@warmknooppunt/regels/vier-ogen'
import { magAfwijzen, magGoedkeuren, VOORSTEL_DAGEN } from '@warmknooppunt/regels/vier-ogen'
import type { Clientnaam } from '@warmknooppunt/register/aanroeper'
import { bepaalEffect } from '@warmknooppunt/register/effect'
import { keurProef } from '@warmknooppunt/register/keur-proef'
import { keurVerandering } from '@warmknooppunt/register/keur-register'
import { laadRijen } from '@warmknooppunt/register/laad-rijen'
import { raaktOntvangst } from '@warmknooppunt/register/raakt-ontvangst'
import type { Verandering } from '@warmknooppunt/register/registerdocument'
import { naarDocument, naarRijen, pasToe } from '@warmknooppunt/register/registerdocument'
import { schrijfVerandering } from '@warmknooppunt/register/schrijf-register'
import { bepaalVerschil } from '@warmknooppunt/register/verschil'
import { wijzigRegisterIn } from '@warmknooppunt/register/wijziging'
import type { Registerwijziging } from '@warmknooppunt/schemas/types/registerwijziging.v1'
import { eenmalig } from './herhaling.ts'
import type { Stageomgeving } from './omgeving.ts'
import type { Beheerder, Beoordeling, Besluit } from './registerwijziging-store.ts'
import { besluitWijziging, bewaarWijziging, vergrendelWijziging } from './registerwijziging-store.ts'
import { alleen } from './transacties.ts'
import { bepaalBeller } from './voorbereiding.ts'
import { geenOperator, ongeldigeInvoer } from './weigeringen.ts'

export const WIJZIGROUTE = 'POST /v1/beheer/registerwijzigingen'

/** A change as an operator posts it; `kop` is its Idempotency-Key. */
export type Wijzigvraag = { readonly body: Registerwijziging; readonly client: Clientnaam; readonly kop: string | null }
export type Besluitvraag = { readonly id: string; readonly toelichting: string | null; readonly client: Clientnaam }

type Werk = {
  readonly o: Stageomgeving
  readonly tx: Tx<BusEvent>
  readonly nu: Temporal.Instant
  readonly beheerder: Beheerder
}

/**
 * An operator changes the register: whole or not at all, on the version it looked at when it names one. What may change who receives personal
 * data is kept as a proposal where a second person must approve. With `proef` nothing is kept: only told what it would do.
 */
export function neemRegisterwijziging(o: Stageomgeving, { body, client, kop }: Wijzigvraag): Promise<Antwoord> {
  return alsBeheerder(o, client, async (werk) => {
    if (body.proef) return beproef(werk, body)
    const { tx, nu, beheerder } = werk
    const herhaalbaar = { o, tx, nu, route: WIJZIGROUTE, eigenaar: beheerder.deelnemer, client, kop, body }
    return eenmalig(herhaalbaar, () => voerUit(werk, body))
  })
}

/** Another operator approves a proposal: it is judged again, on the register as it is now, and made. */
export function keurGoed(o: Stageomgeving, { id, toelichting, client }: Besluitvraag): Promise<Antwoord> {
  return alsBeheerder(o, client, async (werk) => {
    const gevonden = await vergrendelWijziging(werk.tx, id)
    if (!gevonden) return onbekend()
    const mag = magGoedkeuren(gevonden.rij, werk.beheerder, werk.nu)
    if (mag.kind === 'geweigerd') return magNiet(mag.reden)
    const uitkomst = await voerDoor(werk, gevonden.verandering, null)
    if ('kind' in uitkomst) return uitkomst.errors ? pastNiet(uitkomst) : uitkomst
    const besluit: Besluit = { stand: 'doorgevoerd', ...uitkomst, op: werk.nu, door: werk.beheerder, toelichting }
    await besluitWijziging(werk.tx, id, besluit, uitkomst.beoordeling)
    return antwoord(201, { id, stand: 'doorgevoerd', versie: uitkomst.versie, ...gemeld(uitkomst.beoordeling) })
  })
}

/** An operator takes a proposal off the table. */
export function wijsAf(o: Stageomgeving, { id, toelichting, client }: Besluitvraag): Promise<Antwoord> {
  return alsBeheerder(o, client, async ({ tx, nu, beheerder }) => {
    const gevonden = await vergrendelWijziging(tx, id)
    if (!gevonden) return onbekend()
    const mag = magAfwijzen(gevonden.rij, nu)
    if (mag.kind === 'geweigerd') return magNiet(mag.reden)
    await besluitWijziging(tx, id, { stand: 'afgewezen', versie: null, op: nu, door: beheerder, toelichting }, null)
    return antwoord(201, { id, stand: 'afgewezen' })
  })
}

function alsBeheerder(o: Stageomgeving, client: Clientnaam, f: (werk: Werk) => Promise<Antwoord>): Promise<Antwoord> {
  return alleen(o, async (tx) => {
    const nu = o.nu()
    const beller = bepaalBeller(await o.register.stand(tx), client, nu)
    if (beller.kind === 'probleem') return beller
    if (beller.aanroeper.rol !== 'operator') return geenOperator()
    const beheerder = { deelnemer: beller.deelnemer.deelnemer, issuer: client.issuer, clientId: client.clientId }
    return f({ o, tx, nu, beheerder })
  })
}

async function beproef({ o, tx, nu }: Werk, body: Registerwijziging): Promise<Antwoord> {
  const { versie } = await o.register.stand(tx)
  const beoordeling = await beoordeel(tx, nu, { versie, verandering: body, opVersie: body.opVersie ?? null })
  if ('kind' in beoordeling) return beoordeling
  const goedkeuringNodig = o.vierOgen && beoordeling.raaktOntvangst
  return antwoord(200, { proef: true, versie, goedkeuringNodig, ...gemeld(beoordeling) })
}

async function voerUit(werk: Werk, body: Registerwijziging): Promise<Antwoord> {
  const verandering = { zet: body.zet ?? {}, weg: body.weg ?? {} }
  const { o, tx, nu, beheerder } = werk
  const uitkomst = await voerDoor(werk, verandering, body.opVersie ?? null, o.vierOgen)
  if ('kind' in uitkomst) return uitkomst
  const { versie, beoordeling } = uitkomst
  const id = nieuwId(nu)
  const besluit: Besluit | null =
    versie === null ? null : { stand: 'doorgevoerd', versie, op: nu, door: beheerder, toelichting: null }
  const rij = { id, ingediendOp: nu, indiener: beheerder, toelichting: body.toelichting, verandering, besluit }
  await bewaarWijziging(tx, { ...rij, ...beoordeling })
  const stand = versie === null ? 'wacht-op-goedkeuring' : 'doorgevoerd'
  return antwoord(201, { id, stand, versie: versie ?? beoordeling.opVersie, ...gemeld(beoordeling) })
}

type Doorgevoerd = { readonly versie: number | null; readonly beoordeling: Beoordeling }

/** Makes the change under the lock of the register; `wacht`: unless a second person must look at it, then nothing is made and `versie` is null. */
async function voerDoor(
  { tx, nu }: Werk,
  verandering: Verandering,
  opVersie: number | null,
  wacht = false,
): Promise<Doorgevoerd | Probleem> {
  const { uitkomst, versie } = await wijzigRegisterIn(tx, async (w) => {
    const beoordeling = await beoordeel(tx, nu, { versie: w.versie - 1, verandering, opVersie })
    if ('kind' in beoordeling) return beoordeling
    const blijft = wacht && beoordeling.raaktOntvangst
    if (!blijft) await schrijfVerandering(w, verandering)
    return { beoordeling, blijft }
  })
  if ('kind' in uitkomst) return uitkomst
  return { versie: uitkomst.blijft ? null : versie, beoordeling: uitkomst.beoordeling }
}

type Vraag = { readonly versie: number; readonly verandering: Verandering; readonly opVersie: number | null }

/** What a change would do to the register of that version, or what is wrong with it. */
async function beoordeel(db: Db, nu: Temporal.Instant, vraag: Vraag): Promise<Beoordeling | Probleem> {
  const { versie, verandering, opVersie } = vraag
  if (opVersie !== null && opVersie !== versie) return gewijzigd(versie)
  const rijen = await laadRijen(db, versie)
  const voor = naarDocument(rijen)
  const dag = amsterdamseDag(nu)
  const proeffouten = (await isProef(db)) ? keurProef(verandering) : []
  const fouten = [...proeffouten, ...keurVerandering(voor, verandering, dag)]
  if (fouten.length > 0) return ongeldigeInvoer(fouten)
  const na = pasToe(voor, verandering)
  const verschil = bepaalVerschil(voor, na)
  const effect = bepaalEffect(rijen, naarRijen(na, rijen.postcodetabellen), dag)
  return { verschil, effect, raaktOntvangst: raaktOntvangst(verschil), opVersie: versie }
}

function gemeld({ verschil, effect, raaktOntvangst: raakt }: Beoordeling) {
  return { raaktOntvangst: raakt, verschil, effect }
}

function antwoord(status: number, body: unknown): Antwoord {
  return { kind: 'antwoord', status, body }
}

function gewijzigd(versie: number): Probleem {
  const detail = `Het register is intussen gewijzigd en heeft nu versie ${versie}. Kijk opnieuw en stuur de wijziging dan met die versie.`
  return probleem('register-gewijzigd', detail, { extra: { versie } })
}

/** What was right when it was proposed is no more: somebody changed what it rests on. */
function pastNiet({ errors = [] }: Probleem): Probleem {
  const detail =
    'Het register is sinds het voorstel zo gewijzigd dat het niet meer past; zie errors. Wijs het af en doe een nieuw voorstel.'
  return probleem('register-gewijzigd', detail, { errors })
}

function onbekend(): Probleem {
  return probleem('niet-gevonden', 'Deze registerwijziging bestaat niet.')
}

type Reden = Extract<Goedkeuringsbesluit, { kind: 'geweigerd' }>['reden']

function magNiet(reden: Reden): Probleem {
  switch (reden) {
    case 'eigen-voorstel':
      return probleem(
        'eigen-voorstel',
        'Wie een wijziging voorstelt keurt haar niet zelf goed. Vraag een andere beheerder.',
      )
    case 'al-besloten':
      return probleem('verkeerde-status', 'Over dit voorstel is al besloten.')
    case 'verlopen':
      return probleem(
        'verkeerde-status',
        `Dit voorstel wachtte langer dan ${VOORSTEL_DAGEN} dagen. Doe een nieuw voorstel.`,
      )
  }
}
