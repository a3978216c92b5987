import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { zetBestandenTerug } from '../herstel/bestanden.ts'
import { archiefopdracht, haalinstellingen } from '../ingebed/archief.ts'
import { voerUit } from '../ingebed/programmas.ts'
import { beschrijfSchade, controleerBestanden } from './controle.ts'
import type { Manifest } from './manifest.ts'
import { DATABASE_MAP, leesManifest, schrijfManifest } from './manifest.ts'
import { segmenten } from './wal.ts'

let map: string
beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'wk-backup-'))
})
afterAll(() => rm(map, { recursive: true, force: true }))

const MANIFEST: Manifest = {
  soort: 'warmknooppunt-backup',
  versie: 1,
  databaseId: 'd',
  bron: 'b',
  systeem: '1',
  tijdlijn: 1,
  postgres: '18.4',
  begonnenOp: '2026-03-02T11:00:00Z',
  klaarOp: '2026-03-02T11:00:01Z',
  startLsn: '0/1',
  stopLsn: '0/2',
  walVan: '000000010000000000000001',
  walTot: '000000010000000000000001',
  migraties: [],
  keks: [],
  mappen: [],
  bestanden: [],
}

describe('the segments of WAL between two', () => {
  it('are all of them, across the place where the second number is full', () => {
    expect(segmenten('0000000100000001000000FE', '000000010000000200000001')).toEqual([
      '0000000100000001000000FE',
      '0000000100000001000000FF',
      '000000010000000200000000',
      '000000010000000200000001',
    ])
    expect(segmenten(MANIFEST.walVan, MANIFEST.walTot)).toEqual([MANIFEST.walVan])
  })

  it('are of one timeline', () => {
    expect(() => segmenten('000000010000000000000001', '000000020000000000000002')).toThrow('timeline changed')
  })
})

describe('a manifest', () => {
  it('is read as it was written, and its checksum is one that sha256sum knows', async () => {
    await schrijfManifest(map, MANIFEST)
    expect(await leesManifest(map)).toEqual({ kind: 'goed', manifest: MANIFEST })
    await voerUit('sha256sum', ['-c', 'manifest.sha256'], { cwd: map })
  })

  it('that was changed, is of another kind, or is not there is refused in words', async () => {
    const anders = join(map, 'anders')
    await mkdir(anders)
    expect(await leesManifest(anders)).toMatchObject({
      kind: 'fout',
      reden: expect.stringContaining('no whole back-up'),
    })
    await schrijfManifest(anders, { ...MANIFEST, soort: 'warmknooppunt-backup' })
    const tekst = await readFile(join(anders, 'manifest.json'), 'utf8')
    await writeFile(join(anders, 'manifest.json'), tekst.replace('18.4', '18.5'))
    expect(await leesManifest(anders)).toMatchObject({ kind: 'fout', reden: expect.stringContaining('damaged') })
  })
})

describe('a back-up', () => {
  const { signal } = new AbortController()
  /** Of three files; `anders` and `weg` are so after it was made. */
  async function maakBackup(naam: string, schade: { readonly anders?: string; readonly weg?: string }) {
    const backup = join(map, naam)
    const database = join(backup, DATABASE_MAP)
    await mkdir(join(database, 'base'), { recursive: true })
    const bestanden = ['base/1', 'base/2', 'base/3'].map((pad) => {
      const tekst = `what stood in ${pad}`
      return { pad, tekst, bytes: tekst.length, sha256: createHash('sha256').update(tekst).digest('hex') }
    })
    for (const { pad, tekst } of bestanden) await writeFile(join(database, pad), tekst)
    // As long as before: only its checksum tells.
    if (schade.anders) await writeFile(join(database, schade.anders), `what stood in base/X`)
    if (schade.weg) await rm(join(database, schade.weg))
    const manifest = { ...MANIFEST, mappen: ['base'], bestanden: bestanden.map(({ tekst: _, ...bestand }) => bestand) }
    return { backup, manifest, doel: join(map, `${naam}.terug`) }
  }
  const zetTerug = (b: Awaited<ReturnType<typeof maakBackup>>) =>
    zetBestandenTerug({ ...b, eigenaar: null, signal, meld: () => undefined })

  it('of which a file was changed or is gone is told by what it lacks', async () => {
    const heel = await maakBackup('heel', {})
    expect(await controleerBestanden(heel.backup, heel.manifest, { signal, meld: () => undefined })).toEqual([])
    const stuk = await maakBackup('stuk', { anders: 'base/3', weg: 'base/2' })
    const schade = await controleerBestanden(stuk.backup, stuk.manifest, { signal, meld: () => undefined })
    expect(beschrijfSchade(schade)).toBe('base/2 is missing; base/3 is not as it was written')
  })

  it.each([{ anders: 'base/2' }, { weg: 'base/2' }])(
    'of which this is so is not restored, and leaves nothing behind: %j',
    async (schade) => {
      const b = await maakBackup(`terug-${Object.keys(schade)}`, schade)
      await expect(zetTerug(b)).rejects.toThrow(/is damaged and was not restored: base\/2 is/)
      await expect(readdir(b.doel)).rejects.toMatchObject({ code: 'ENOENT' })
    },
  )

  it('that is whole is restored as it was', async () => {
    const b = await maakBackup('goed', {})
    await zetTerug(b)
    expect(await readFile(join(b.doel, 'base/2'), 'utf8')).toBe('what stood in base/2')
  })
})

describe('the archive command, in a folder with every awkward sign', () => {
  const vul = (opdracht: string, pad: string, naam: string) =>
    opdracht.replaceAll(/%([%pf])/g, (_, teken) => (teken === 'p' ? pad : teken === 'f' ? naam : '%'))

  it('puts a segment there whole, takes the same again, refuses another of that name, and gives it back', async () => {
    const archief = join(map, `a'b "c" $d 100%p`)
    await mkdir(archief)
    const segment = join(map, 'segment')
    await writeFile(segment, 'een')
    const opdracht = vul(archiefopdracht({ map: archief, seconden: 1 }), segment, '000000010000000000000001')
    await voerUit('sh', ['-c', opdracht])
    await voerUit('sh', ['-c', opdracht])
    expect(await readFile(join(archief, '000000010000000000000001'), 'utf8')).toBe('een')
    await writeFile(segment, 'twee')
    await expect(voerUit('sh', ['-c', opdracht])).rejects.toMatchObject({ code: 1 })
    expect(await readFile(join(archief, '000000010000000000000001'), 'utf8')).toBe('een')
    const { restore_command } = haalinstellingen({ wal: archief, tijdlijn: null, archief: null })
    await voerUit('sh', ['-c', vul(restore_command ?? '', segment, '000000010000000000000001')])
    expect(await readFile(segment, 'utf8')).toBe('een')
  })

  it('without WAL to replay gives only how the timelines went, so that none is chosen twice', async () => {
    const archief = join(map, 'historie')
    await mkdir(archief)
    for (const naam of ['00000002.history', '000000010000000000000001']) await writeFile(join(archief, naam), naam)
    const o = { wal: null, tijdlijn: null, archief: { map: archief, seconden: 1 } }
    const { restore_command, recovery_target_timeline } = haalinstellingen(o)
    expect(recovery_target_timeline).toBe('current')
    const haal = (naam: string) => voerUit('sh', ['-c', vul(restore_command ?? '', join(map, 'uit'), naam)])
    await haal('00000002.history')
    await expect(haal('000000010000000000000001')).rejects.toMatchObject({ code: 1 })
    await expect(haal('00000003.history')).rejects.toMatchObject({ code: 1 })
  })
})
