import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import { registreerDeelnemers } from '@warmknooppunt/register/deelnemer-store'
import { DEMO_DEELNEMERS } from '@warmknooppunt/register/demo/partijen'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Proef } from './delivery.proef.ts'
import { BEGIN, BRON, gebeurtenissen, INCASSO, maakProef, TELECOM, WATER, WEERT } from './delivery.proef.ts'
import { registreerEindpunt } from './eindpunt.ts'
import { maakPlaatser } from './verwerk.proef.ts'

let proef: Proef
let plaats: (...events: BusEvent[]) => Promise<void>
let gewekt: string[]

beforeAll(async () => {
  proef = await maakProef()
  const plaatser = maakPlaatser(proef)
  plaats = plaatser.plaats
  gewekt = plaatser.gewekt
})

afterAll(() => proef.sluit())

type Rij = {
  nummer: number
  bericht_id: string
  rol: string
  event: string
  inhoud: string | null
  loket: string | null
}

async function rijen(deelnemer: string, dossierId?: string): Promise<Rij[]> {
  const { rows } = await proef.eigenaar.query<Rij>(
    `select nummer, bericht_id, rol, event, inhoud, loket from delivery.postvakbericht
     where deelnemer = $1 and ($2::uuid is null or dossier_id = $2) order by nummer`,
    [deelnemer, dossierId ?? null],
  )
  return rows
}

const dossier = () => nieuwId(BEGIN)
const gemeente = (deelnemer: string) => ({ ontvangers: [{ deelnemer, rol: 'gemeente', publiek: 'gemeente' }] })
const schuldeiser = (deelnemer: string) => ({ deelnemer, rol: 'schuldeiser', publiek: 'schuldeiser' }) as const
const intermediair = { deelnemer: INCASSO, rol: 'intermediair', publiek: 'schuldeiser' } as const

describe('a doorverwijzing', () => {
  it('lies in the postvak of its gemeente, encrypted, and is told as beschikbaar', async () => {
    const event = await proef.doorverwijzing()
    await plaats(event)
    const [rij] = await rijen(WEERT, event.subject)
    expect(rij).toMatchObject({ bericht_id: event.id, rol: 'gemeente', loket: 'weert' })
    expect(JSON.parse(rij?.event ?? '')).toEqual({
      specversion: '1.0',
      id: event.id,
      source: event.source,
      type: event.type,
      subject: event.subject,
      time: event.time,
      datacontenttype: 'application/json',
      dataschema: 'https://schemas.warmknooppunt.nl/doorverwijzing-gerouteerd/v1.schema.json',
      traceparent: event.traceparent,
    })
    expect(JSON.parse(rij?.inhoud ?? '')).toMatchObject({ publiek: 'gemeente' })
    expect(JSON.stringify(rij)).not.toContain('alleen voor de gemeente')
    expect(await gebeurtenissen(proef.eigenaar, event.subject)).toEqual([
      {
        versie: 1,
        bericht: 'doorverwijzing',
        berichtId: event.id,
        dossierId: event.subject,
        deelnemer: WEERT,
        rol: 'gemeente',
        gebeurtenis: 'beschikbaar',
        nummer: rij?.nummer,
      },
    ])
    expect(gewekt).toContain(WEERT)
  })

  it('is placed once, however often its event comes', async () => {
    const event = await proef.doorverwijzing()
    await plaats(event)
    await plaats(event)
    await plaats(event, event)
    expect(await rijen(WEERT, event.subject)).toHaveLength(1)
    expect(await gebeurtenissen(proef.eigenaar, event.subject)).toHaveLength(1)
  })

  it('never goes to a creditor, whatever its receivers say', async () => {
    const event = await proef.doorverwijzing()
    const { data } = event
    const scheef = { ...event, data: { ...(typeof data === 'object' ? data : {}), ontvangers: [schuldeiser(WATER)] } }
    await expect(plaats(scheef)).rejects.toMatchObject({ code: 'openbaarmaking' })
    expect(await rijen(WATER, event.subject)).toEqual([])
  })

  it('sounds an alarm when it comes into the postvak after the contact date, once', async () => {
    const alarm = async () => (await proef.metrieken.getSingleMetric('warmknooppunt_alarm_total')?.get())?.values ?? []
    const event = await proef.doorverwijzing({ aangenomenOp: BEGIN })
    proef.klok.nu = Temporal.Instant.from('2026-03-05T22:59:59Z')
    await plaats(await proef.doorverwijzing())
    expect(await alarm()).toEqual([])
    proef.klok.nu = Temporal.Instant.from('2026-03-05T23:00:00Z')
    await plaats(event)
    await plaats(event)
    proef.klok.nu = BEGIN
    expect(await alarm()).toMatchObject([{ labels: { soort: 'te-laat-in-postvak' }, value: 1 }])
    expect(await rijen(WEERT, event.subject)).toHaveLength(1)
  })
})

