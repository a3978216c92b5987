import { randomUUID } from 'node:crypto'
import { velden } from '@warmknooppunt/platform/http-verzoek'
import type { Registerdocument, Verandering } from '@warmknooppunt/register/registerdocument'
import { valideer } from '@warmknooppunt/schemas/valideer'
import type { Command } from 'commander'
import type { Afloop } from '../commando/afloop.ts'
import { AFLOOP, commandofout } from '../commando/afloop.ts'
import type { Gehoord, Operatoropties, Vraag } from '../commando/hub-client.ts'
import { metOperator, operatorHoor, weigering } from '../commando/hub-client.ts'
import type { Omstandigheden } from '../commando/omstandigheden.ts'
import { schrijf } from '../commando/omstandigheden.ts'
import { toonUitkomst } from './toon-register.ts'

export const PAD = '/v1/beheer/registerwijzigingen'

export type Wijzigopties = Operatoropties & { readonly toelichting?: string; readonly proef?: true }

/** Options of every command that changes the register. */
export function metWijziging(commando: Command): Command {
  return metOperator(commando)
    .option('--toelichting <tekst>', 'why, kept with the change; at most 200 characters, nothing about persons')
    .option('--proef', 'only show what would change, and what that does to routing')
}

export type Gelezen = { readonly versie: number; readonly register: Registerdocument }
type Hoor = (vraag: Vraag) => Promise<Gehoord>

/** The register as the running hub has it. */
export async function leesRegister(hoor: Hoor): Promise<Gelezen> {
  const { status, body } = await hoor({ method: 'GET', pad: '/v1/beheer/register' })
  if (status !== 200) throw weigering(status, body)
  const { versie, register } = velden(body)
  const gelezen = valideer('registerwijziging', { toelichting: 'register', zet: register })
  if (gelezen.kind === 'ongeldig' || typeof versie !== 'number') {
    const tekst =
      'the hub has rows in its register that this version of the command line does not know; use the version of the hub'
    throw commandofout(AFLOOP.fout, tekst)
  }
  return { versie, register: { ...LEEG, ...gelezen.waarde.zet } }
}

const LEEG: Registerdocument = {
  gemeenten: [],
  gemeenteWijzigingen: [],
  deelnemers: [],
  clients: [],
  overeenkomsten: [],
  mandaten: [],
  uitvoerders: [],
  loketten: [],
  loketRegels: [],
  gemeenteUitvoerders: [],
  publiekeLoketten: [],
  feestdagjaren: [],
}

/** Looks at the register, makes a change of it, and tells what came of it. Two operators at once: the second is told to look again. */
export async function wijzig(
  o: Omstandigheden,
  opties: Wijzigopties,
  standaard: string,
  maak: (register: Registerdocument) => Verandering,
): Promise<Afloop> {
  const hoor = await operatorHoor(o, opties)
  const { versie, register } = await leesRegister(hoor)
  const antwoord = await stuurWijziging(hoor, { versie, opties, standaard, verandering: maak(register) })
  if (antwoord.status >= 300) throw weigering(antwoord.status, antwoord.body)
  await schrijf(o.uit, opties.json ? JSON.stringify(antwoord.body) : toonUitkomst(antwoord.body))
  return AFLOOP.goed
}

export type Wijzigvraag = {
  readonly versie: number
  readonly opties: Wijzigopties
  readonly standaard: string
  readonly verandering: Verandering
}

export function stuurWijziging(hoor: Hoor, { versie, opties, standaard, verandering }: Wijzigvraag): Promise<Gehoord> {
  const toelichting = opties.toelichting ?? standaard
  const body = { opVersie: versie, toelichting, ...(opties.proef ? { proef: true } : {}), ...verandering }
  return hoor({ method: 'POST', pad: PAD, body, koppen: { 'idempotency-key': `"${randomUUID()}"` } })
}

/** The one row of that name; ends the command when there is none. */
export function eisRij<T>(rijen: readonly T[], past: (rij: T) => boolean, wat: string): T {
  const rij = rijen.find(past)
  if (rij === undefined)
    throw commandofout(AFLOOP.fout, `the register has no ${wat}; \`register uit\` shows what it has`)
  return rij
}

/** Refuses to make anew what is there: who meant to change it says so. */
export function eisNieuw<T>(rijen: readonly T[], past: (rij: T) => boolean, wat: string, wijzig: string): void {
  if (rijen.some(past)) throw commandofout(AFLOOP.fout, `the register has ${wat} already; ${wijzig}`)
}
