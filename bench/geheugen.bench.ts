import { readFile } from 'node:fs/promises'
import { setTimeout as wacht } from 'node:timers/promises'
import { leesPostmaster } from '../services/knooppunt/src/ingebed/postmaster.ts'
import { helling } from './helling.ts'
import type { Gestart } from './hub.ts'
import { geheugenMb, nieuweMap, ruimMapOp, startHub, tokenVan, vrijePoort } from './hub.ts'
import { leesHeapMb } from './inspectie.ts'
import { draaiLading } from './lading.ts'
import { startOntvangst } from './ontvangst.ts'
import { leesBoom } from './processortijd.ts'
import type { Bench, Meting } from './uitvoer.ts'

/** A token lives ten minutes: the load is given in stretches, each with a new one. */
const STUK_SECONDEN = 120
const MONSTER_SECONDEN = 30
/** The part in which caches fill and code is compiled, left out of the slope. */
const WARM_DEEL = 1 / 4
/** Flat: what is left of the heap after a garbage collection grows, over an hour, by less than this part of what it was. */
const VLAK_DEEL = 0.1

/** Whether the hub keeps what it should let go: its memory under load for half an hour. */
export const geheugen: Bench = {
  uitleg: 'memory of the hub under load for half an hour: first, last, slope an hour, and whether it is flat',
  vlaggen: {
    minuten: { standaard: 30, uitleg: 'how long the load lasts' },
    tempo: { standaard: 100, uitleg: 'messages a second' },
  },
  async draai(meld, vlaggen) {
    const minuten = vlaggen.getal('minuten')
    const perSeconde = vlaggen.getal('tempo')
    const map = await nieuweMap()
    const inspectie = await vrijePoort()
    const hub = await startHub(map, [`--inspect=127.0.0.1:${inspectie}`])
    const ontvangst = await startOntvangst(hub)
    const klaar = new AbortController()
    try {
      const monsters = neemMonsters({ hub, inspectie, meld }, klaar.signal)
      const aangenomen = await belast(hub, minuten * 60, perSeconde)
      klaar.abort()
      return maakVerslag(await monsters, { minutes: minuten, perSecond: perSeconde }, aangenomen)
    } finally {
      klaar.abort()
      ontvangst.stop()
      await hub.stop()
      await ruimMapOp(map)
    }
  },
}

async function belast(hub: Gestart, seconden: number, perSeconde: number): Promise<number> {
  let aangenomen = 0
  for (let gedaan = 0; gedaan < seconden; gedaan += STUK_SECONDEN) {
    const token = await tokenVan(hub, 'waterbedrijf-maasdal')
    const stuk = { seconden: Math.min(STUK_SECONDEN, seconden - gedaan), reeks: `g${gedaan}`, perSeconde }
    aangenomen += (await draaiLading({ url: hub.url, token, ...stuk })).aangenomen
  }
  return aangenomen
}

type Proef = { readonly hub: Gestart; readonly inspectie: number; readonly meld: (tekst: string) => void }

type Monster = {
  readonly uur: number
  readonly heapMb: number
  readonly rssMb: number | null
  readonly databaseMb: number | null
}

/** A sample each half minute, the last one a little short of it. */
async function neemMonsters({ hub, inspectie, meld }: Proef, klaar: AbortSignal): Promise<Monster[]> {
  const monsters: Monster[] = []
  const begin = performance.now()
  while (!klaar.aborted) {
    await wacht(MONSTER_SECONDEN * 1000, undefined, { signal: klaar }).catch(() => undefined)
    const heapMb = await leesHeapMb(inspectie)
    const uur = (performance.now() - begin) / 3_600_000
    const monster = { uur, heapMb, rssMb: await geheugenMb(hub.proces.pid), databaseMb: await leesDatabaseMb(hub) }
    monsters.push(monster)
    const { rssMb, databaseMb } = monster
    meld(`${(uur * 60).toFixed(1)} min: heap ${rond(heapMb)} MB, hub ${rssMb} MB, PostgreSQL ${databaseMb} MB`)
  }
  return monsters
}

/** Of all its processes, what they share counted once; null where the kernel does not tell. */
async function leesDatabaseMb({ data }: Gestart): Promise<number | null> {
  const postmaster = await leesPostmaster(data.postgres)
  if (!postmaster) return null
  const kb = await Promise.all(leesBoom(postmaster.pid).map(leesPssKb))
  const som = kb.reduce((totaal, deel) => totaal + deel, 0)
  return som === 0 ? null : Math.round(som / 1024)
}

async function leesPssKb(pid: number): Promise<number> {
  const tekst = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(/^Pss:\s+(\d+) kB/m.exec(tekst)?.[1] ?? 0)
}

function maakVerslag(monsters: readonly Monster[], settings: Meting['settings'], accepted: number): Meting {
  const eind = monsters.at(-1)?.uur ?? 0
  const warm = monsters.filter(({ uur }) => uur >= eind * WARM_DEEL)
  const van = (kies: (monster: Monster) => number | null) => {
    const punten = warm.flatMap((monster) => {
      const y = kies(monster)
      return y === null ? [] : [{ x: monster.uur, y }]
    })
    return { first: rond(punten[0]?.y ?? null), last: rond(punten.at(-1)?.y ?? null), slope: rond(helling(punten)) }
  }
  const heap = van(({ heapMb }) => heapMb)
  const hub = van(({ rssMb }) => rssMb)
  const database = van(({ databaseMb }) => databaseMb)
  const vlak = heap.slope !== null && heap.first !== null && heap.slope < heap.first * VLAK_DEEL
  return {
    settings: { ...settings, flatBelowPartAnHour: VLAK_DEEL, leftOutPart: WARM_DEEL },
    figures: {
      accepted,
      samples: warm.length,
      ...{ heapFirstMb: heap.first, heapLastMb: heap.last, heapMbPerHour: heap.slope },
      ...{ hubFirstMb: hub.first, hubLastMb: hub.last, hubMbPerHour: hub.slope },
      ...{ databaseFirstMb: database.first, databaseLastMb: database.last, databaseMbPerHour: database.slope },
      flat: vlak ? 1 : 0,
    },
  }
}

function rond(getal: number | null): number | null {
  return getal === null ? null : Math.round(getal * 10) / 10
}