describe('a term in hours', () => {
  it('counts from the decision of the operator, not from the acceptance before it', async () => {
    const teLaat = async () => {
      const { values } = (await proef.metrieken.getSingleMetric('warmknooppunt_alarm_total')?.get()) ?? { values: [] }
      return values.find(({ labels }) => labels.soort === 'te-laat-in-postvak')?.value ?? 0
    }
    const inUren = (event: BusEvent): BusEvent => {
      const data = velden(event)
      const afspraken = { ...Object(data.afspraken), contact: { ...Object(data.afspraken).contact, eenheid: 'uren' } }
      return { ...event, data: { ...data, afspraken } }
    }
    const voor = await teLaat()
    const event = inUren(await proef.doorverwijzing({ aangenomenOp: BEGIN.subtract({ hours: 20 }) }))
    proef.klok.nu = BEGIN.add({ hours: 2 })
    await plaats(event)
    expect(await teLaat()).toBe(voor)
    proef.klok.nu = BEGIN
    const later = inUren(await proef.doorverwijzing({ aangenomenOp: BEGIN.subtract({ hours: 20 }) }))
    proef.klok.nu = BEGIN.add({ hours: 3 })
    await plaats(later)
    proef.klok.nu = BEGIN
    expect(await teLaat()).toBe(voor + 1)
  })
})

describe('numbers of a postvak', () => {
  it('have no gaps and no doubles under concurrent batches over several postvakken', async () => {
    const partijen = [WEERT, 'gemeente-roermond', 'gemeente-heerlen', WATER]
    const berichten = (nr: number) =>
      Array.from({ length: 20 }, (_, i) => {
        const deelnemer = partijen[(nr + i) % partijen.length] ?? WEERT
        const anders = deelnemer === WATER ? { ontvangers: [schuldeiser(WATER)] } : gemeente(deelnemer)
        return proef.termijnbericht(dossier(), anders)
      })
    const batches = Array.from({ length: 12 }, (_, nr) => berichten(nr))
    const plaatsers = batches.map((batch) => ({ batch, plaatser: maakPlaatser(proef) }))
    await Promise.all(plaatsers.map(({ batch, plaatser }) => plaatser.plaats(...batch)))
    for (const deelnemer of partijen) {
      const nummers = (await rijen(deelnemer)).map(({ nummer }) => nummer)
      expect(nummers).toEqual(nummers.map((_, i) => i + 1))
      expect(nummers.length).toBeGreaterThanOrEqual(60)
    }
  })

  it('are not used up by a transaction that is rolled back', async () => {
    const voor = (await rijen(WATER)).length
    const scheef = proef.termijnbericht(dossier(), {
      ontvangers: [schuldeiser(WATER), { ...intermediair, publiek: 'gemeente' }],
    })
    await expect(plaats(proef.termijnbericht(dossier()), scheef)).rejects.toThrow()
    await plaats(proef.termijnbericht(dossier()))
    expect((await rijen(WATER)).map(({ nummer }) => nummer).at(-1)).toBe(voor + 1)
  })
})

