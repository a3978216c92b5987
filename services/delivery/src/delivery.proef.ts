import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import type { Consument } from '@warmknooppunt/platform/consument'
import { transactie } from '@warmknooppunt/platform/db'
import type { TopicEvent } from '@warmknooppunt/platform/events'
import { leesTopic } from '@warmknooppunt/platform/events'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { bewaarSleutels, nieuweSleutels, versleutel } from '@warmknooppunt/platform/kluis'
import { maakLog } from '@warmknooppunt/platform/log'
import { uitbakVan } from '@warmknooppunt/platform/outbox'
import { laadDemo } from '@warmknooppunt/register/demo'
import { maakRegister } from '@warmknooppunt/register/stand'
import type { Bericht } from '@warmknooppunt/schemas/berichten'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type { Bezorging } from '@warmknooppunt/schemas/types/bezorging.v1'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import { proefDatabase } from '../../../test/steun/database.ts'
import { schrijfIn } from '../../../test/steun/schrijf.ts'
import { maakBezorgMeters } from './meters.ts'

export const ISSUER = 'https://autorisatie.example.nl'
export const BEGIN = Temporal.Instant.from('2026-03-02T09:15:30.125Z')
export const WEERT = 'schulddienst-land-van-weert'
export const WATER = 'waterbedrijf-maasdal'
export const TELECOM = 'telecom-beeklijn'
export const INCASSO = 'incasso-maasoever'
export const BRON = 'urn:nld:oin:00000099900000012000:systeem:warmknooppunt'
const HUB_OIN = '00000099900000012000'
const ES256 = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', alg: 'ES256', kid: 'proef' } as const

/** A database with the demo's register, a clock that the test moves, and events as sla would write them. */
export async function maakProef() {
  const db = await proefDatabase()
  const eigenaar = db.pool()
  const klok = { nu: BEGIN }
  const keks: Keks = { huidig: 'proef', sleutels: new Map([['proef', randomBytes(32)]]) }
  const codes = [WEERT, WATER, TELECOM, INCASSO, 'gemeente-roermond', 'beheer-warmknooppunt']
  const clients = codes.map((code) => ({ code, jwks: { keys: [ES256] } }))
  await laadDemo(eigenaar, { issuer: ISSUER, clients, nu: BEGIN })
  const sla = db.pool('wk_sla')
  const metrieken = new Registry()
  return {
    db,
    eigenaar,
    pool: db.pool('wk_delivery'),
    peilPool: db.pool('wk_delivery'),
    klok,
    keks,
    metrieken,
    register: maakRegister(eigenaar),
    meters: maakBezorgMeters(metrieken),
    log: maakLog({ dienst: 'proef', niveau: 'silent' }),
    nu: () => klok.nu,
    bron: BRON,
    oin: HUB_OIN,
    uitbak: uitbakVan('delivery'),
    doorverwijzing: (keuze: DoorverwijzingKeuze = {}) => maakDoorverwijzing(db.pool('wk_intake'), keks, klok.nu, keuze),
    termijnbericht: (dossierId: string, anders: object = {}) => maakTermijnbericht(dossierId, klok.nu, anders),
    event: (schema: Bericht, subject: string, data: object) => maakBusEvent(schema, subject, { data, nu: klok.nu }),
    /** Commits events to topic `termijnen`, as sla does. */
    leg: (events: readonly BusEvent[]) =>
      transactie<void, BusEvent>(sla, uitbakVan('sla'), async (tx) => {
        tx.uit.push(...events)
      }),
    sluit: () => db.sluit(),
  }
}

export type Proef = Awaited<ReturnType<typeof maakProef>>

/** An event of topic `termijnen` as a stage reads it. Throws when it is not one. */
export function lees(event: BusEvent): TopicEvent<'termijnen'> {
  const lezing = leesTopic('termijnen')(JSON.stringify(event))
  if (lezing.kind !== 'event') throw new Error(`not an event of termijnen: ${JSON.stringify(lezing)}`)
  return lezing.event
}

export type DoorverwijzingKeuze = {
  readonly dossierId?: string
  readonly ontvanger?: string
  readonly gemeentecode?: string
  readonly loket?: string
  readonly inhoud?: object
  readonly aangenomenOp?: Temporal.Instant
}

async function maakDoorverwijzing(
  intake: Pool,
  keks: Keks,
  nu: Temporal.Instant,
  keuze: DoorverwijzingKeuze,
): Promise<BusEvent> {
  const dossierId = keuze.dossierId ?? nieuwId(nu)
  const sleutels = nieuweSleutels(dossierId)
  await schrijfIn(intake, (tx) => bewaarSleutels(tx, keks, sleutels))
  await intake.end()
  const dicht = (publiek: 'gemeente' | 'hub') => {
    const sleutel = sleutels.find((s) => s.publiek === publiek)?.sleutel ?? Buffer.alloc(0)
    return versleutel(sleutel, keuze.inhoud ?? { dossierId, geheim: 'alleen voor de gemeente' }, {
      inhoudId: randomUUID(),
      publiek,
    })
  }
  const ontvanger = keuze.ontvanger ?? WEERT
  return maakBusEvent('gerouteerd', dossierId, {
    nu,
    type: 'nl.warmknooppunt.doorverwijzing.gerouteerd',
    data: {
      versie: 1,
      bericht: 'doorverwijzing',
      afzender: { deelnemer: WATER, rol: 'schuldeiser' },
      berichtId: nieuwId(nu),
      dossierId,
      schuldeiser: WATER,
      registerversie: 1,
      toewijzing: {
        toewijzingId: nieuwId(nu),
        gemeentecode: keuze.gemeentecode ?? '0988',
        uitvoerder: ontvanger,
        loket: keuze.loket ?? 'weert',
        overeenkomst: 'maasdal-weert',
        ontvanger,
        dagNul: '2026-03-02',
        aangenomenOp: (keuze.aangenomenOp ?? BEGIN).toString(),
      },
      afspraken: {
        contact: { aantal: 3, eenheid: 'werkdagen', pogingTelt: true, kanalenPoging: ['telefoon', 'sms'] },
        gesprek: { streefDagen: 14, uiterlijkDagen: 28 },
        stop: { dagen: 30, lcv: false },
        terugkoppelniveau: 'geaggregeerd',
        toegestaneWijzen: ['telefonisch'],
        toestemmingMaxDagen: 14,
      },
      ontvangers: [{ deelnemer: ontvanger, rol: 'gemeente', publiek: 'gemeente' }],
      inhoud: { gemeente: dicht('gemeente'), hub: dicht('hub') },
    },
  })
}

