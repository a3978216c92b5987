import { setTimeout as wachtMs } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { maakOpzoeker } from './opzoeker.ts'

const ADRES = [{ address: '1.1.1.1', family: 4 }]

/** Names that start with `dood` are never answered, until they are let go. */
function maakNamen() {
  const gevraagd: string[] = []
  const los = new Map<string, () => void>()
  const zoekOp = (naam: string) => {
    gevraagd.push(naam)
    if (!naam.startsWith('dood')) return Promise.resolve(ADRES)
    return new Promise<typeof ADRES>((klaar) => los.set(naam, () => klaar(ADRES)))
  }
  return { gevraagd, zoekOp, laatLos: (naam: string) => los.get(naam)?.() }
}

describe('a look-up', () => {
  it('is shared by all who ask at the same time, and its answer is used again for a short while', async () => {
    const { gevraagd, zoekOp } = maakNamen()
    const zoek = maakOpzoeker(zoekOp, { bewaarMs: 50 })
    expect(await Promise.all([zoek('a.example.nl'), zoek('a.example.nl')])).toEqual([ADRES, ADRES])
    await zoek('a.example.nl')
    expect(gevraagd).toEqual(['a.example.nl'])
    await wachtMs(60)
    await zoek('a.example.nl')
    expect(gevraagd).toHaveLength(2)
  })

  it('is asked again after it failed', async () => {
    let keer = 0
    const zoek = maakOpzoeker(async () => {
      if (keer++ === 0) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
      return ADRES
    })
    await expect(zoek('a.example.nl')).rejects.toMatchObject({ code: 'ENOTFOUND' })
    expect(await zoek('a.example.nl')).toEqual(ADRES)
  })

  it('that is not answered ends in time for who waits, and runs once however often it is asked', async () => {
    const { gevraagd, zoekOp } = maakNamen()
    const zoek = maakOpzoeker(zoekOp, { opzoekMs: 30 })
    for (let i = 0; i < 3; i++) await expect(zoek('dood.example.nl')).rejects.toMatchObject({ code: 'ETIMEDOUT' })
    expect(gevraagd).toEqual(['dood.example.nl'])
  })

  it('that is not answered holds at most two threads with others like it, and none that other names need', async () => {
    const { gevraagd, zoekOp, laatLos } = maakNamen()
    const zoek = maakOpzoeker(zoekOp, { opzoekMs: 60, traagMs: 20, bewaarMs: 0 })
    const dood = ['dood-1', 'dood-2', 'dood-3', 'dood-4']
    // Each is found out once.
    const eerst = Promise.allSettled([dood[0] ?? '', dood[1] ?? ''].map((naam) => zoek(naam)))
    expect(await zoek('levend')).toEqual(ADRES)
    await eerst
    for (const naam of dood) await expect(zoek(naam)).rejects.toMatchObject({ code: 'ETIMEDOUT' })
    for (const naam of dood) laatLos(naam)
    await wachtMs(5)
    gevraagd.length = 0
    const weer = await Promise.allSettled(dood.map((naam) => zoek(naam)))
    expect(weer.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected'])
    expect(gevraagd).toEqual(['dood-1', 'dood-2'])
    expect(await Promise.all([zoek('levend-1'), zoek('levend-2'), zoek('levend-3')])).toEqual([ADRES, ADRES, ADRES])
    laatLos('dood-1')
    await wachtMs(5)
    expect(gevraagd).toContain('dood-3')
  })
})
