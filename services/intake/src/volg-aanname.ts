import type { Antwoord } from '@warmknooppunt/platform/http'
import { foutcode } from '@warmknooppunt/platform/log'
import { GEEN_SPOOR } from '@warmknooppunt/platform/spoor'
import type { Bericht } from '@warmknooppunt/schemas/berichten'
import type { Stageomgeving } from './omgeving.ts'

/** Accepts a message, followed from its validation to its commit; the event that comes of it carries this span on. */
export async function volgAanname(
  { spoor = GEEN_SPOOR }: Pick<Stageomgeving, 'spoor'>,
  bericht: Bericht,
  { traceparent, neem }: { readonly traceparent: string; readonly neem: (traceparent: string) => Promise<Antwoord> },
): Promise<Antwoord> {
  if (!spoor.aan) return neem(traceparent)
  const kenmerken = { 'warmknooppunt.stage': 'intake', 'warmknooppunt.bericht': bericht }
  const span = spoor.begin({ naam: `accept ${bericht}`, soort: 'intern', ouder: traceparent, kenmerken })
  try {
    const antwoord = await neem(span.traceparent ?? traceparent)
    if (antwoord.kind === 'probleem') span.zet({ 'warmknooppunt.probleem': antwoord.code })
    span.eindig()
    return antwoord
  } catch (fout) {
    span.eindig(foutcode(fout))
    throw fout
  }
}