describe('who receives', () => {
  it('is creditor and intermediair alike, with the hub as source and open data', async () => {
    const dossierId = dossier()
    const data = {
      versie: 1,
      bericht: 'niet-bezorgbaar',
      berichtId: nieuwId(BEGIN),
      dossierId,
      schuldeiser: TELECOM,
      reden: 'adres-in-buitenland',
      ontvangers: [schuldeiser(TELECOM), intermediair],
    }
    await plaats(proef.event('niet-bezorgbaar', dossierId, data))
    for (const deelnemer of [TELECOM, INCASSO]) {
      const [rij] = await rijen(deelnemer, dossierId)
      expect(rij?.inhoud).toBeNull()
      expect(JSON.parse(rij?.event ?? '')).toMatchObject({ source: BRON, data })
    }
  })

  it('is no intermediair whose mandate has ended', async () => {
    const dossierId = dossier()
    await plaats(proef.termijnbericht(dossierId, { ontvangers: [schuldeiser(WATER), intermediair] }))
    expect(await rijen(WATER, dossierId)).toHaveLength(1)
    expect(await rijen(INCASSO, dossierId)).toEqual([])
  })

  it('must be told for which creditor an intermediair receives', async () => {
    const event = proef.termijnbericht(dossier(), { ontvangers: [intermediair] })
    await expect(plaats(event)).rejects.toMatchObject({ code: 'openbaarmaking' })
  })

  it('is a party that is blocked too: what came meanwhile lies ready when that is over, also to be pushed', async () => {
    const [roermond] = DEMO_DEELNEMERS.filter(({ deelnemer }) => deelnemer === 'gemeente-roermond')
    if (!roermond) throw new Error('the demo lost Roermond')
    const zet = (status: 'actief' | 'geblokkeerd') =>
      wijzigRegister(proef.eigenaar, (w) => registreerDeelnemers(w, [{ ...roermond, status }]))
    const keuze = { deelnemer: 'gemeente-roermond', adres: 'https://roermond.example.nl/' }
    await registreerEindpunt(proef.pool, proef.keks, keuze, BEGIN)
    await zet('geblokkeerd')
    const dossierId = dossier()
    const ruim = { vrij: () => 10, meld: () => undefined, vergeet: () => undefined }
    await maakPlaatser(proef, { onderweg: ruim, geef: () => undefined }).plaats(
      proef.termijnbericht(dossierId, gemeente('gemeente-roermond')),
    )
    await zet('actief')
    expect(await rijen('gemeente-roermond', dossierId)).toHaveLength(1)
    const { rows } = await proef.eigenaar.query('select status from delivery.bezorging where dossier_id = $1', [
      dossierId,
    ])
    expect(rows).toEqual([{ status: 'wacht' }])
  })

  it('is no intermediair without a mandate; an alarm sounds unless the mandate merely ended', async () => {
    const alarm = async () => {
      const { values } = (await proef.metrieken.getSingleMetric('warmknooppunt_alarm_total')?.get()) ?? { values: [] }
      return values.find(({ labels }) => labels.soort === 'niet-in-postvak')?.value ?? 0
    }
    const naar = (code: string) =>
      proef.termijnbericht(dossier(), { ontvangers: [schuldeiser(code), { ...intermediair }] })
    await plaats(naar(WATER))
    expect(await alarm()).toBe(0)
    const nooit = naar('zorgverzekeraar-nooit-gemachtigd')
    await plaats(nooit)
    expect(await alarm()).toBe(1)
    expect(await rijen(INCASSO, nooit.subject)).toEqual([])
  })

  it('is nobody for what stays inside the hub', async () => {
    const event = await proef.doorverwijzing()
    const { dossierId, schuldeiser: code, afzender, berichtId, inhoud } = velden(event)
    const registratie = {
      versie: 1,
      bericht: 'contactregistratie',
      afzender: { deelnemer: WEERT, rol: 'gemeente' },
      berichtId,
      dossierId,
      schuldeiser: code,
      ontvangers: [],
      inhoud: { hub: Object(inhoud).hub },
    }
    const onrouteerbaar = {
      versie: 1,
      berichtId,
      dossierId,
      schuldeiser: code,
      afzender,
      reden: 'onbekend',
      aangenomenOp: BEGIN.toString(),
      stopDagen: 30,
      registerversie: 1,
    }
    const { rows: voor } = await proef.eigenaar.query<{ aantal: number }>(
      'select count(*) as aantal from delivery.postvakbericht',
    )
    await plaats(
      proef.event('gerouteerd', event.subject, registratie),
      proef.event('onrouteerbaar', event.subject, onrouteerbaar),
    )
    const { rows: na } = await proef.eigenaar.query<{ aantal: number }>(
      'select count(*) as aantal from delivery.postvakbericht',
    )
    expect(na).toEqual(voor)
  })
})

