import { chmod, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leesRegels } from '../packages/platform/src/buitenbestand.ts'
import type { Ontvanger } from '../services/delivery/src/delivery.proef.ts'
import { voegBackupToe } from '../services/knooppunt/src/commando/backup.ts'
import type { Gedaan } from '../services/knooppunt/src/commando/commando.proef.ts'
import { doe as doeHier } from '../services/knooppunt/src/commando/commando.proef.ts'
import { voegSluitendToe } from '../services/knooppunt/src/commando/sluitend.ts'
import { voegTerugzettenToe } from '../services/knooppunt/src/commando/terugzetten.ts'
import { datamap } from '../services/knooppunt/src/datamap.ts'
import type { Verslag } from '../services/knooppunt/src/herstel/verslag.ts'
import { einde, totdat } from '../services/knooppunt/src/start.proef.ts'
import type { Hub } from './steun/hub.ts'
import { maakHub } from './steun/hub.ts'
import type { Peiling } from './steun/peiler.ts'
import { beginPeiling } from './steun/peiler.ts'
import type { InPostvak } from './steun/postvakken.ts'
import { leesPostvak, leesPostvakken, wachtOpPostvakken } from './steun/postvakken.ts'
import { leesPush, sluitOntvangerAan } from './steun/webhook.ts'

const MET_WEBHOOK = ['gemeente-roermond', 'gemeente-sittard-geleen', 'gemeente-maastricht']
/** Reads and confirms its postvak itself. */
const LEZER = 'gemeente-heerlen'
const PER_SECONDE = 40
const MINSTENS = 40

let hub: Hub
let ontvanger: Ontvanger
let plek: string
/** What was answered before the back-up began, all that was accepted before the disaster, and what of it is there after the restore. */
let voor: readonly string[]
let alle: readonly string[]
let hersteld: readonly string[]
/** A dossier of before the back-up of which the keys were destroyed after it. */
let vernietigd: string
/** What the reader had confirmed, and what was pushed, before the disaster. */
let bevestigd: readonly InPostvak[]
let gepusht: readonly string[]

beforeAll(async () => {
  plek = await mkdtemp(join(tmpdir(), 'wk-backup-'))
  // Under root the database is another user, who archives here.
  await chmod(plek, 0o711)
  hub = await maakHub(undefined, { WAL_ARCHIEF: join(plek, 'wal'), WAL_ARCHIEF_SECONDEN: '10' })
  ontvanger = await sluitOntvangerAan(hub, MET_WEBHOOK)
})

afterAll(async () => {
  await hub?.sluit()
  await ontvanger?.sluit()
  await rm(plek, { recursive: true, force: true })
})

const OPDRACHTEN = { backup: voegBackupToe, terugzetten: voegTerugzettenToe, sluitend: voegSluitendToe }

/** In this process: one of its own takes longer to start than most of these to do. */
function doe(opdracht: keyof typeof OPDRACHTEN, ...rest: string[]): Promise<Gedaan> {
  const nu = Temporal.Now.instant().toString()
  return doeHier(OPDRACHTEN[opdracht], [opdracht, ...rest], { env: { DATA_MAP: hub.data.map }, nu })
}

const dossiersVan = (peilingen: readonly Peiling[]) => peilingen.flatMap(({ dossierId }) => dossierId ?? [])
const inMap = (naam: string) => join(plek, naam)
const gepushteIds = () => ontvanger.verzoeken.map((verzoek) => leesPush(verzoek).id)

async function bevestigAlles(): Promise<readonly InPostvak[]> {
  const berichten = await leesPostvak(hub, LEZER)
  const totEnMet = berichten.at(-1)?.nummer ?? 0
  const { status } = await hub.vraag(LEZER, {
    method: 'POST',
    pad: '/v1/postvak/bevestigingen',
    body: { totEnMet },
  })
  expect(status).toBe(200)
  return berichten
}

async function regelsMet(map: string, begin: string): Promise<string> {
  const namen = (await readdir(map, { recursive: true })).filter((naam) => naam.includes(begin))
  const regels: string[] = []
  for (const naam of namen) for await (const regel of leesRegels(join(map, naam))) regels.push(regel)
  return regels.join('\n')
}

