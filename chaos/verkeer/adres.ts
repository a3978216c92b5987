import type { Cluster } from '../../cluster/cluster.ts'
import type { Adres } from '../../services/knooppunt/src/gateway/eigendom.ts'
import { leesEigendom } from '../../services/knooppunt/src/gateway/eigendom.ts'

/** Where a request goes. */
export type Wegwijzer = (method: string, pad: string) => string

/** Without a gateway everybody looks up which service answers, and asks its processes in turn. */
export async function maakWegwijzer(cluster: Cluster): Promise<Wegwijzer> {
  const eigendom = await leesEigendom()
  let beurt = 0
  return (method, pad) => {
    const dienst = dienstVan(eigendom, method, pad)
    const delen = cluster.processen(dienst)
    return delen[beurt++ % delen.length]?.url ?? cluster.basis
  }
}

/** Which service owns an address; throws for one that nobody has. */
export function dienstVan(eigendom: readonly Adres[], method: string, pad: string): string {
  const delen = (pad.split('?')[0] ?? '').split('/')
  for (const adres of eigendom) {
    const vorm = adres.pad.split('/')
    const past = vorm.length === delen.length && vorm.every((deel, i) => deel.startsWith(':') || deel === delen[i])
    const dienst = past ? adres.eigenaars[method] : undefined
    if (dienst !== undefined) return dienst
  }
  throw new Error(`no service answers ${method} ${pad}`)
}
