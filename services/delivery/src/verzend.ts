import { randomUUID } from 'node:crypto'
import { versleutel } from '@warmknooppunt/platform/kluis'
import { foutcode } from '@warmknooppunt/platform/log'
import type { Span, Spoor } from '@warmknooppunt/platform/spoor'
import { GEEN_SPOOR } from '@warmknooppunt/platform/spoor'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import type { Adapters } from './adapters/verstuur.ts'
import { TOTAAL_MS } from './adapters/verstuur.ts'
import type { Uitkomst } from './afloop.ts'
import { statuscodeVan } from './afloop.ts'
import { heeftMandaat } from './bevoegd.ts'
import type { Geclaimd } from './bezorging-store.ts'
import type { Bruikbaar } from './eindpuntstanden.ts'
import { traceVan } from './gebeurtenis.ts'
import type { Resultaat } from './resultaat.ts'
import { isVersleuteld, reikUit } from './uitreiking.ts'

export type Verzending = {
  readonly bezorging: Geclaimd
  readonly eindpunt: Bruikbaar
  /** the dossier's key for this receiver's audience; null = destroyed */
  readonly sleutel: () => Buffer | null
  readonly register: RegisterStand
}

/** One attempt: decrypts for this receiver, sends, and keeps the answer under the same key. */
export async function verzend(
  v: Verzending,
  k: { readonly adapters: Adapters; readonly nu: () => Temporal.Instant; readonly spoor?: Spoor },
): Promise<Resultaat> {
  const begonnenOp = k.nu()
  const beginMs = performance.now()
  const span = begin(k.spoor ?? GEEN_SPOOR, v)
  const uitkomst = await probeer(v, k.adapters, begonnenOp).catch((fout: unknown) => {
    span.eindig(foutcode(fout))
    throw fout
  })
  eindig(span, uitkomst)
  const duurMs = Math.round(performance.now() - beginMs)
  return { bezorging: v.bezorging, uitkomst, antwoord: bewaarAntwoord(v, uitkomst), begonnenOp, duurMs }
}

/** Also hours later a try belongs to the trace of its message. The address of the endpoint may hold a secret, so it is not told. */
function begin(spoor: Spoor, { bezorging, eindpunt }: Verzending): Span {
  if (!spoor.aan) return spoor.begin({ naam: '', soort: 'client' })
  return spoor.begin({
    naam: `push ${eindpunt.soort}`,
    soort: 'client',
    ouder: traceVan(bezorging.event),
    kenmerken: {
      'warmknooppunt.stage': 'delivery',
      'warmknooppunt.eindpunt': bezorging.eindpunt,
      'warmknooppunt.bezorging': bezorging.id,
      'warmknooppunt.poging': bezorging.poging,
      'cloudevents.event_id': bezorging.berichtId,
      'cloudevents.event_subject': bezorging.dossierId,
    },
  })
}

function eindig(span: Span, uitkomst: Uitkomst): void {
  const statuscode = statuscodeVan(uitkomst)
  span.zet({ 'warmknooppunt.afloop': uitkomst.kind })
  if (statuscode !== null) span.zet({ 'http.response.status_code': statuscode })
  if (uitkomst.kind === 'geweigerd') span.eindig('geweigerd')
  else if (uitkomst.kind === 'onbereikbaar') span.eindig(`onbereikbaar-${uitkomst.reden}`)
  else span.eindig()
}

async function probeer(v: Verzending, adapters: Adapters, tijdstip: Temporal.Instant): Promise<Uitkomst> {
  const { bezorging, eindpunt } = v
  if (bezorging.overgegaan) return { kind: 'overgegaan' }
  if (!heeftMandaat(v.register, bezorging, tijdstip)) return { kind: 'geen-mandaat' }
  const uitreiking = reikUit(bezorging, isVersleuteld(bezorging) ? v.sleutel() : null)
  if (uitreiking.kind === 'inhoud-vernietigd') return { kind: 'inhoud-vernietigd' }
  const zending = { eindpunt: eindpunt.open, berichtId: bezorging.berichtId, event: uitreiking.event, tijdstip }
  return adapters[eindpunt.soort].verstuur(zending, AbortSignal.timeout(TOTAAL_MS))
}

/** A receiver may echo what it got, so its answer is kept as the content is: encrypted, and unreadable when the keys go. */
function bewaarAntwoord({ bezorging, sleutel }: Verzending, uitkomst: Uitkomst): string | null {
  if (!('antwoord' in uitkomst) || uitkomst.antwoord.length === 0) return null
  const onder = sleutel()
  if (onder === null) return null
  const tekst = uitkomst.antwoord.toString('utf8')
  return JSON.stringify(versleutel(onder, tekst, { inhoudId: randomUUID(), publiek: bezorging.publiek }))
}
