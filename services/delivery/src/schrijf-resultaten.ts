import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import { enqueue } from '@warmknooppunt/platform/outbox'
import { statuscodeVan } from './afloop.ts'
import { besluit } from './besluit.ts'
import type { Eindpuntbesluit } from './besluit-eindpunt.ts'
import { besluitEindpunt } from './besluit-eindpunt.ts'
import type { Geclaimd, Vrijgegeven } from './bezorging-store.ts'
import { geefVrij } from './bezorging-store.ts'
import type { Gepauzeerd, Standwijziging } from './eindpunt-store.ts'
import { pauzeerEindpunten, zetStanden } from './eindpunt-store.ts'
import type { Maker, Onderwerp } from './gebeurtenis.ts'
import { inPostvak, naarEindpunt, traceVan } from './gebeurtenis.ts'
import { merkOpgehaald } from './postvak-store.ts'
import type { Beslist, Resultaat } from './resultaat.ts'
import { afloopVan, naarPoging, naarStand } from './resultaat.ts'
import { schrijfPogingen, schrijfStanden } from './resultaat-store.ts'

/** How many parked bezorgingen are released at once when an endpoint answers again; the next answers release the next. */
const VRIJGAVE = 500

export type Schrijfkeuze = Maker & {
  readonly plan: readonly number[]
  /** how the endpoints fared before these results */
  readonly standen: ReadonlyMap<string, { readonly fouten: number; readonly heeftGeparkeerd: boolean }>
}

export type Geschreven = {
  readonly beslist: readonly Beslist[]
  /** results of which the lease was lost: nothing of them was written */
  readonly verloren: readonly Resultaat[]
  /** endpoints of which the state changed, or where something was released */
  readonly gewijzigd: readonly string[]
  /** endpoints that these results put on pause */
  readonly gepauzeerd: readonly Gepauzeerd[]
}

/** Writes a group of results in one transaction: bezorgingen, attempts, postvak, endpoints and the events that tell of it. */
export async function schrijfResultaten(
  tx: Tx<BusEvent>,
  resultaten: readonly Resultaat[],
  k: Schrijfkeuze,
): Promise<Geschreven> {
  const alles = resultaten.map((r) => ({
    ...r,
    besluit: besluit(r.uitkomst, r.bezorging.poging - r.bezorging.planVanaf, k.plan, k.nu),
  }))
  const onze = await schrijfStanden(tx, alles.map(naarStand))
  const beslist = alles.filter(({ bezorging }) => onze.has(bezorging.id))
  const afgeleverd = beslist.filter((b) => b.besluit.kind === 'klaar').map(({ bezorging }) => bezorging)
  const pogingen = beslist.filter(({ uitkomst }) => afloopVan(uitkomst) !== null).map(naarPoging)
  if (pogingen.length > 0) schrijfPogingen(tx, pogingen)
  const eerste = afgeleverd.length > 0 ? await merkOpgehaald(tx, afgeleverd, { nu: k.nu, ookBevestigd: true }) : []
  const opgehaald = new Set(eerste.map(({ deelnemer, nummer }) => `${deelnemer}|${nummer}`))
  for (const b of beslist) meldResultaat(tx, b, k, opgehaald.has(`${b.bezorging.deelnemer}|${b.bezorging.nummer}`))
  const eindpunten = await werkEindpuntenBij(tx, beslist, k)
  return { beslist, verloren: alles.filter(({ bezorging }) => !onze.has(bezorging.id)), ...eindpunten }
}

