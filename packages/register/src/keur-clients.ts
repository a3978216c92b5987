import type { DeelnemerSoort } from '@warmknooppunt/regels/overeenkomst'
import type { Registerdocument } from './registerdocument.ts'
import { sleutelVan } from './registerdocument.ts'
import type { Registerfout } from './registerfout.ts'
import { keurSleutel } from './sleutel.ts'

type Client = Registerdocument['clients'][number]

/** Scopes that not everybody may have: who sends, and who runs the hub. */
const VOORBEHOUDEN: Readonly<Record<string, readonly DeelnemerSoort[]>> = {
  'doorverwijzingen.indienen': ['schuldeiser', 'intermediair'],
  'doorverwijzingen.lezen': ['schuldeiser', 'intermediair', 'gemeente'],
  'antwoorden.indienen': ['schuldeiser', 'intermediair', 'gemeente'],
  'postvak.lezen': ['schuldeiser', 'intermediair', 'gemeente'],
  'abonnementen.beheren': ['schuldeiser', 'intermediair', 'gemeente'],
  beheer: ['operator'],
}

/** What is wrong with clients: keys, scopes that do not fit who they are of, and a change that would lock every operator out. */
export function keurClients(voor: Registerdocument, na: Registerdocument, dag: string): readonly Registerfout[] {
  const oud = new Map(voor.clients.map((c) => [sleutelVan('clients', c), c]))
  const soorten = new Map(na.deelnemers.map((d) => [d.deelnemer, d.soort]))
  const fouten = na.clients.flatMap((client) => [
    ...keurEigenaar(client, oud.get(sleutelVan('clients', client))),
    ...keurScopes(client, soorten.get(client.deelnemer)),
    ...keurSleutels(client, oud.get(sleutelVan('clients', client)), dag),
  ])
  return [...fouten, ...keurLaatsteOperator(voor, na, dag)]
}

function keurEigenaar(client: Client, oud: Client | undefined): readonly Registerfout[] {
  if (oud === undefined || oud.deelnemer === client.deelnemer) return []
  const detail = `Deze client is van ${oud.deelnemer} en blijft dat. Neem een andere clientId.`
  return [fout(client, '/deelnemer', 'onveranderlijk', detail)]
}

/** A scope that is unknown here is the schema's to refuse; who the client is of must exist, which is told elsewhere. */
function keurScopes(client: Client, soort: DeelnemerSoort | undefined): readonly Registerfout[] {
  if (soort === undefined) return []
  return client.scopes.flatMap((scope, i) => {
    const voor = VOORBEHOUDEN[scope]
    if (voor === undefined || voor.includes(soort)) return []
    return [
      fout(client, `/scopes/${i}`, 'niet-toegestaan', `${scope} is voor ${voor.join(' of ')}, niet voor ${soort}.`),
    ]
  })
}

function keurSleutels(client: Client, oud: Client | undefined, dag: string): readonly Registerfout[] {
  const { keys } = client.jwks
  const bekend = new Set(oud?.jwks.keys.map(({ kid }) => kid))
  return keys.flatMap((key, i) => {
    const veld = `/jwks/keys/${i}`
    const dubbel = keys.findIndex(({ kid }) => kid === key.kid) !== i
    if (dubbel)
      return [
        fout(client, `${veld}/kid`, 'dubbel', 'Twee sleutels met dezelfde kid: geef elke sleutel een eigen naam.'),
      ]
    const bezwaar = keurSleutel(key)
    if (bezwaar) return [fout(client, veld, bezwaar.code, bezwaar.detail)]
    // One that expired while it stood here stays until somebody takes it out: no other change may fail by it.
    const voorbij = typeof key.exp === 'number' && key.exp <= seconden(dag) && !bekend.has(key.kid)
    return voorbij ? [fout(client, `${veld}/exp`, 'verlopen', 'Deze sleutel is al verlopen.')] : []
  })
}

/** While the hub has an operator who can sign in, it keeps one: nobody could undo the change. */
function keurLaatsteOperator(voor: Registerdocument, na: Registerdocument, dag: string): readonly Registerfout[] {
  const [eerste] = operators(voor, dag)
  if (eerste === undefined || operators(na, dag).length > 0) return []
  const detail =
    'Hierna kan geen beheerder zich nog aanmelden. Laat minstens een client met scope beheer actief, van een actieve operator.'
  return [fout(eerste, '/status', 'laatste-beheerder', detail)]
}

function operators({ clients, deelnemers }: Registerdocument, dag: string): readonly Client[] {
  const actief = new Set(
    deelnemers
      .filter((d) => d.soort === 'operator' && d.status === 'actief' && d.van <= dag && (d.totEnMet ?? dag) >= dag)
      .map(({ deelnemer }) => deelnemer),
  )
  return clients.filter((c) => c.status === 'actief' && c.scopes.includes('beheer') && actief.has(c.deelnemer))
}

function seconden(dag: string): number {
  return Temporal.PlainDate.from(dag).toZonedDateTime('Europe/Amsterdam').epochMilliseconds / 1_000
}

function fout(client: Client, veld: string, code: string, detail: string): Registerfout {
  return { soort: 'clients', sleutel: sleutelVan('clients', client), veld, code, detail }
}
