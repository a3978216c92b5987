import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import { isStoring, transactie } from '@warmknooppunt/platform/db'
import type { Antwoord } from '@warmknooppunt/platform/http'
import { uitbakVan } from '@warmknooppunt/platform/outbox'
import type { Probleem } from '@warmknooppunt/platform/probleem'
import { probleem } from '@warmknooppunt/platform/probleem'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { NietMogelijk } from '@warmknooppunt/regels/dossier'
import { adresVan } from '@warmknooppunt/register/bestemming'
import { zoekGemeenten } from '@warmknooppunt/register/postcode-store'
import pg from 'pg'
import type { Aanneming } from './aanname.ts'
import { Botsing, legVast } from './aanname.ts'
import type { Aanvraag, Kandidaat } from './aanvraag.ts'
import type { Besluit, Bevonden } from './besluit.ts'
import { besluit } from './besluit.ts'
import { leesOpKlant, leesOpReferentie } from './dossier-store.ts'
import type { Groep } from './groep.ts'
import { maakGroep } from './groep.ts'
import { leesAntwoorden } from './idempotentie-store.ts'
import type { Stageomgeving } from './omgeving.ts'
import type { Sleutels } from './sleutels.ts'
import { sleutelsVan } from './sleutels.ts'
import { bereidVoor } from './voorbereiding.ts'
import { telWeigeringen } from './weigering-store.ts'
import { haalZoekers } from './zoeksleutel-store.ts'

const MAX_GROEP = 100
/** How long a group waits for a row somebody else holds, and how long one request alone does (design section 5, promise 1). */
const WACHT_GROEP = "set local lock_timeout = '20ms'"
const WACHT_ALLEEN = "set local lock_timeout = '2s'"
const POGINGEN_ALLEEN = 3

export type Aannemer = Groep<Aanvraag, Antwoord>

/** Accepts doorverwijzingen, many in one transaction when many come at once. */
export function maakAannemer(o: Stageomgeving): Aannemer {
  return maakGroep<Aanvraag, Antwoord>({
    samen: (aanvragen) => inTransactie(o, WACHT_GROEP, aanvragen),
    alleen: (aanvraag) => alleen(o, aanvraag),
    isStoring: (fout) => isStoring(fout) && !wachtteTeLang(fout) && !isDubbel(fout),
    maxGroep: MAX_GROEP,
  })
}

/** What no two aanvragen of one group may share; the values stay in memory. */
export function groepsleutels({ body, client, kop }: Aanvraag): string[] {
  const wie = `${client.issuer}\0${client.clientId}`
  const namens = body.namens ?? wie
  return [
    `r\0${namens}\0${body.referentienummer}`,
    ...(kop === null ? [] : [`k\0${wie}\0${kop}`]),
    ...body.vorderingen.map(({ klantnummer }) => `n\0${namens}\0${klantnummer}`),
  ]
}

async function inTransactie(
  o: Stageomgeving,
  wacht: string,
  aanvragen: readonly Aanvraag[],
): Promise<readonly Antwoord[]> {
  const antwoorden = await transactie<Antwoord[], BusEvent>(o.pool, uitbakVan('intake'), async (tx) => {
    void tx.query(wacht).catch(() => undefined)
    return behandel(o, tx, aanvragen)
  })
  if (antwoorden.some((antwoord) => antwoord.kind === 'antwoord')) o.wek('berichten')
  return antwoorden
}

/** One aanvraag in a transaction of its own. Whoever loses the race for a key looks again and finds the winner's answer. */
async function alleen(o: Stageomgeving, aanvraag: Aanvraag): Promise<Antwoord> {
  for (let poging = 1; poging <= POGINGEN_ALLEEN; poging++) {
    try {
      const [antwoord] = await inTransactie(o, WACHT_ALLEEN, [aanvraag])
      if (antwoord) return antwoord
    } catch (fout) {
      if (wachtteTeLang(fout)) return bezig()
      if (!(fout instanceof Botsing) && !isDubbel(fout)) throw fout
    }
  }
  return bezig()
}

function bezig(): Probleem {
  const detail = 'Een verzoek met dezelfde kenmerken wordt op dit moment verwerkt. Herhaal dit verzoek na de wachttijd.'
  return probleem('bezig', detail, { headers: { 'Retry-After': '1' } })
}

function wachtteTeLang(fout: unknown): boolean {
  return fout instanceof pg.DatabaseError && fout.code === '55P03'
}

function isDubbel(fout: unknown): boolean {
  return fout instanceof pg.DatabaseError && (fout.code === '23505' || fout.code === '40P01' || fout.code === '40001')
}