/** One hub goes through its life in this file, in order. */
describe('a back-up under load', () => {
  it('is made while parties post, and is whole', { timeout: 180_000 }, async () => {
    const peiler = beginPeiling(hub, 'herstel', PER_SECONDE)
    await totdat(() => dossiersVan(peiler.peilingen).length >= MINSTENS, 60_000)
    vernietigd = dossiersVan(peiler.peilingen)[0] ?? ''
    voor = dossiersVan(peiler.peilingen)
    const backup = hub.draai(['backup', inMap('een'), '--json'])
    expect(await einde(backup)).toEqual([0, null])
    expect(JSON.parse(backup.uit.join(''))).toMatchObject({ soort: 'warmknooppunt-backup' })
    const tijdens = dossiersVan(peiler.peilingen).length
    await totdat(() => dossiersVan(peiler.peilingen).length >= tijdens + MINSTENS, 60_000)
    const peilingen = await peiler.stop()
    alle = dossiersVan(peilingen)
    // Parties posted before, during and after it.
    expect(voor.length).toBeGreaterThanOrEqual(MINSTENS)
    expect(alle.length).toBeGreaterThanOrEqual(voor.length + MINSTENS)
    await wachtOpPostvakken(hub, alle, 60_000)
    bevestigd = await bevestigAlles()
    const verwacht = (await leesPostvakken(hub)).filter(({ deelnemer }) => MET_WEBHOOK.includes(deelnemer))
    await totdat(() => new Set(gepushteIds()).size >= verwacht.length, 60_000)
    gepusht = gepushteIds()
    expect(bevestigd.length).toBeGreaterThan(3)
  })

  it('never writes over anything, and is refused where it would be lost with the data', async () => {
    const [weer, binnen] = await Promise.all([doe('backup', inMap('een')), doe('backup', join(hub.data.map, 'kopie'))])
    expect(weer).toMatchObject({ code: 1, fout: expect.stringContaining('is not empty') })
    expect(binnen).toMatchObject({ code: 64, fout: expect.stringContaining('is lost with it') })
    expect(await readdir(plek)).toEqual(expect.arrayContaining(['een', 'wal']))
    expect((await readdir(plek)).filter((naam) => naam.endsWith('.deel'))).toEqual([])
  })

  it('told to stop leaves nothing half and no back-up begun in the server', async () => {
    const gestart = hub.draai(['backup', inMap('halverwege')])
    await totdat(async () => (await readdir(plek)).includes('halverwege.deel'), 30_000)
    gestart.proces.kill('SIGTERM')
    expect(await einde(gestart)).toEqual([143, null])
    expect((await readdir(plek)).filter((naam) => naam.startsWith('halverwege'))).toEqual([])
    const slots = await hub.alsEigenaar((db) => db.query('select from pg_replication_slots'))
    expect(slots.rowCount).toBe(0)
  })

  it('writes outside the database what was accepted, delivered and destroyed, without a word of content', {
    timeout: 120_000,
  }, async () => {
    await hub.alsEigenaar((db) => db.query('select kluis.vernietig(array[$1]::uuid[], now())', [vernietigd]))
    await totdat(async () => (await regelsMet(hub.data.grafstenen, '.txt')).includes(vernietigd), 30_000)
    await totdat(async () => {
      const journaal = await regelsMet(hub.data.journaal, 'intake-')
      return alle.every((id) => journaal.includes(id))
    }, 30_000)
    const eindpunten = new Set(gepusht)
    await totdat(async () => {
      const geheel = await regelsMet(hub.data.journaal, 'delivery-')
      const afgeleverd = geheel.split('\n').filter((regel) => regel.includes('"gepusht"'))
      return [...eindpunten].every((id) => afgeleverd.some((regel) => regel.includes(id)))
    }, 30_000)
    const journaal = await regelsMet(hub.data.journaal, '.jsonl')
    expect(journaal).toContain(LEZER)
    for (const woord of ['K-herstel', 'Testpersoon', 'inhoud', 'tekst']) expect(journaal).not.toContain(woord)
    // Until what was archived holds all of it.
    await hub.alsEigenaar((db) => db.query('select pg_switch_wal()'))
    await totdat(async () => {
      const { rows } = await hub.alsEigenaar((db) =>
        db.query<{ klaar: boolean }>(
          'select last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1) as klaar from pg_stat_archiver',
        ),
      )
      return rows[0]?.klaar === true
    }, 30_000)
  })
})

