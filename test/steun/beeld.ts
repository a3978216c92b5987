import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, matchesGlob, relative } from 'node:path'
import { WORTEL } from './compose.ts'

/**
 * The folder /app of the image: what .dockerignore lets through, the packages that `npm ci --omit=dev --omit=optional` leaves, and nobody may
 * write in it. Packages are links to those of the repository, so what only they need among themselves is npm's word.
 */
export type Beeld = { readonly map: string; sluit(): void }

export function maakBeeld(): Beeld {
  const map = mkdtempSync(join(tmpdir(), 'warmknooppunt-beeld-'))
  const { mag, magNiet } = leesDockerignore()
  for (const deel of mag) {
    cpSync(join(WORTEL, deel), join(map, deel), {
      recursive: true,
      filter: (pad) => !magNiet.some((patroon) => matchesGlob(relative(WORTEL, pad), patroon)),
    })
  }
  legPakketten(map)
  zetSchrijven(map, false)
  return {
    map,
    sluit() {
      zetSchrijven(map, true)
      rmSync(map, { recursive: true, force: true })
    },
  }
}

/** `*`, then exceptions, then what is left out of those. */
export function leesDockerignore(): { readonly mag: readonly string[]; readonly magNiet: readonly string[] } {
  const [alles, ...regels] = readFileSync(join(WORTEL, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((regel) => regel !== '' && !regel.startsWith('#'))
  if (alles !== '*') throw new Error('.dockerignore must begin by leaving out everything')
  return {
    mag: regels.filter((regel) => regel.startsWith('!')).map((regel) => regel.slice(1)),
    magNiet: regels.filter((regel) => !regel.startsWith('!')),
  }
}

/** The packages of the lock file that are in the image, by their folder. */
export function pakkettenVanBeeld(): readonly string[] {
  const slot = Object(JSON.parse(readFileSync(join(WORTEL, 'package-lock.json'), 'utf8')))
  return Object.entries(slot.packages).flatMap(([pad, pakket]) => {
    const { dev, optional, devOptional, link } = Object(pakket)
    return /^[^.]*node_modules\//.test(pad) && !dev && !optional && !devOptional && !link ? [pad] : []
  })
}

function legPakketten(map: string): void {
  for (const pad of pakkettenVanBeeld()) {
    // What lies within another package comes with the link to that.
    if (pad.split('node_modules/').length > 2) continue
    mkdirSync(dirname(join(map, pad)), { recursive: true })
    symlinkSync(join(WORTEL, pad), join(map, pad))
  }
  const eigen = join(map, 'node_modules/@warmknooppunt')
  mkdirSync(eigen)
  symlinkSync('../../schemas', join(eigen, 'schemas'))
  for (const laag of ['packages', 'services']) {
    for (const naam of readdirSync(join(map, laag))) symlinkSync(`../../${laag}/${naam}`, join(eigen, naam))
  }
}

function zetSchrijven(map: string, mag: boolean): void {
  for (const deel of readdirSync(map, { withFileTypes: true })) {
    if (deel.isDirectory()) zetSchrijven(join(map, deel.name), mag)
  }
  const { mode } = statSync(map)
  chmodSync(map, mag ? mode | 0o700 : (mode | 0o055) & ~0o222)
}
