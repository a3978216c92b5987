import type { Producent } from '@warmknooppunt/platform/onderwerp'
import type { Deel } from '../cluster/proces.ts'
import type { Clusterhub } from './clusterhub.ts'

const VRAAG_MS = 3_000

/** The process that says it ships the outbox of a stage; null while none does. */
export async function leiderVan({ delen }: Clusterhub, stage: Producent): Promise<Deel | null> {
  for (const deel of delen(stage)) {
    const tekst = await leesMetrieken(deel)
    if (tekst.includes(`warmknooppunt_relais_leidt{stage="${stage}"} 1`)) return deel
  }
  return null
}

async function leesMetrieken({ metriekenPoort }: Deel): Promise<string> {
  try {
    const url = `http://127.0.0.1:${metriekenPoort}/metrics`
    return await (await fetch(url, { signal: AbortSignal.timeout(VRAAG_MS) })).text()
  } catch {
    return ''
  }
}