async function behandel(o: Stageomgeving, tx: Tx<BusEvent>, aanvragen: readonly Aanvraag[]): Promise<Antwoord[]> {
  const nu = o.nu()
  const stand = await o.register.stand(tx)
  const postcodeversie = stand.postcodeversieOp(amsterdamseDag(nu))
  if (postcodeversie === null) return aanvragen.map(() => zonderPostcodes())
  const voorbereid = aanvragen.map((aanvraag) => bereidVoor(stand, aanvraag, nu))
  const bevonden = await zoekOp(o, tx, { kandidaten: voorbereid.filter(isKandidaat), postcodeversie, nu })
  const besluiten = new Map(
    bevonden.map((b) => [b.kandidaat, { bevonden: b, besluit: besluit(b, stand, nu) }] as const),
  )
  const aannemingen = [...besluiten.values()].flatMap(({ bevonden: b, besluit: uitkomst }): Aanneming[] =>
    uitkomst.kind === 'aannemen' ? [{ kandidaat: b.kandidaat, sleutels: b.sleutels, opening: uitkomst.opening }] : [],
  )
  const aangenomen =
    aannemingen.length === 0 ? [] : await legVast(tx, { keks: o.keks, stand, postcodeversie, nu }, aannemingen)
  const geteld = [...besluiten.values()].flatMap(({ bevonden: b, besluit: uitkomst }) =>
    uitkomst.kind === 'geweigerd' && uitkomst.geteld ? [telling(b, uitkomst.geteld)] : [],
  )
  if (geteld.length > 0) await telWeigeringen(tx, amsterdamseDag(nu), geteld)
  const perKandidaat = new Map(aannemingen.map(({ kandidaat }, i) => [kandidaat, aangenomen[i]]))
  return voorbereid.map((v) => {
    if (!isKandidaat(v)) return v
    return antwoordOp(besluiten.get(v)?.besluit, perKandidaat.get(v))
  })
}

function telling({ kandidaat }: Bevonden, { gemeentecode, code }: NietMogelijk) {
  return { schuldeiser: kandidaat.schuldeiser.deelnemer, gemeentecode, code }
}

function isKandidaat(v: Kandidaat | Probleem): v is Kandidaat {
  return 'aanvraag' in v
}

function antwoordOp(uitkomst: Besluit | undefined, aangenomen: Antwoord | undefined): Antwoord {
  if (uitkomst?.kind === 'geweigerd') return uitkomst.probleem
  if (uitkomst?.kind === 'herhaald') {
    return {
      kind: 'antwoord',
      status: uitkomst.status,
      body: uitkomst.body,
      headers: { 'Idempotent-Replayed': 'true' },
    }
  }
  if (!aangenomen) throw new Error('an accepted request has no answer')
  return aangenomen
}

function zonderPostcodes(): Probleem {
  return probleem('niet-beschikbaar', 'Er is nog geen postcodetabel in gebruik. Probeer het later opnieuw.', {
    headers: { 'Retry-After': '60' },
  })
}

type Zoekvraag = {
  readonly kandidaten: readonly Kandidaat[]
  readonly postcodeversie: number
  readonly nu: Temporal.Instant
}

/** Everything the decisions need, one statement a table. */
async function zoekOp(
  o: Stageomgeving,
  tx: Tx<BusEvent>,
  { kandidaten, postcodeversie, nu }: Zoekvraag,
): Promise<Bevonden[]> {
  if (kandidaten.length === 0) return []
  const zoekers = await haalZoekers(
    tx,
    o.keks,
    kandidaten.map(({ schuldeiser }) => schuldeiser.deelnemer),
  )
  const metSleutels = kandidaten.flatMap((kandidaat) => {
    const zoeker = zoekers.get(kandidaat.schuldeiser.deelnemer)
    return zoeker ? [{ kandidaat, sleutels: sleutelsVan(kandidaat, zoeker) }] : []
  })
  const adressen = kandidaten.flatMap((kandidaat) => {
    const adres = adresVan(kandidaat.aanvraag.body)
    return adres ? [{ kandidaat, adres }] : []
  })
  const [gemeenten, antwoorden, referenties, klanten] = await Promise.all([
    zoekGemeenten(
      tx,
      adressen.map(({ adres }) => adres),
      postcodeversie,
    ),
    leesAntwoorden(
      tx,
      metSleutels.flatMap(({ sleutels }) => sleutels.antwoorden),
      nu,
    ),
    leesOpReferentie(
      tx,
      metSleutels.map(({ kandidaat, sleutels }) => wieEnReferentie(kandidaat, sleutels)),
    ),
    leesOpKlant(
      tx,
      metSleutels.flatMap(({ kandidaat: k, sleutels }) =>
        sleutels.klanten.map((klant) => ({ schuldeiser: k.schuldeiser.deelnemer, klant })),
      ),
    ),
  ])
  const perAdres = new Map(adressen.map(({ kandidaat }, i) => [kandidaat, gemeenten[i] ?? null]))
  return metSleutels.map(({ kandidaat, sleutels }) => {
    const eigenKlanten = new Set(sleutels.klanten.map((klant) => klant.toString('hex')))
    return {
      kandidaat,
      sleutels,
      adres: perAdres.get(kandidaat) ?? null,
      eersteAntwoorden: sleutels.antwoorden.flatMap((sleutel) => antwoorden.get(sleutel.toString('hex')) ?? []),
      zelfdeReferentie:
        referenties.find((d) => d.referentie.equals(sleutels.referentie) && hoortBij(d, kandidaat)) ?? null,
      eerdere: klanten
        .filter(
          ({ klant, dossier }) => eigenKlanten.has(klant) && dossier.schuldeiser === kandidaat.schuldeiser.deelnemer,
        )
        .map(({ dossier }) => dossier),
    }
  })
}

function wieEnReferentie({ schuldeiser, afzender }: Kandidaat, { referentie }: Sleutels) {
  return { schuldeiser: schuldeiser.deelnemer, indiener: afzender.deelnemer, referentie }
}

function hoortBij(dossier: { schuldeiser: string; indiener: string }, { schuldeiser, afzender }: Kandidaat): boolean {
  return dossier.schuldeiser === schuldeiser.deelnemer && dossier.indiener === afzender.deelnemer
}
