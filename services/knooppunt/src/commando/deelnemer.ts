import type { Client } from '@warmknooppunt/register/client-store'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import type { Registerdocument, Verandering } from '@warmknooppunt/register/registerdocument'
import type { Command } from 'commander'
import { Option } from 'commander'
import { leesDag, vandaag } from '../register/dagen.ts'
import type { Jwk, Sleutelopties } from '../register/publieke-sleutel.ts'
import { haalSleutels, leesOin } from '../register/publieke-sleutel.ts'
import type { Wijzigopties } from '../register/registervraag.ts'
import { eisNieuw, eisRij, metWijziging, wijzig } from '../register/registervraag.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { leesIssuer, leesPlek } from './client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, voer } from './omstandigheden.ts'

type Soort = Deelnemer['soort']
type Toevoegopties = Wijzigopties &
  Sleutelopties & {
    readonly soort: Soort
    readonly naam: string
    readonly oin?: string
    readonly kvk?: string
    readonly soortSchuldeiser?: NonNullable<Deelnemer['soortSchuldeiser']>
    readonly klantnummerpatroon?: string
    readonly van?: string
    readonly totEnMet?: string
  }
type Sleutelkeuze = Wijzigopties &
  Sleutelopties & {
    readonly systeem?: string
    readonly vervang?: true
    readonly weg?: string
    readonly certificaat?: string
  }

/** What a party of each kind may do, unless a file says otherwise. */
const SCOPES: Readonly<Record<Soort, readonly string[]>> = {
  schuldeiser: [
    ...['doorverwijzingen.indienen', 'doorverwijzingen.lezen', 'antwoorden.indienen', 'postvak.lezen'],
    ...['abonnementen.beheren', 'rapportages.lezen'],
  ],
  intermediair: [
    ...['doorverwijzingen.indienen', 'doorverwijzingen.lezen', 'antwoorden.indienen', 'postvak.lezen'],
    ...['abonnementen.beheren', 'rapportages.lezen'],
  ],
  gemeente: [
    ...['doorverwijzingen.lezen', 'antwoorden.indienen', 'postvak.lezen', 'abonnementen.beheren', 'rapportages.lezen'],
  ],
  operator: ['beheer'],
}

const NA = `
From nothing to a creditor that may send:
  knooppunt -- deelnemer toevoegen energie-veldzicht --soort schuldeiser --soort-schuldeiser energie \\
    --naam 'Energie Veldzicht' --oin 00000099900000099000 --publiek veldzicht.jwks.json
  knooppunt -- overeenkomst sluit veldzicht-0988 --schuldeiser energie-veldzicht --gemeente 0988 --ondertekend 2026-11-20`

/** `deelnemer`: parties, their systems and keys. */
export function voegDeelnemerToe(programma: Command, o: Omstandigheden = HIER): void {
  const groep = programma
    .command('deelnemer')
    .description('add a party, give it keys, block it, end it')
    .addHelpText('after', NA)
  metSleutel(metWijziging(groep.command('toevoegen')))
    .argument('<code>', 'its code, such as waterbedrijf-maasdal; never changes')
    .description('add a party; with a key also its system, which has the code as its client id')
    .addOption(new Option('--soort <soort>', 'what it is').choices(Object.keys(SCOPES)).makeOptionMandatory())
    .requiredOption('--naam <naam>', 'its name as others see it')
    .option('--oin <oin>', 'its OIN, 20 digits')
    .option('--kvk <nummer>', 'its number at the Kamer van Koophandel, 8 digits')
    .addOption(
      new Option('--soort-schuldeiser <soort>', 'of a schuldeiser: which').choices([
        ...['huur', 'drinkwater', 'energie', 'zorg', 'overig'],
      ]),
    )
    .option('--klantnummerpatroon <patroon>', 'of a schuldeiser whose customer numbers may look like a BSN')
    .option('--van <dag>', 'first day (default: today)', leesDag)
    .option('--tot-en-met <dag>', 'last day (default: none)', leesDag)
    .action((code: string, opties: Toevoegopties) => voer(o, () => voegToe(o, code, opties)))
  metSleutel(metWijziging(groep.command('sleutel')))
    .argument('<code>', 'the party')
    .description('give a system of a party another key; the keys it has stay until you take them away')
    .option('--systeem <client>', 'client id of the system (default: the code of the party); made when it is not there')
    .option('--vervang', 'take all keys away that it has: those that leaked, or that it has stopped using')
    .option('--weg <kid>', 'take this one key away')
    .option(
      '--certificaat <bestand>',
      'let it sign in by this client certificate (PEM with an OIN) instead of a key; `geen`: by its key again',
    )
    .action((code: string, opties: Sleutelkeuze) => voer(o, () => geefSleutel(o, code, opties)))
  zetStatus(
    groep,
    o,
    'blokkeer',
    'geblokkeerd',
    'shut a party out at once: no token, no request, no delivery to its systems',
  )
  zetStatus(groep, o, 'deblokkeer', 'actief', 'let a blocked party in again')
  metWijziging(groep.command('eindig'))
    .argument('<code>', 'the party')
    .description('end a party: at once and for good, or after a last day')
    .option(
      '--na <dag>',
      'its last day; without it the party is ended now and can never come back under this code',
      leesDag,
    )
    .action((code: string, opties: Wijzigopties & { na?: string }) =>
      voer(o, () =>
        wijzigDeelnemer(o, opties, code, opties.na === undefined ? { status: 'beeindigd' } : { totEnMet: opties.na }),
      ),
    )
}

