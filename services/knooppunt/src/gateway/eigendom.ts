import { maakServer } from '@warmknooppunt/platform/http'
import type { Log } from '@warmknooppunt/platform/log'
import type { FastifyInstance } from 'fastify'
import { metStages } from '../routes-zonder-hub.ts'

/** An address of the API, with `:name` where an id stands, and which service answers which method there. */
export type Adres = { readonly pad: string; readonly eigenaars: Readonly<Record<string, string>> }

type Registratie = { readonly pad: string; readonly methode: string; readonly dienst: string }

/** The description is a file that every stage has; the read side is the one to spare intake the asking. */
const BESCHRIJVING: Registratie = { pad: '/v1/openapi.json', methode: 'GET', dienst: 'dossier' }

/** Which stage owns which route, as the stages themselves register them, in order of address. */
export async function leesEigendom(): Promise<readonly Adres[]> {
  return metStages(async (stages, log) => {
    const lijsten = []
    for (const { stage } of stages) lijsten.push(await registraties(stage.naam, stage.routes, log))
    return samen([...lijsten.flat(), BESCHRIJVING])
  })
}

async function registraties(
  dienst: string,
  voegToe: (app: FastifyInstance) => void,
  log: Log,
): Promise<readonly Registratie[]> {
  const gevonden: Registratie[] = []
  const app = maakServer({ log })
  app.addHook('onRoute', ({ method, url }) => {
    for (const methode of [method].flat()) gevonden.push({ pad: url, methode, dienst })
  })
  voegToe(app)
  await app.ready()
  await app.close()
  return gevonden
}

/** One row an address. Two services on one method of it is a mistake in the stages: a gateway could not tell them apart. */
export function samen(lijst: readonly Registratie[]): readonly Adres[] {
  const adressen = new Map<string, Record<string, string>>()
  for (const { pad, methode, dienst } of lijst) {
    const eigenaars = adressen.get(pad) ?? {}
    const ander = eigenaars[methode]
    if (ander !== undefined) throw new Error(`${methode} ${pad} is of ${ander} and of ${dienst}`)
    adressen.set(pad, { ...eigenaars, [methode]: dienst })
  }
  return [...adressen]
    .map(([pad, eigenaars]) => ({ pad, eigenaars }))
    .sort((een, ander) => (een.pad < ander.pad ? -1 : 1))
}
