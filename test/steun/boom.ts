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

/**
 * The previous commit, or that of the environment variable VORIGE. Null, said aloud, where there is no git or no history; on CI that is a
 * failure, for there the whole history is fetched.
 */
export async function vorigeBoom(): Promise<Boom | null> {
  const ref = process.env.VORIGE ?? 'HEAD^'
  try {
    await voer('git', ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], { cwd: WORTEL })
  } catch (fout) {
    const tekst = `no commit ${ref} in this folder: fetch the whole history (git fetch --unshallow), or name another with VORIGE`
    if (process.env.CI) throw new Error(tekst, { cause: fout })
    process.stderr.write(`SKIPPED, rolling upgrade: ${tekst}\n`)
    return null
  }
  return maakBoom(async (map) => {
    const archief = join(map, 'boom.tar')
    await voer('git', ['archive', '--format=tar', '-o', archief, ref, ...DELEN], { cwd: WORTEL })
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