function meldResultaat(tx: Tx<BusEvent>, b: Beslist, maker: Maker, eersteKeer: boolean): void {
  const over = onderwerpVan(b.bezorging)
  if (b.besluit.kind === 'klaar' && eersteKeer) {
    enqueue(tx, inPostvak(maker, over, { gebeurtenis: 'opgehaald', nummer: b.bezorging.nummer }))
  }
  // A probe that failed changes nothing that anybody was told.
  if (b.bezorging.proef && b.besluit.kind === 'parkeer' && b.besluit.reden === 'onbereikbaar') return
  const afloop = afloopVan(b.uitkomst)
  const statuscode = statuscodeVan(b.uitkomst)
  const { id: bezorgingId, eindpunt, poging } = b.bezorging
  enqueue(
    tx,
    naarEindpunt(maker, over, {
      gebeurtenis: GEBEURTENIS[b.besluit.kind],
      bezorgingId,
      eindpunt,
      poging,
      ...(afloop === null ? {} : { afloop }),
      ...(statuscode === null ? {} : { statuscode }),
      ...(b.besluit.kind === 'opnieuw' ? { volgendePogingOp: b.besluit.op.toString() } : {}),
    }),
  )
}

/** What lapses is told as failed, without a next attempt. */
const GEBEURTENIS = { klaar: 'gepusht', opnieuw: 'mislukt', vervallen: 'mislukt', parkeer: 'geparkeerd' } as const

export function onderwerpVan(
  b: Pick<Geclaimd, 'bericht' | 'berichtId' | 'dossierId' | 'deelnemer' | 'rol' | 'event'>,
): Onderwerp {
  const { bericht, berichtId, dossierId, deelnemer, rol, event } = b
  return { bericht, berichtId, dossierId, deelnemer, rol, traceparent: traceVan(event) }
}

export function meldVrijgave(tx: Pick<Tx<BusEvent>, 'uit'>, vrij: readonly Vrijgegeven[], maker: Maker): void {
  for (const v of vrij) {
    const { id: bezorgingId, eindpunt, poging } = v
    enqueue(tx, naarEindpunt(maker, onderwerpVan(v), { gebeurtenis: 'vrijgegeven', bezorgingId, eindpunt, poging }))
  }
}

async function werkEindpuntenBij(
  tx: Tx<BusEvent>,
  beslist: readonly Beslist[],
  k: Schrijfkeuze,
): Promise<Pick<Geschreven, 'gewijzigd' | 'gepauzeerd'>> {
  const perEindpunt = [...Map.groupBy(beslist, ({ bezorging }) => bezorging.eindpunt)].map(([id, groep]) => {
    const stand = k.standen.get(id) ?? { fouten: 0, heeftGeparkeerd: true }
    return {
      id,
      stand,
      besluit: besluitEindpunt(
        groep.map(({ uitkomst }) => uitkomst),
        stand.fouten,
        k.nu,
      ),
    }
  })
  const wijzigingen = perEindpunt.flatMap(({ id, stand, besluit: b }) => wijziging(id, stand.fouten, b))
  if (wijzigingen.length > 0) zetStanden(tx, wijzigingen)
  const pauzes = perEindpunt.flatMap(({ id, besluit: b }) => (b.kind === 'pauzeer' ? [{ id, reden: b.reden }] : []))
  const gepauzeerd = pauzes.length > 0 ? await pauzeerEindpunten(tx, pauzes) : []
  const antwoordend = perEindpunt.filter(
    ({ besluit: b, stand }) => b.kind === 'stand' && b.antwoordt && stand.heeftGeparkeerd,
  )
  await geefAntwoordendeVrij(
    tx,
    antwoordend.map(({ id }) => id),
    k,
  )
  return { gewijzigd: [...wijzigingen, ...pauzes, ...antwoordend].map(({ id }) => id), gepauzeerd }
}

async function geefAntwoordendeVrij(tx: Tx<BusEvent>, eindpunten: readonly string[], k: Schrijfkeuze): Promise<void> {
  if (eindpunten.length === 0) return
  meldVrijgave(tx, await geefVrij(tx, { eindpunten, reden: 'onbereikbaar', nu: k.nu, limiet: VRIJGAVE }), k)
}

function wijziging(id: string, fouten: number, b: Eindpuntbesluit): Standwijziging[] {
  if (b.kind !== 'stand') return []
  const alsTevoren = b.fouten === fouten && fouten === 0 && b.nietVoor === null
  return alsTevoren ? [] : [{ id, fouten: b.fouten, nietVoor: b.nietVoor }]
}
