import { readFile } from 'node:fs/promises'
import { nieuwGeheim, registreerEindpunt } from '@warmknooppunt/delivery/eindpunt'
import { leesKeks } from '@warmknooppunt/platform/keks'
import type { Ontvanger, Verzoek } from '../../services/delivery/src/delivery.proef.ts'
import { maakOntvanger } from '../../services/delivery/src/delivery.proef.ts'
import { alsVelden } from '../../services/knooppunt/src/simulatie/keur-antwoord.ts'
import type { Hub } from './hub.ts'

/** A push as a case system receives it. */
export type Push = { readonly id: string; readonly dossierId: string; readonly webhookId: string }

/** A case system that these deelnemers have their messages pushed to, signed with one secret. Answers 204 until told otherwise. */
export async function sluitOntvangerAan(
  hub: Hub,
  deelnemers: readonly string[],
): Promise<Ontvanger & { readonly geheim: string }> {
  const ontvanger = await maakOntvanger()
  const geheim = nieuwGeheim()
  const keks = leesKeks(await readFile(hub.data.kek, 'utf8'))
  await hub.alsEigenaar(async (db) => {
    for (const deelnemer of deelnemers) {
      const eindpunt = {
        deelnemer,
        geheim,
        adres: ontvanger.adres,
        toegestaneNetten: ['127.0.0.0/8'],
        httpToegestaan: true,
      }
      const uitkomst = await registreerEindpunt(db, keks, eindpunt, Temporal.Now.instant())
      if (uitkomst.kind === 'geweigerd') throw new Error(`the endpoint was refused: ${uitkomst.reden}`)
    }
  })
  // Not a copy: how it answers is changed on the object itself.
  return Object.assign(ontvanger, { geheim })
}

export function leesPush({ body, koppen }: Verzoek): Push {
  const { id, subject } = alsVelden(JSON.parse(body))
  return { id: String(id), dossierId: String(subject), webhookId: String(koppen['webhook-id']) }
}
