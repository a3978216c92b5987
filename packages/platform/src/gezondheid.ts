import type { FastifyInstance } from 'fastify'
import type { Db } from './db.ts'
import type { Werkerstand } from './stage.ts'

const DATABASE_MS = 2_000
/** The addresses are open: however often they are asked, the database is asked this seldom. */
const GELDIG_MS = 250

/** Something that may be ill: a subscription, a loop. `reden` is a closed code, never a text with values. */
export type Peilpunt = { readonly naam: string; stand(): Werkerstand }

export type Gereedheid = { readonly gereed: boolean; readonly redenen: readonly { onderdeel: string; code: string }[] }

export type GezondheidKeuze = {
  /** a connection of its own, so that a busy stage is not taken for a lost database */
  readonly db: Db
  readonly peilpunten: () => readonly Peilpunt[]
  /** true from the moment the process is told to end: a load balancer then sends no more */
  readonly stopt: () => boolean
}

/** Whether the process can do its work now, and if not, why. */
export function maakGereedheid(keuze: GezondheidKeuze): () => Promise<Gereedheid> {
  let bewaard: { tot: number; database: Promise<boolean> } | undefined
  const database = () => {
    if (!bewaard || bewaard.tot <= performance.now()) {
      bewaard = { tot: performance.now() + GELDIG_MS, database: bereikbaar(keuze.db) }
    }
    return bewaard.database
  }
  return async () => {
    const redenen = keuze.peilpunten().flatMap((punt) => {
      const { gezond, reden } = punt.stand()
      return gezond ? [] : [{ onderdeel: punt.naam, code: reden ?? 'unhealthy' }]
    })
    if (keuze.stopt()) redenen.push({ onderdeel: 'dienst', code: 'stopping' })
    if (!(await database())) redenen.push({ onderdeel: 'database', code: 'unreachable' })
    return { gereed: redenen.length === 0, redenen }
  }
}

async function bereikbaar(db: Db): Promise<boolean> {
  const teLaat = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => teLaat.resolve(false), DATABASE_MS)
  const antwoord = db.query('select 1').then(
    () => true,
    () => false,
  )
  const uitkomst = await Promise.race([antwoord, teLaat.promise])
  clearTimeout(timer)
  return uitkomst
}

export type Gezondheidsbron = {
  readonly gereedheid: () => Promise<Gereedheid>
  /** true from the moment the process is told to end: the gateway then chooses another before this one closes its door */
  readonly stopt: () => boolean
}

/** The two open addresses: `leeft` says 200 until the process is told to end, `gereed` says 503 with codes while it cannot do its work. */
export function voegGezondheidToe(app: FastifyInstance, { gereedheid, stopt }: Gezondheidsbron): void {
  app.get('/gezondheid/leeft', async (_verzoek, antwoord) => {
    if (stopt()) return antwoord.code(503).send({ status: 'stopt' })
    return { status: 'leeft' }
  })
  app.get('/gezondheid/gereed', async (_verzoek, antwoord) => {
    const { gereed, redenen } = await gereedheid()
    return antwoord.code(gereed ? 200 : 503).send({ status: gereed ? 'gereed' : 'niet-gereed', redenen })
  })
}