function velden(event: BusEvent): Record<string, unknown> {
  return Object.fromEntries(Object.entries(Object(event.data)))
}

describe('pushes', () => {
  const bezorgingen = async (dossierId: string) => {
    const { rows } = await proef.eigenaar.query<{ eindpunt: string; nummer: number; status: string }>(
      'select eindpunt, nummer, status from delivery.bezorging where dossier_id = $1 order by nummer, eindpunt',
      [dossierId],
    )
    return rows
  }
  const eindpunt = async (loket?: string) => {
    const keuze = { deelnemer: 'gemeente-heerlen', adres: 'https://heerlen.example.nl/', ...(loket ? { loket } : {}) }
    const uit = await registreerEindpunt(proef.pool, proef.keks, keuze, BEGIN)
    return uit.kind === 'geregistreerd' ? uit.id : ''
  }

  it('are made for the endpoints of the loket, also of what follows in the dossier and while the endpoint is on pause', async () => {
    const algemeen = await eindpunt()
    const jongeren = await eindpunt('heerlen-jongeren')
    await proef.eigenaar.query(`update delivery.eindpunt set status = 'gepauzeerd', reden = 'http-410' where id = $1`, [
      algemeen,
    ])
    const heerlen = { ontvanger: 'gemeente-heerlen', gemeentecode: '0917' }
    const jong = await proef.doorverwijzing({ ...heerlen, loket: 'heerlen-jongeren' })
    const oud = await proef.doorverwijzing({ ...heerlen, loket: 'heerlen' })
    await plaats(jong, oud, proef.termijnbericht(jong.subject, gemeente('gemeente-heerlen')))
    await plaats(proef.termijnbericht(jong.subject, gemeente('gemeente-heerlen')))
    await plaats(proef.termijnbericht(dossier(), gemeente('gemeente-heerlen')))
    expect((await bezorgingen(jong.subject)).map((b) => b.eindpunt)).toEqual([jongeren, jongeren, jongeren])
    expect(await bezorgingen(oud.subject)).toMatchObject([{ eindpunt: algemeen, status: 'wacht' }])
  })
})

describe('the rights of other stages', () => {
  it.each(['wk_intake', 'wk_routing', 'wk_sla', 'wk_dossier', 'wk_autorisatie', 'wk_lezer'] as const)(
    'let %s read nothing of what lies in postvakken and where it is pushed',
    async (rol) => {
      const pool = proef.db.pool(rol)
      for (const tabel of ['postvak', 'postvakbericht', 'eindpunt', 'bezorging', 'poging']) {
        await expect(pool.query(`select from delivery.${tabel}`), tabel).rejects.toMatchObject({ code: '42501' })
      }
      await pool.end()
    },
  )

  it('let delivery itself take nothing away', async () => {
    await expect(proef.pool.query('delete from delivery.postvakbericht')).rejects.toMatchObject({ code: '42501' })
  })
})
