/** Columns as wide as their widest cell, two spaces between them. */
export function tabel(kop: readonly string[], rijen: readonly (readonly string[])[]): string {
  const breedtes = kop.map((naam, i) => Math.max(naam.length, ...rijen.map((rij) => (rij[i] ?? '').length)))
  const regel = (rij: readonly string[]) =>
    breedtes
      .map((breedte, i) => (rij[i] ?? '').padEnd(breedte))
      .join('  ')
      .trimEnd()
  return [kop, breedtes.map((breedte) => '-'.repeat(breedte)), ...rijen].map(regel).join('\n')
}
