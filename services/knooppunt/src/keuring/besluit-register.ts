import type { Sleuteleinde } from '@warmknooppunt/register/sleutel-einde'
import type { Partijfeiten } from './besluit-partijen.ts'
import { keurPartijen } from './besluit-partijen.ts'
import type { Bevinding } from './bevinding.ts'

/** Of the register: what a keuring must know of it, on the day of today in Amsterdam. */
export type Registerfeiten = Partijfeiten & {
  /** the database is marked as that of a place to try things out */
  readonly proef: boolean
  /** years whose holidays are known in full */
  readonly feestdagjaren: readonly number[]
  /** the table in force; null = none */
  readonly postcodetabel: { readonly versie: number; readonly demo: boolean; readonly geldigVanaf: string } | null
  /** clients of the demo that may still sign in */
  readonly demoClients: readonly string[]
  /** the last day on which a key of a client holds, by itself or by the certificate beside it */
  readonly sleutels: readonly Sleutelfeit[]
}

/** `vervangen`: the client has another key that holds longer. */
type Sleutelfeit = Pick<Sleuteleinde, 'client' | 'deelnemer' | 'kid' | 'vervangen'> & { readonly totEnMet: string }

const TABEL_MAANDEN = 15
const SLEUTEL_DAGEN = 30

/** What is to be mended in the register. Holidays: Algemene termijnenwet art. 3; the decree for a year is published years before. */
export function keurRegister(feiten: Registerfeiten, vandaag: string): Bevinding[] {
  return [
    ...keurProef(feiten),
    ...keurDemo(feiten),
    ...keurFeestdagen(feiten, vandaag),
    ...keurPostcodes(feiten, vandaag),
    ...keurPartijen(feiten),
    ...feiten.sleutels.flatMap((een) => keurSleutel(een, vandaag)),
  ]
}

function keurProef({ proef }: Registerfeiten): Bevinding[] {
  if (!proef) return []
  return [
    {
      onderwerp: 'proef',
      ernst: 'moet',
      wat: 'this is a proef: a place to try out connecting, for good',
      waar: 'the database',
      waarom: 'it takes test OINs only and delivers nothing outside, so it can serve nobody real',
      doe: 'begin production on a database and DATA_MAP of its own, without --proef',
    },
  ]
}

function keurDemo({ demoClients }: Registerfeiten): Bevinding[] {
  if (demoClients.length === 0) return []
  return [
    {
      onderwerp: 'demo',
      ernst: 'moet',
      wat: `${demoClients.length} clients of the demo may sign in, among them its operator`,
      waar: `register, clients ${demoClients.join(', ')}`,
      waarom: 'their private keys lie in the folder `demo` of DATA_MAP, and whoever has them is a party to this hub',
      doe: 'begin production on a database and DATA_MAP of its own, with DEMO=nee',
    },
  ]
}

function keurFeestdagen({ feestdagjaren }: Registerfeiten, vandaag: string): Bevinding[] {
  const jaar = Number(vandaag.slice(0, 4))
  const vast = {
    onderwerp: 'feestdagen',
    waar: 'register, feestdagjaren',
    waarom: 'a term that ends in a year that is not known is computed without its holidays, with an alarm',
    doe: 'npm run knooppunt -- register in <file>, with the feestdagjaren of that year and the days equated by decree (Atw art. 3)',
  }
  if (!feestdagjaren.includes(jaar))
    return [{ ...vast, ernst: 'moet', wat: `the holidays of ${jaar}, this year, are not known` }]
  if (feestdagjaren.includes(jaar + 1)) return []
  // A stop of 30 days and a first talk after 28 reach into the next year from December on.
  const ernst = Number(vandaag.slice(5, 7)) >= 10 ? 'moet' : 'zou-moeten'
  return [{ ...vast, ernst, wat: `the holidays of ${jaar + 1} are not known` }]
}

function keurPostcodes({ postcodetabel: tabel }: Registerfeiten, vandaag: string): Bevinding[] {
  const vast = {
    onderwerp: 'postcodes',
    waar: tabel ? `register, postcode table ${tabel.versie}` : 'register, postcodetabel',
    waarom: 'an address that is not in the table waits for an operator; one that moved goes to the wrong gemeente',
    doe: 'npm run knooppunt -- importeer-postcodes --jaar <year>',
  }
  if (tabel === null) return [{ ...vast, ernst: 'moet', wat: 'no postcode table is in force' }]
  if (tabel.demo) return [{ ...vast, ernst: 'moet', wat: 'the postcode table in force is that of the demo' }]
  const oud = Temporal.PlainDate.from(tabel.geldigVanaf).add({ months: TABEL_MAANDEN })
  if (Temporal.PlainDate.compare(oud, Temporal.PlainDate.from(vandaag)) > 0) return []
  return [
    {
      ...vast,
      ernst: 'zou-moeten',
      wat: `the postcode table in force is of ${tabel.geldigVanaf}; CBS has a newer one`,
    },
  ]
}

function keurSleutel(feit: Sleutelfeit, vandaag: string): Bevinding[] {
  const { client, totEnMet } = feit
  const dagen = Temporal.PlainDate.from(vandaag).until(Temporal.PlainDate.from(totEnMet), { largestUnit: 'day' }).days
  if (feit.vervangen) return keurVervangen(feit, dagen)
  if (dagen > SLEUTEL_DAGEN) return []
  return [
    {
      onderwerp: 'clientsleutels',
      ernst: dagen < 0 ? 'moet' : 'zou-moeten',
      wat: dagen < 0 ? `a key of a client ended on ${totEnMet}` : `a key of a client ends on ${totEnMet}`,
      waar: `register, client ${client}`,
      waarom: 'the party may soon not be able to sign in, or does so with a key that its owner gave up',
      doe: `ask the party for its new public key: ${sleutelcommando(feit)} --publiek <file> (docs/beheer-register.md)`,
    },
  ]
}

/** Nobody is in want of it any more; until it ends the party may still change over. */
function keurVervangen(feit: Sleutelfeit, dagen: number): Bevinding[] {
  if (dagen >= 0) return []
  const { client, kid, totEnMet } = feit
  return [
    {
      onderwerp: 'clientsleutels',
      ernst: 'zou-moeten',
      wat: `a key of a client ended on ${totEnMet}, and stands beside its newer one`,
      waar: `register, client ${client}`,
      waarom: 'whoever has a key that its owner gave up may sign in as the party',
      doe: `${sleutelcommando(feit)} --weg ${kid ?? '<kid>'}`,
    },
  ]
}

function sleutelcommando({ client, deelnemer }: Sleutelfeit): string {
  const systeem = client === deelnemer ? '' : ` --systeem ${client}`
  return `npm run knooppunt -- deelnemer sleutel ${deelnemer}${systeem}`
}
