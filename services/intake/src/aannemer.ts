import { maakDrukte } from '@warmknooppunt/platform/drukte'
import type { Antwoord } from '@warmknooppunt/platform/http'
import { isStoring } from '@warmknooppunt/platform/storing'
import type { Aanvraag } from './aanvraag.ts'
import { behandel } from './doorverwijzingen.ts'
import type { Groep, Oordeel } from './groep.ts'
import { maakGroep } from './groep.ts'
import type { Stageomgeving } from './omgeving.ts'
import { inTransactie, isVergrendeld, metHerkansing, verloor, WACHT_ALLEEN_MS, WACHT_GROEP_MS } from './transacties.ts'
import { bezig } from './weigeringen.ts'

const MAX_GROEP = 100

/** Takes doorverwijzingen; `wachtend` is how many of them are not answered yet. */
export type Aannemer = { neem(aanvraag: Aanvraag): Promise<Antwoord>; wachtend(): number }

/** Accepts doorverwijzingen, many in one transaction when many come at once. */
export function maakAannemer(o: Stageomgeving): Aannemer {
  const groep: Groep<Aanvraag, Antwoord> = maakGroep<Aanvraag, Antwoord>({
    samen: (aanvragen) => inTransactie(o, WACHT_GROEP_MS, (tx) => behandel(o, tx, aanvragen)),
    alleen: (aanvraag, wachtMs) =>
      metHerkansing(o, wachtMs, async (tx) => {
        const [antwoord] = await behandel(o, tx, [aanvraag])
        if (!antwoord) throw new Error('one request has one answer')
        return antwoord
      }),
    bezig,
    oordeel,
    bundelMs: maakDrukte().bundelMs,
    maxGroep: MAX_GROEP,
    wachtKortMs: WACHT_GROEP_MS,
    wachtLangMs: WACHT_ALLEEN_MS,
  })
  return { neem: (aanvraag) => groep.voeg(aanvraag, groepsleutels(aanvraag)), wachtend: groep.wachtend }
}

function oordeel(fout: unknown): Oordeel {
  if (isVergrendeld(fout)) return 'vergrendeld'
  return isStoring(fout) && !verloor(fout) ? 'storing' : 'eigen'
}

/** What no two aanvragen of one group may share; the values stay in memory. */
function groepsleutels({ body, client, kop }: Aanvraag): string[] {
  const wie = `${client.issuer}\0${client.clientId}`
  const namens = body.namens ?? wie
  return [
    `r\0${namens}\0${body.referentienummer}`,
    ...(kop === null ? [] : [`k\0${wie}\0${kop}`]),
    ...body.vorderingen.map(({ klantnummer }) => `n\0${namens}\0${klantnummer}`),
  ]
}