describe('a restore after a disaster', () => {
  let verslag: Verslag

  it('is refused while the hub runs, over a database, from a damaged back-up, and without tombstones', {
    timeout: 180_000,
  }, async () => {
    expect(await doe('terugzetten', inMap('een'))).toMatchObject({
      code: 69,
      fout: expect.stringContaining('stop it first'),
    })
    // Gone, not only told to go: until then it holds the folder.
    await hub.dood()
    await hub.stopAlles()
    expect(await doe('terugzetten', inMap('een'))).toMatchObject({
      code: 1,
      fout: expect.stringContaining('Move it away'),
    })
    await rename(hub.data.postgres, inMap('oud'))
    await rename(hub.data.grafstenen, inMap('grafstenen'))
    expect(await doe('terugzetten', inMap('een'))).toMatchObject({
      code: 1,
      fout: expect.stringContaining('--zonder-grafstenen'),
    })
    await rename(inMap('grafstenen'), hub.data.grafstenen)
    const pad = join(inMap('een'), 'database', 'backup_label')
    await keerByteOm(pad)
    const schade = expect.stringContaining('backup_label is not as it was written')
    expect(await doe('backup', inMap('een'), '--controleer', '--alleen-bestanden')).toMatchObject({
      code: 1,
      fout: schade,
    })
    expect(await doe('terugzetten', inMap('een'))).toMatchObject({ code: 1, fout: schade })
    await keerByteOm(pad)
  })

  it('that is killed in the middle lets no hub start, and goes on when asked again', { timeout: 180_000 }, async () => {
    // The refusal above left it begun: what was copied was removed.
    const gestart = hub.draai(['terugzetten'])
    await totdat(() => gestart.fout.join('').includes('replaying'), 30_000)
    gestart.proces.kill('SIGKILL')
    await einde(gestart)
    const start = hub.begin()
    expect(await einde(start)).toEqual([69, null])
    expect(start.fout.join('')).toContain('is not finished')
    expect(await doe('terugzetten', inMap('een'), '--zonder-grafstenen')).toMatchObject({
      code: 1,
      fout: expect.stringContaining('as it was asked'),
    })
    const verder = await doe('terugzetten', '--json')
    expect(verder).toMatchObject({ code: 0, fout: expect.stringContaining('going on') })
    verslag = JSON.parse(verder.uit)
  })

  it('gives a hub that has everything from before, destroyed what was destroyed, and says that it was restored', {
    timeout: 120_000,
  }, async () => {
    await hub.start()
    expect(hub.gestart.at(-1)?.uit.join('')).toContain('alarm.teruggezet')
    const { rows } = await hub.alsEigenaar((db) => db.query<{ id: string }>('select id from intake.dossier'))
    hersteld = rows.map(({ id }) => id)
    expect(voor.filter((id) => !hersteld.includes(id))).toEqual([])
    expect(hersteld.filter((id) => !alle.includes(id))).toEqual([])
    await wachtOpPostvakken(hub, hersteld, 60_000)
    const sleutels = await hub.alsEigenaar((db) =>
      db.query('select from kluis.sleutel where dossier_id = $1', [vernietigd]),
    )
    expect(sleutels.rowCount).toBe(0)
  })

  it('lists exactly what was accepted after the back-up, per party, and keeps that list', async () => {
    const binnen = new Set(hersteld)
    const verloren = alle.filter((id) => !binnen.has(id)).sort()
    expect(verloren.length).toBeGreaterThanOrEqual(MINSTENS)
    expect(verslag.verloren.map(({ dossierId }) => dossierId).sort()).toEqual(verloren)
    expect(new Set(verslag.verloren.map(({ bericht }) => bericht))).toEqual(new Set(['doorverwijzing']))
    expect(verslag.verloren.every(({ ontvangenDoor }) => ontvangenDoor.length > 0)).toBe(true)
    expect(verslag).toMatchObject({ metJournaal: true, grafstenen: { gelezen: 1, vernietigd: 1 } })
    const bewaard = JSON.parse((await doe('terugzetten', '--verslag', '--json')).uit)
    expect(bewaard).toMatchObject({ herstelId: verslag.herstelId, verloren: verslag.verloren })
  })

  it('delivers nothing twice: not to an endpoint that took it, not to a reader that confirmed it', {
    timeout: 120_000,
  }, async () => {
    // New work goes on, and shows that what lay before it was handled.
    const peiler = beginPeiling(hub, 'daarna', PER_SECONDE)
    await totdat(() => dossiersVan(peiler.peilingen).length >= MINSTENS, 60_000)
    const nieuw = dossiersVan(await peiler.stop())
    await wachtOpPostvakken(hub, nieuw, 60_000)
    const berichten = await leesPostvakken(hub)
    const nieuwVoor = (deelnemers: readonly string[]) =>
      berichten.filter((b) => deelnemers.includes(b.deelnemer) && nieuw.includes(b.dossierId)).map(({ id }) => id)
    await totdat(() => nieuwVoor(MET_WEBHOOK).every((id) => gepushteIds().includes(id)), 60_000)
    await wachtMs(500)
    expect(gepushteIds().slice(gepusht.length).sort()).toEqual(nieuwVoor(MET_WEBHOOK).sort())
    // Without `na`: from the first that is not confirmed.
    const onbevestigd = await hub.probeer(LEZER, { method: 'GET', pad: '/v1/postvak/berichten?limiet=500' })
    if (onbevestigd.kind === 'verbroken' || !Array.isArray(onbevestigd.antwoord.body)) throw new Error('no postvak')
    expect(onbevestigd.antwoord.body.map(({ id }) => String(id)).sort()).toEqual(nieuwVoor([LEZER]).sort())
    // What came back has the number and the id it had.
    const eerder = new Map(bevestigd.map(({ id, nummer }) => [id, nummer]))
    const terug = berichten.filter((b) => b.deelnemer === LEZER && hersteld.includes(b.dossierId))
    expect(terug.length).toBeGreaterThan(0)
    expect(terug.map(({ id, nummer }) => [id, nummer])).toEqual(terug.map(({ id }) => [id, eerder.get(id)]))
    expect(
      Math.min(...berichten.filter((b) => nieuw.includes(b.dossierId)).map(({ nummer }) => nummer)),
    ).toBeGreaterThan(Math.max(...bevestigd.map(({ nummer }) => nummer)))
  })

  it('adds up once it is settled: of every message that it has, delivery, confirmation or reason', {
    timeout: 60_000,
  }, async () => {
    let laatste: Gedaan | undefined
    // The read side is a moment behind.
    await totdat(async () => {
      laatste = await doe('sluitend', '--respijt', '0', '--json')
      return laatste.code === 0
    }, 30_000).catch(() => undefined)
    expect(JSON.parse(laatste?.uit ?? '{}')).toMatchObject({ aantalOpen: 0, open: [], verschillen: [] })
    const { rows } = await hub.alsEigenaar((db) => db.query('select from intake.dossier'))
    expect(JSON.parse(laatste?.uit ?? '{}').berichten).toBeGreaterThanOrEqual(rows.length)
    expect(laatste?.code).toBe(0)
  })

  it('with the archived WAL loses nothing at all', { timeout: 180_000 }, async () => {
    const laatste = hub.gestart.at(-1)
    laatste?.proces.kill('SIGTERM')
    if (laatste) await einde(laatste)
    const ander = inMap('ander')
    const bronnen = ['--wal', inMap('wal'), '--journaal', hub.data.journaal, '--grafstenen', hub.data.grafstenen]
    const uitkomst = await doe('terugzetten', inMap('een'), '--naar', ander, ...bronnen, '--json')
    expect(uitkomst).toMatchObject({ code: 0, fout: expect.stringContaining('kek-1') })
    expect(uitkomst.fout).not.toContain('the replay ends before it')
    // What the first life lost stays lost; of the second nothing is.
    expect(JSON.parse(uitkomst.uit)).toMatchObject({ verloren: [], metJournaal: true, ontbreekt: ['kek-1'] })
    expect((await readdir(datamap(ander).postgres)).includes('PG_VERSION')).toBe(true)
  })
})

async function keerByteOm(pad: string): Promise<void> {
  const bestand = await open(pad, 'r+')
  const { buffer } = await bestand.read(Buffer.alloc(1), 0, 1, 100)
  await bestand.write(Buffer.from([(buffer[0] ?? 0) ^ 0xff]), 0, 1, 100)
  await bestand.close()
}
