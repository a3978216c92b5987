import { createHash } from 'node:crypto'

/** Per release of CHANGELOG.md: path of a schema file (from the folder `schemas`) and the sha256 of its bytes, hex. */
export type Uitgebracht = { readonly [uitgave: string]: { readonly [pad: string]: string } }

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Released schema files that are no longer what they were; `lees` gives undefined for a file that is gone. */
export function gewijzigd(uitgebracht: Uitgebracht, lees: (pad: string) => Uint8Array | undefined): string[] {
  const lijst = Object.values(uitgebracht).flatMap((bestanden) => Object.entries(bestanden))
  const anders = lijst.filter(([pad, hash]) => {
    const bytes = lees(pad)
    return bytes === undefined || sha256(bytes) !== hash
  })
  return [...new Set(anders.map(([pad]) => pad))]
}

/** Releases of a change log: headings with a version number, unless they say they are not out yet. */
export function uitgaven(changelog: string): string[] {
  const koppen = changelog.matchAll(/^## \[?v?(?<nummer>[0-9]+\.[0-9]+\.[0-9]+)\]?(?<rest>.*)$/gm)
  return [...koppen].flatMap(({ groups }) =>
    groups?.nummer && !/unreleased/i.test(groups.rest ?? '') ? [groups.nummer] : [],
  )
}
