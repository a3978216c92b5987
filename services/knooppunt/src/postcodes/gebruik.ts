import type { Dag } from '@warmknooppunt/regels/dag'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Gemeente } from '@warmknooppunt/register/gemeente-store'
import { leesGemeenten } from '@warmknooppunt/register/gemeente-store'
import {
  leesGenoemdePostcodes,
  leesTabelgebruik,
  noteerVerwijderd,
  registreerPostcodeimport,
  werkGebruikBij,
} from '@warmknooppunt/register/postcodeimport-store'
import { hangPostcodesAan, verwijderPostcodes } from '@warmknooppunt/register/postcodepartitie-store'
import type { Postcodetabel } from '@warmknooppunt/register/postcodetabel-store'
import {
  heropenPostcodetabellen,
  leesPostcodetabellen,
  neemPostcodetabelInGebruik,
  sluitPostcodetabellen,
} from '@warmknooppunt/register/postcodetabel-store'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import type { Pool } from 'pg'
import { AFLOOP, commandofout } from '../commando/afloop.ts'
import { metGeduld, wachtKort } from './geduld.ts'
import type { Verslag } from './importeer.ts'
import type { Opruiming } from './kies-opruiming.ts'
import { kiesOpruiming } from './kies-opruiming.ts'
import { kiesTerug } from './kies-terug.ts'
import { kiesVanKracht } from './kies-van-kracht.ts'

type Plek = { readonly pool: Pool; readonly nu: () => Temporal.Instant }
type Kop = Pick<Postcodetabel, 'naam' | 'bron'>

/** Takes a loaded table into use, in one small transaction, and gives the register version that has it and the table in force today. */
export async function neemInGebruik(
  { pool, nu }: Plek,
  { versie, geldigVanaf, soort, aantallen, gemeenten }: Verslag,
  kop: Kop,
): Promise<{ readonly registerversie: number; readonly vandaag: Postcodetabel | null }> {
  const moment = nu()
  const gewijzigd = await metGeduld(() =>
    wijzigRegister(pool, async (w) => {
      await wachtKort(w.tx)
      keurGemeenten(gemeenten, geldigVanaf, await leesGemeenten(w.tx, w.versie))
      await neemPostcodetabelInGebruik(w, { ...kop, versie, geldigVanaf }, moment)
      const { rijen, pc4, pc6 } = aantallen
      await registreerPostcodeimport(w, { versie, soort, rijen, pc4, pc6, gemeenten }, moment)
      await werkGebruikBij(w, moment)
      // Last: from here on look-ups in small tables wait for the end of this.
      await hangPostcodesAan(w.tx, versie)
    }),
  )
  return { registerversie: gewijzigd.versie, vandaag: await tabelVanVandaag({ pool, nu }, gewijzigd.versie) }
}

/** The list of gemeenten may have changed while the table was loaded. */
function keurGemeenten(codes: readonly string[], dag: Dag, gemeenten: readonly Gemeente[]): void {
  const er = gemeenten.filter(({ van, totEnMet }) => (van ?? dag) <= dag && (totEnMet ?? dag) >= dag)
  const weg = new Set(codes).difference(new Set(er.map(({ gemeentecode }) => gemeentecode)))
  if (weg.size === 0) return
  const tekst = `nothing was changed: the list of gemeenten changed meanwhile, and has on ${dag} no ${[...weg].join(', ')}`
  throw commandofout(AFLOOP.fout, tekst)
}

async function tabelVanVandaag({ pool, nu }: Plek, registerversie: number): Promise<Postcodetabel | null> {
  return kiesVanKracht(await leesPostcodetabellen(pool, registerversie), amsterdamseDag(nu()))
}

export type Teruggedraaid = {
  readonly gesloten: number
  readonly heropend: readonly number[]
  readonly inGebruik: number
  readonly registerversie: number
}

/** Undoes the last import in use, in one small transaction. */
export async function draaiTerug({ pool, nu }: Plek): Promise<Teruggedraaid> {
  const moment = nu()
  const { uitkomst, versie } = await metGeduld(() =>
    wijzigRegister(pool, async (w) => {
      await wachtKort(w.tx)
      const keuze = kiesTerug(await leesTabelgebruik(w.tx), amsterdamseDag(moment))
      if (keuze.kind === 'geen') throw commandofout(AFLOOP.fout, `nothing was changed: ${keuze.waarom}`)
      await sluitPostcodetabellen(w, [keuze.sluit])
      await heropenPostcodetabellen(w, keuze.heropen, moment)
      await werkGebruikBij(w, moment)
      return keuze
    }),
  )
  return { gesloten: uitkomst.sluit, heropend: uitkomst.heropen, inGebruik: uitkomst.inGebruik, registerversie: versie }
}

/** Drops tables out of force for 13 months that nothing open names; a partition a transaction. */
export async function ruimOp({ pool, nu }: Plek): Promise<Opruiming> {
  const moment = nu()
  const genoemd = await leesGenoemdePostcodes(pool, moment)
  const opruiming = kiesOpruiming(await leesTabelgebruik(pool), genoemd, moment)
  for (const versie of opruiming.verwijder) {
    await metGeduld(() =>
      wijzigRegister(pool, async (w) => {
        await wachtKort(w.tx)
        // Somebody may have gone back to it meanwhile.
        if (!kiesOpruiming(await leesTabelgebruik(w.tx), genoemd, moment).verwijder.includes(versie)) return
        await sluitPostcodetabellen(w, [versie])
        await werkGebruikBij(w, moment)
        await noteerVerwijderd(w.tx, versie, moment)
        await verwijderPostcodes(w.tx, versie)
      }),
    )
  }
  return opruiming
}
