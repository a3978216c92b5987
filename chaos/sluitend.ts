import type { Hub } from './hub.ts'
import type { Schending } from './oordeel/schending.ts'

export type Sluitend = { readonly open: number | null; readonly schendingen: readonly Schending[] }

/** What the hub itself says is still open, by its command `sluitend`. */
export async function vraagSluitend(hub: Hub): Promise<Sluitend> {
  const { code, uit, fout } = await hub.commando(['sluitend', '--json'])
  const open = leesOpen(uit)
  if (code === 0 && open === 0) return { open, schendingen: [] }
  return {
    open,
    schendingen: [{ soort: 'onbezorgd', tekst: `sluitend ended with ${code}: ${uit.trim()}${fout.trim()}` }],
  }
}

function leesOpen(uit: string): number | null {
  try {
    const antwoord: unknown = JSON.parse(uit)
    const open = typeof antwoord === 'object' && antwoord !== null && 'open' in antwoord ? antwoord.open : null
    return typeof open === 'number' ? open : Array.isArray(open) ? open.length : null
  } catch {
    return null
  }
}
