import { cp, mkdir, mkdtemp, readdir, readlink, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { lijst } from '../architectuur/bron.ts'

export type Kopie = { readonly map: string; ruimOp(): Promise<void> }

/** A copy of the tree in a temporary folder, with the packages that are installed here; what is ours resolves to the copy. */
export async function maakKopie(wortel: string): Promise<Kopie> {
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-breuk-'))
  try {
    for (const pad of lijst(wortel)) await cp(join(wortel, pad), join(map, pad))
    for (const modules of await zoekModules(wortel)) await koppel(join(wortel, modules), join(map, modules))
  } catch (fout) {
    await rm(map, { recursive: true, force: true })
    throw fout
  }
  return { map, ruimOp: () => rm(map, { recursive: true, force: true }) }
}

/** The folders of installed packages: of the root and of each workspace. */
async function zoekModules(wortel: string): Promise<string[]> {
  const pakketten = lijst(wortel).filter((pad) => pad.endsWith('package.json'))
  const mappen = pakketten.map((pad) => join(dirname(pad), 'node_modules'))
  const aanwezig = await Promise.all(mappen.map((map) => readdir(join(wortel, map)).catch(() => [])))
  return mappen.filter((_, n) => (aanwezig[n] ?? []).length > 0)
}

/** A link per package; ours are links within the tree, and stay so. What starts with a dot is what tools keep for themselves. */
async function koppel(van: string, naar: string): Promise<void> {
  await mkdir(naar, { recursive: true })
  for (const deel of await readdir(van, { withFileTypes: true })) {
    const [hier, daar] = [join(van, deel.name), join(naar, deel.name)]
    if (deel.name.startsWith('@') && deel.isDirectory()) await koppel(hier, daar)
    else if (deel.isSymbolicLink()) await symlink(await readlink(hier), daar)
    else if (!deel.name.startsWith('.')) await symlink(hier, daar)
  }
}
