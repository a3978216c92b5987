import { posix } from 'node:path'
import type { Bron, Import } from './bron.ts'
import { deelVan, isBesluit, isProef, TEKENING, ZUIVER } from './tekening.ts'

/** The file an import leads to, relative to the root; null for a package from outside or a part of Node. */
export function doel(pad: string, naar: string): string | null {
  if (naar.startsWith('.')) return posix.join(posix.dirname(pad), naar)
  const eigen = /^@warmknooppunt\/([a-z]+)\/(.+)$/.exec(naar)
  if (!eigen) return null
  const [, deel = '', rest = ''] = eigen
  if (deel === 'schemas') return rest.startsWith('types/') ? `schemas/${rest}.ts` : `schemas/src/${rest}.ts`
  const vloer = ['regels', 'register', 'platform'].includes(deel)
  return `${vloer ? 'packages' : 'services'}/${deel}/src/${rest}.ts`
}

const wijs = (bron: Bron, { regel }: { regel: number }, tekst: string) => `${bron.pad}:${regel} ${tekst}`

/** Who imports whom: floor, stages, roof. */
export function keurDelen(bronnen: readonly Bron[]): string[] {
  return bronnen.flatMap((bron) => {
    const van = deelVan(bron.pad)
    if (van === null) return []
    return bron.imports.flatMap((imp) => {
      const pad = doel(bron.pad, imp.naar)
      if (pad === null) return []
      const naar = deelVan(pad)
      if (naar === null) {
        const mag = isProef(bron.pad) && pad.startsWith('test/steun/')
        return mag ? [] : [wijs(bron, imp, `imports ${pad}, which lies outside every part`)]
      }
      if (naar === van) return []
      if (imp.naar.startsWith('.')) return [wijs(bron, imp, `reaches into ${naar} by a relative path`)]
      const toegestaan: readonly string[] = TEKENING[van]
      return toegestaan.includes(naar) ? [] : [wijs(bron, imp, `${van} may not import ${naar}`)]
    })
  })
}

/** The pure core: only its own files, and types of the message specifications. */
export function keurKern(bronnen: readonly Bron[]): string[] {
  return bronnen
    .filter(({ pad }) => deelVan(pad) === 'regels' && !isProef(pad))
    .flatMap((bron) =>
      bron.imports
        .filter((imp) => !magInKern(bron, imp))
        .map((imp) => wijs(bron, imp, `regels may not import ${imp.naar}`)),
    )
}

function magInKern(bron: Bron, imp: Import): boolean {
  const pad = doel(bron.pad, imp.naar)
  if (pad === null) return false
  const naar = deelVan(pad)
  return naar === 'regels' || (naar === 'schemas' && imp.alleenType)
}

/**
 * A decision is pure all the way down: whatever it reaches by imports that load code (types load none) is no store and no platform,
 * and needs no package and no part of Node.
 */
export function keurBesluiten(bronnen: readonly Bron[]): string[] {
  const perPad = new Map(bronnen.map((bron) => [bron.pad, bron]))
  return bronnen
    .filter(({ pad }) => isBesluit(pad))
    .flatMap((bron) => [...onzuiver(bron, { perPad, gezien: new Set() })])
}

type Bezoek = { readonly perPad: ReadonlyMap<string, Bron>; readonly gezien: Set<string> }

function onzuiver(bron: Bron, bezoek: Bezoek): string[] {
  if (bezoek.gezien.has(bron.pad) || bron.pad in ZUIVER) return []
  bezoek.gezien.add(bron.pad)
  return bron.imports
    .filter(({ alleenType }) => !alleenType)
    .flatMap((imp) => {
      const pad = doel(bron.pad, imp.naar)
      const volgende = pad === null ? undefined : bezoek.perPad.get(pad)
      const mag = pad !== null && deelVan(pad) !== 'platform' && !/-(?:store|view)\.ts$/.test(pad)
      if (!mag) return [wijs(bron, imp, `a decision may not reach ${imp.naar}`)]
      return volgende ? onzuiver(volgende, bezoek) : []
    })
}

/** Files that import one another in a circle, types included, each circle once. */
export function keurKringen(bronnen: readonly Bron[]): string[] {
  const naar = new Map(bronnen.map((bron) => [bron.pad, bron.imports.flatMap((imp) => doel(bron.pad, imp.naar) ?? [])]))
  const klaar = new Set<string>()
  const kringen: string[] = []
  const bezoek = (pad: string, weg: readonly string[]): void => {
    const begin = weg.indexOf(pad)
    if (begin >= 0) kringen.push([...weg.slice(begin), pad].join(' -> '))
    if (begin >= 0 || klaar.has(pad)) return
    for (const volgende of naar.get(pad) ?? []) bezoek(volgende, [...weg, pad])
    klaar.add(pad)
  }
  for (const pad of naar.keys()) bezoek(pad, [])
  return kringen
}

export type Pakket = {
  readonly naam: string
  readonly afhankelijk: readonly string[]
  readonly ontwikkel: readonly string[]
}

/** Every package that is imported is named in the package.json beside it; what only tests use may be in the root's. */
export function keurAfhankelijkheden(
  bronnen: readonly Bron[],
  pakketVan: (pad: string) => Pakket,
  wortel: Pakket,
): string[] {
  return bronnen.flatMap((bron) =>
    bron.imports.flatMap((imp) => {
      if (imp.naar.startsWith('.') || imp.naar.startsWith('node:')) return []
      const naam = imp.naar
        .split('/')
        .slice(0, imp.naar.startsWith('@') ? 2 : 1)
        .join('/')
      const pakket = pakketVan(bron.pad)
      const genoemd = [pakket.naam, ...pakket.afhankelijk, ...pakket.ontwikkel]
      const gereedschap = isProef(bron.pad) || /\/genereer-[a-z]+\.ts$/.test(bron.pad) || !bron.pad.includes('/')
      const bekend =
        genoemd.includes(naam) ||
        (gereedschap && (wortel.ontwikkel.includes(naam) || naam.startsWith('@warmknooppunt/')))
      return bekend ? [] : [wijs(bron, imp, `${naam} is not in the package.json of ${pakket.naam}`)]
    }),
  )
}
