import type { Gedaan } from '@warmknooppunt/platform/bewaar-store'

const DAG_MS = 86_400_000
/** By how many days what is left may be older than is kept before something is wrong: rounds come every quarter of an hour. */
const UITLOOP_DAGEN = 2

/** By how many days the oldest that is left is older than is kept. */
export function achterDagen({ oudsteOp, dagen }: Pick<Gedaan, 'oudsteOp' | 'dagen'>, nu: Temporal.Instant): number {
  if (oudsteOp === null) return 0
  return Math.max(0, Math.floor((nu.epochMilliseconds - oudsteOp.getTime()) / DAG_MS) - dagen)
}

/** Whether the job that deletes it does not run, or cannot. */
export function isAchter(dagen: number): boolean {
  return dagen > UITLOOP_DAGEN
}