function maakTermijnbericht(dossierId: string, nu: Temporal.Instant, anders: object): BusEvent {
  return maakBusEvent('termijnbericht', dossierId, {
    nu,
    type: 'nl.warmknooppunt.termijnbericht.gemeld',
    data: {
      versie: 1,
      bericht: 'termijnbericht',
      dossierId,
      soort: 'incassostop-eindigt',
      termijn: 'incassostop',
      dag: '2026-04-01',
      tijdstip: '2026-04-01T22:00:00Z',
      hervatbaarVanaf: '2026-04-02',
      ontvangers: [{ deelnemer: WATER, rol: 'schuldeiser', publiek: 'schuldeiser' }],
      ...anders,
    },
  })
}

function maakBusEvent(
  schema: Bericht,
  subject: string,
  o: { readonly data: object; readonly nu: Temporal.Instant; readonly type?: string },
): BusEvent {
  return maakEvent({
    id: nieuwId(o.nu),
    source: `urn:nld:oin:${HUB_OIN}:systeem:elders`,
    type: o.type ?? `nl.warmknooppunt.${schema}.gerouteerd`,
    subject,
    time: o.nu,
    dataschema: dataschemaVan(schema),
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data: o.data,
  })
}

/** What lies in delivery's outbox: the events of topic `bezorgingen`, in order, each read as its readers would. */
export async function gebeurtenissen(eigenaar: Pool, dossierId?: string): Promise<Bezorging[]> {
  const { rows } = await eigenaar.query<{ bericht: string }>('select bericht from delivery.uit order by positie')
  return rows.flatMap(({ bericht }) => {
    const lezing = leesTopic('bezorgingen')(bericht)
    if (lezing.kind !== 'event') throw new Error('an event on topic bezorgingen that its readers cannot read')
    return dossierId === undefined || lezing.event.subject === dossierId ? [lezing.event.data] : []
  })
}

/** Hands a consumer everything that topic `termijnen` holds for it. */
export async function leesAlles(consument: Consument, eigenaar: Pool): Promise<void> {
  for (;;) {
    const standen = await consument.standen()
    const { rows } = await eigenaar.query<{
      positie: number
      bron: string
      partitie: number
      vorige: number
      bericht: string
    }>(
      `select u.positie, u.bron, u.partitie, u.vorige, u.bericht from sla.uit u
       join unnest($1::smallint[], $2::bigint[]) as s (partitie, na) on s.partitie = u.partitie and u.positie > s.na order by u.positie limit 500`,
      [standen.map((s) => s.partitie), standen.map((s) => s.positie)],
    )
    if (rows.length === 0) return
    const batch = rows.map(({ bericht, ...rij }) => ({ topic: 'termijnen', ...rij, waarde: bericht, merk: null }))
    await consument.pasToe(batch, new AbortController().signal)
  }
}

export type Verzoek = { readonly koppen: IncomingMessage['headers']; readonly body: string; readonly pad: string }
export type Ontvanger = {
  readonly adres: string
  readonly poort: number
  readonly verzoeken: Verzoek[]
  /** how the receiver answers from now on */
  antwoord: (antwoord: ServerResponse, verzoek: Verzoek) => void
  sluit(): Promise<void>
}

/** A receiver on 127.0.0.1, on a port of its own. Answers 204 until told otherwise. */
export async function maakOntvanger(host = '127.0.0.1'): Promise<Ontvanger> {
  const verzoeken: Verzoek[] = []
  const server = createServer((verzoek, antwoord) => {
    const delen: Buffer[] = []
    verzoek.on('data', (deel: Buffer) => delen.push(deel))
    verzoek.on('end', () => {
      const gezien = { koppen: verzoek.headers, body: Buffer.concat(delen).toString('utf8'), pad: verzoek.url ?? '' }
      verzoeken.push(gezien)
      ontvanger.antwoord(antwoord, gezien)
    })
  })
  const poort = await luister(server, host)
  const ontvanger: Ontvanger = {
    adres: `http://${host}:${poort}/in`,
    poort,
    verzoeken,
    antwoord: (antwoord) => antwoord.writeHead(204).end(),
    sluit: () =>
      new Promise((klaar) => {
        server.close(() => klaar())
        server.closeAllConnections()
      }),
  }
  return ontvanger
}

function luister(server: Server, host: string): Promise<number> {
  return new Promise((klaar) =>
    server.listen(0, host, () => {
      const adres = server.address()
      klaar(adres !== null && typeof adres === 'object' ? adres.port : 0)
    }),
  )
}

/** Answers with a status, headers and body. */
export function zegt(status: number, koppen: Record<string, string> = {}, body = ''): Ontvanger['antwoord'] {
  return (antwoord) => antwoord.writeHead(status, koppen).end(body)
}
