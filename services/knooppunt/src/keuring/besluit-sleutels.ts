import type { Kekstand } from '../commando/besluit-sleutels.ts'
import type { Bevinding } from './bevinding.ts'
import { dagenTussen } from './bevinding.ts'

/** Of keys and secrets: ages and where they lie, never what they are. */
export type Sleutelfeiten = {
  readonly keks: readonly Kekstand[]
  /** since when everything is to be sealed by the KEK that seals now; null = the hub has not run yet */
  readonly kekSinds: Temporal.Instant | null
  /** since when the key signs by which the authorisation server signs now; null = none does */
  readonly handtekenSinds: Temporal.Instant | null
  /** the KEK lies in the folder of the embedded database */
  readonly kekBijDatabase: boolean
  /** files with a secret that others than their owner may read */
  readonly leesbaar: readonly string[]
  readonly eindpunten: readonly Eindpuntfeit[]
}

export type Eindpuntfeit = {
  readonly id: string
  readonly deelnemer: string
  readonly geheimVan: Temporal.Instant
  readonly http: boolean
}

const KEK_DAGEN = 365
const GEHEIM_DAGEN = 365
const HANDTEKEN_DAGEN = 365

/** What is to be mended about keys and secrets. A key that wraps may seal for two years (NIST SP 800-57 part 1, 5.3.6); a year leaves time to see to it. */
export function keurSleutels(feiten: Sleutelfeiten, nu: Temporal.Instant): Bevinding[] {
  return [
    ...feiten.leesbaar.map(keurBestand),
    ...feiten.keks.flatMap(keurKek),
    ...keurKekLeeftijd(feiten, nu),
    ...keurHandtekensleutel(feiten, nu),
    ...(feiten.kekBijDatabase ? [BIJ_DATABASE] : []),
    ...feiten.eindpunten.flatMap((eindpunt) => keurEindpunt(eindpunt, nu)),
  ]
}

function keurBestand(pad: string): Bevinding {
  return {
    onderwerp: 'bestandsrechten',
    ernst: 'moet',
    wat: 'a file with a secret may be read by others than its owner',
    waar: pad,
    waarom: 'any user of this machine could take the key or password',
    doe: `chmod 600 ${pad}`,
  }
}

function keurKek({ kek, oordeel }: Kekstand): Bevinding[] {
  const vast = { onderwerp: 'kek', waar: `KEK ${kek}` }
  switch (oordeel) {
    case 'zegelt':
      return []
    case 'ontbreekt':
      return [
        {
          ...vast,
          ernst: 'moet',
          wat: 'the database needs a key-encryption key that is not configured',
          waarom: 'what it sealed cannot be read, and the hub will not start',
          doe: 'put its line back, after the one that seals now',
        },
      ]
    case 'nodig':
      return [
        {
          ...vast,
          ernst: 'weet',
          wat: 'an older key-encryption key is still needed by some rows',
          waarom: 'the hub re-wraps them by the newer one while it runs',
          doe: 'leave it until npm run knooppunt -- sleutels says that it may go',
        },
      ]
    case 'mag-weg':
      return [
        {
          ...vast,
          ernst: 'zou-moeten',
          wat: 'an older key-encryption key is in the configuration, and no row needs it',
          waarom: 'a key that is not needed can only leak',
          doe: 'npm run knooppunt -- wissel kek --rond-af',
        },
      ]
  }
}

function keurKekLeeftijd({ kekSinds }: Sleutelfeiten, nu: Temporal.Instant): Bevinding[] {
  const dagen = kekSinds === null ? 0 : dagenTussen(kekSinds, nu)
  if (dagen <= KEK_DAGEN) return []
  return [
    {
      onderwerp: 'kek',
      ernst: 'zou-moeten',
      wat: `the key-encryption key seals for ${dagen} days`,
      waar: 'KEK',
      waarom: 'the longer one key seals everything, the more is lost with it',
      doe: 'npm run knooppunt -- wissel kek',
    },
  ]
}

function keurHandtekensleutel({ handtekenSinds }: Sleutelfeiten, nu: Temporal.Instant): Bevinding[] {
  const dagen = handtekenSinds === null ? 0 : dagenTussen(handtekenSinds, nu)
  if (dagen <= HANDTEKEN_DAGEN) return []
  return [
    {
      onderwerp: 'handtekensleutel',
      ernst: 'zou-moeten',
      wat: `the authorisation server signs by the same key for ${dagen} days`,
      waar: 'autorisatie',
      waarom: 'who once had it can still make tokens for every party',
      doe: 'npm run knooppunt -- wissel handtekensleutel',
    },
  ]
}

const BIJ_DATABASE: Bevinding = {
  onderwerp: 'kek',
  ernst: 'zou-moeten',
  wat: 'the key-encryption key lies in the same folder as the database that it seals',
  waar: 'geheimen/kek in DATA_MAP',
  waarom: 'whoever copies the folder has content and key; who loses its disk loses both',
  doe: 'keep a copy elsewhere, and name the file by KEK_BESTAND on another disk',
}

function keurEindpunt({ id, deelnemer, geheimVan, http }: Eindpuntfeit, nu: Temporal.Instant): Bevinding[] {
  const waar = `eindpunt ${id} of ${deelnemer}`
  const dagen = dagenTussen(geheimVan, nu)
  const bevindingen: Bevinding[] = []
  if (http) {
    bevindingen.push({
      onderwerp: 'eindpunten',
      ernst: 'moet',
      wat: 'messages are pushed to an endpoint without TLS',
      waar,
      waarom: 'their content goes over the wire in the clear',
      doe: 'give the endpoint an https address',
    })
  }
  if (dagen > GEHEIM_DAGEN) {
    bevindingen.push({
      onderwerp: 'eindpunten',
      ernst: 'zou-moeten',
      wat: `the signing secret of an endpoint is ${dagen} days old`,
      waar,
      waarom: 'who once had it can still make messages that look like ours',
      doe: `npm run knooppunt -- wissel geheim ${id}`,
    })
  }
  return bevindingen
}