function metSleutel(commando: Command): Command {
  return commando
    .option('--publiek <bestand>', 'public key or keys that the party gave: JWK, JWKS or PEM')
    .option('--maak <bestand>', 'make a pair here, and write its private part to this new file (0600)')
}

function zetStatus(groep: Command, o: Omstandigheden, naam: string, status: Deelnemer['status'], uitleg: string): void {
  metWijziging(groep.command(naam))
    .argument('<code>', 'the party')
    .description(uitleg)
    .action((code: string, opties: Wijzigopties) => voer(o, () => wijzigDeelnemer(o, opties, code, { status })))
}

async function voegToe(o: Omstandigheden, code: string, opties: Toevoegopties): Promise<Afloop> {
  const issuer = await leesIssuer(opties, leesPlek(o).data)
  const keys = await haalSleutels(opties)
  return wijzig(o, opties, `Deelnemer ${code} toegevoegd`, (register): Verandering => {
    eisNieuw(register.deelnemers, (d) => d.deelnemer === code, `deelnemer ${code}`, 'change it by `register in`')
    const client = nieuweClient(code, { issuer, deelnemer: code, soort: opties.soort, keys })
    return { zet: { deelnemers: [nieuweDeelnemer(o, code, opties)], clients: keys.length === 0 ? [] : [client] } }
  })
}

function nieuweDeelnemer(o: Omstandigheden, deelnemer: string, opties: Toevoegopties): Deelnemer {
  return {
    deelnemer,
    soort: opties.soort,
    naam: opties.naam,
    oin: opties.oin ?? null,
    kvk: opties.kvk ?? null,
    status: 'actief',
    van: opties.van ?? vandaag(o),
    totEnMet: opties.totEnMet ?? null,
    soortSchuldeiser: opties.soortSchuldeiser ?? null,
    klantnummerpatroon: opties.klantnummerpatroon ?? null,
  }
}

type Nieuw = {
  readonly issuer: string
  readonly deelnemer: string
  readonly soort: Soort
  readonly keys: readonly Jwk[]
}

function nieuweClient(clientId: string, { issuer, deelnemer, soort, keys }: Nieuw): Client {
  return { clientId, issuer, deelnemer, jwks: { keys }, scopes: SCOPES[soort], status: 'actief' }
}

async function geefSleutel(o: Omstandigheden, code: string, opties: Sleutelkeuze): Promise<Afloop> {
  const keys = await haalSleutels(opties)
  const certificaat = opties.certificaat === undefined ? undefined : await leesOin(opties.certificaat)
  if (keys.length === 0 && opties.weg === undefined && certificaat === undefined) {
    throw commandofout(
      AFLOOP.gebruik,
      'name a key with --publiek, have one made with --maak, take one away with --weg, or name a --certificaat',
    )
  }
  const issuer = await leesIssuer(opties, leesPlek(o).data)
  const clientId = opties.systeem ?? code
  return wijzig(o, opties, `Sleutel van ${code} gewijzigd`, (register) => {
    const { soort } = eisRij(register.deelnemers, (d) => d.deelnemer === code, `deelnemer ${code}`)
    const bekend = register.clients.find((c) => c.clientId === clientId && c.deelnemer === code)
    const client = bekend ?? nieuweClient(clientId, { issuer, deelnemer: code, soort, keys: [] })
    const inlog = certificaat === undefined ? {} : { certificaat }
    return { zet: { clients: [{ ...client, ...inlog, jwks: { keys: sleutelsNa(client, keys, opties) } }] } }
  })
}

function sleutelsNa({ clientId, jwks }: Client, nieuw: readonly Jwk[], { vervang, weg }: Sleutelkeuze): readonly Jwk[] {
  if (weg !== undefined) eisRij(jwks.keys, ({ kid }) => kid === weg, `key ${weg} of ${clientId}`)
  return [...(vervang ? [] : jwks.keys.filter(({ kid }) => kid !== weg)), ...nieuw]
}

function wijzigDeelnemer(
  o: Omstandigheden,
  opties: Wijzigopties,
  code: string,
  anders: Partial<Deelnemer>,
): Promise<Afloop> {
  const wat = anders.status ?? `tot en met ${String(anders.totEnMet)}`
  return wijzig(o, opties, `Deelnemer ${code}: ${wat}`, (register: Registerdocument) => {
    const rij = eisRij(register.deelnemers, (d) => d.deelnemer === code, `deelnemer ${code}`)
    return { zet: { deelnemers: [{ ...rij, ...anders }] } }
  })
}
