import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const voer = promisify(execFile)
const WORTEL = fileURLToPath(new URL('../..', import.meta.url))
/** What a version of the hub is made of. */
const DELEN = ['migrations', 'packages', 'schemas', 'services', 'openapi', 'package.json']

/** A version of the hub in a folder of its own, whose parts find one another and not those of another version. */
export type Boom = { readonly map: string; weg(): Promise<void> }

/** The version of this folder, where it lies. */
export const DEZE: Boom = { map: WORTEL, weg: async () => undefined }

/** Where a change makes another version of the hub, and what lies there and is not of it. */
const PRODUCT = ['migrations', 'packages', 'schemas', 'services']
const GEEN_PRODUCT = ['test.ts', 'proef.ts', 'suite.ts', 'md'].map((einde) => `:(exclude,glob)**/*.${einde}`)

/**
 * The version before this one, or that of the environment variable VORIGE; which and why is said aloud. Null, said aloud, where there is
 * no git or no history; on CI that is a failure, for there the whole history is fetched, and so is a VORIGE that is not there.
 */
export async function vorigeBoom(): Promise<Boom | null> {
  try {
    const { ref, waarom } = process.env.VORIGE
      ? { ref: process.env.VORIGE, waarom: 'named by VORIGE' }
      : await vorigeVersie()
    const commit = await git('rev-parse', '--verify', `${ref}^{commit}`)
    process.stderr.write(`rolling upgrade from ${await git('log', '-1', '--format=%h (%s)', commit)}: ${waarom}\n`)
    return await archiefBoom(commit)
  } catch (fout) {
    if (!(fout instanceof GeenVorige) || process.env.CI || process.env.VORIGE) throw fout
    process.stderr.write(`SKIPPED, rolling upgrade: ${fout.message}\n`)
    return null
  }
}

class GeenVorige extends Error {}

/** The parent of the last commit that changed the product: HEAD^ often is the same product, with other tests or papers. */
async function vorigeVersie(): Promise<{ ref: string; waarom: string }> {
  const laatste = await git('log', '-1', '--format=%H', '--', ...PRODUCT, ...GEEN_PRODUCT)
  const korte = await git('log', '-1', '--format=%h (%s)', laatste)
  return { ref: `${laatste}^`, waarom: `the parent of the last commit that changed the product, ${korte}` }
}

async function git(...argumenten: readonly string[]): Promise<string> {
  try {
    return (await voer('git', argumenten, { cwd: WORTEL })).stdout.trim()
  } catch (fout) {
    const tekst = `git ${argumenten.join(' ')} finds nothing in this folder: fetch the whole history (git fetch --unshallow), or name another commit with VORIGE`
    throw new GeenVorige(tekst, { cause: fout })
  }
}

function archiefBoom(commit: string): Promise<Boom> {
  return maakBoom(async (map) => {
    const archief = join(map, 'boom.tar')
    await voer('git', ['archive', '--format=tar', '-o', archief, commit, ...DELEN], { cwd: WORTEL })
    await voer('tar', ['-xf', archief, '-C', map])
    await rm(archief)
  })
}

/** This version as a copy, for a test to change. */
export function kopieBoom(): Promise<Boom> {
  return maakBoom(async (map) => {
    for (const deel of DELEN) {
      await cp(join(WORTEL, deel), join(map, deel), { recursive: true, filter: (van) => !van.includes('node_modules') })
    }
  })
}

async function maakBoom(vul: (map: string) => Promise<void>): Promise<Boom> {
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-boom-'))
  const weg = () => rm(map, { recursive: true, force: true })
  try {
    await vul(map)
    await koppel(map)
    return { map, weg }
  } catch (fout) {
    await weg()
    throw fout
  }
}

/** Packages from outside are those that are installed here; those of the hub are the folder's own. */
async function koppel(map: string): Promise<void> {
  const doel = join(map, 'node_modules')
  await mkdir(join(doel, '@warmknooppunt'), { recursive: true })
  for (const naam of await readdir(join(WORTEL, 'node_modules'))) {
    if (naam === '@warmknooppunt' || naam.startsWith('.')) continue
    await symlink(join(WORTEL, 'node_modules', naam), join(doel, naam))
  }
  const pakketten = await readdir(map, { recursive: true, withFileTypes: true })
  for (const deel of pakketten) {
    const plek = relative(map, deel.parentPath)
    if (deel.name !== 'package.json' || !/^(schemas|(packages|services)\/[a-z]+)$/.test(plek)) continue
    const { name } = JSON.parse(await readFile(join(deel.parentPath, deel.name), 'utf8'))
    await symlink(deel.parentPath, join(doel, String(name)))
  }
}
