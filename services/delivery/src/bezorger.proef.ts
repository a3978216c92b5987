import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import { maakAdapters } from './adapters/adapters.ts'
import type { BezorgerKeuze } from './bezorger.ts'
import { maakBezorger } from './bezorger.ts'
import type { Ontvanger, Proef } from './delivery.proef.ts'
import { BEGIN, gebeurtenissen, maakOntvanger, maakProef, WEERT } from './delivery.proef.ts'
import { registreerEindpunt } from './eindpunt.ts'
import { maakPlaatser } from './verwerk.proef.ts'

export const GEMEENTE = { ontvangers: [{ deelnemer: WEERT, rol: 'gemeente', publiek: 'gemeente' }] } as const

type Rij = {
  readonly id: string
  readonly status: string
  readonly poging: number
  readonly plan_vanaf: number
  readonly afloop: string
  readonly statuscode: number
  readonly parkeerreden: string
  readonly volgende_op: Date
}

/** A database for a test file of pushes; `begin` gives each test an empty one with a receiver and an endpoint for it. */
export async function maakBezorgproef() {
  const proef = await maakProef()
  const adapters = maakAdapters()
  return {
    async begin() {
      proef.klok.nu = BEGIN
      await proef.eigenaar.query(
        'truncate delivery.bezorging, delivery.poging, delivery.eindpunt, delivery.postvakbericht, delivery.postvak, delivery.uit',
      )
      const far = await maakOntvanger()
      return { ...maakHulp(proef, far), ...(await registreer(proef, far.adres)), ...maakWerkers(proef, adapters) }
    },
    async sluit() {
      await adapters.webhook.sluit()
      await proef.sluit()
    },
  }
}

export type Bezorgproef = Awaited<ReturnType<typeof maakBezorgproef>>
export type Opstelling = Awaited<ReturnType<Bezorgproef['begin']>>

function maakWerkers(proef: Proef, adapters: ReturnType<typeof maakAdapters>) {
  const maak = (anders: Partial<BezorgerKeuze> = {}) =>
    maakBezorger({ ...proef, adapters, naCommit: () => undefined, ...anders })
  return { maak, bezorger: maak() }
}

async function registreer(proef: Proef, adres: string, anders: object = {}) {
  const lokaal = { toegestaneNetten: ['127.0.0.0/8'], httpToegestaan: true }
  const keuze = { deelnemer: WEERT, adres, ...lokaal, ...anders }
  const uit = await registreerEindpunt(proef.pool, proef.keks, keuze, proef.klok.nu)
  if (uit.kind === 'geweigerd') throw new Error(uit.reden)
  return { eindpunt: uit.id, geheim: uit.geheim }
}

function maakHulp(proef: Proef, far: Ontvanger) {
  const bezorgingen = async (dossierId?: string): Promise<Rij[]> => {
    const { rows } = await proef.eigenaar.query<Rij>(
      `select id, status, poging, plan_vanaf, afloop, statuscode, parkeerreden, volgende_op from delivery.bezorging
       where $1::uuid is null or dossier_id = $1 order by nummer`,
      [dossierId ?? null],
    )
    return rows
  }
  return {
    proef,
    far,
    bezorgingen,
    plaats: maakPlaatser(proef).plaats,
    registreer: (adres: string, anders: object) => registreer(proef, adres, anders),
    statussen: async (dossierId?: string) => (await bezorgingen(dossierId)).map(({ status }) => status),
    soorten: async (dossierId?: string) => (await gebeurtenissen(proef.eigenaar, dossierId)).map((g) => g.gebeurtenis),
    vervolg: (dossierId: string) => proef.termijnbericht(dossierId, GEMEENTE),
    ids: () => far.verzoeken.map(({ koppen }) => koppen['webhook-id']),
    later(duur: Temporal.DurationLike) {
      proef.klok.nu = proef.klok.nu.add(duur)
    },
    herbezorgopdracht: (dossierId: string, bezorgingId: string): BusEvent =>
      proef.event('ingediend', nieuwId(BEGIN), {
        versie: 1,
        bericht: 'herbezorgopdracht',
        afzender: { deelnemer: 'beheer-warmknooppunt', rol: 'operator' },
        dossierId,
        bezorgingId,
      }),
  }
}
