import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import { contactTermijn, incassostop } from '@warmknooppunt/regels/termijnen'
import { DEMO_STAND } from './demo-stand.ts'
import type { Verwachting } from './verwachting.ts'
import type { Antwoord } from './verzoek.ts'

/** What was answered, as far as the count goes; a fault in an answer does not change what it was. */
export type Uitkomst =
  | { readonly kind: 'aangenomen'; readonly dossierId: string }
  | { readonly kind: 'wacht'; readonly dossierId: string }
  | { readonly kind: 'geweigerd'; readonly status: number; readonly code: string }

export type Keuring = { readonly uitkomst: Uitkomst; readonly fouten: readonly string[] }

/** Between these the hub took its decision: days may be counted from either. */
export type Tussen = { readonly van: Temporal.Instant; readonly tot: Temporal.Instant }

/** Holds an answer to a doorverwijzing against what it should be: status, code, gemeente, uitvoerder, loket, every date. */
export function keurAntwoord(
  verwacht: Verwachting,
  { status, body }: Pick<Antwoord, 'status' | 'body'>,
  tussen: Tussen,
): Keuring {
  const velden = alsVelden(body)
  const uitkomst = leesUitkomst(status, velden)
  const soort = verwacht.kind === 'geweigerd' ? `${verwacht.status} ${verwacht.code}` : `201 ${verwacht.kind}`
  const gekregen = uitkomst.kind === 'geweigerd' ? `${uitkomst.status} ${uitkomst.code}` : `201 ${uitkomst.kind}`
  if (soort !== gekregen) return { uitkomst, fouten: [`answered ${gekregen} instead of ${soort}`] }
  if (verwacht.kind === 'geweigerd') return { uitkomst, fouten: [] }
  const momenten = [tussen.van, tussen.tot]
  const { gemeente, uitvoerder, loket, contactUiterlijkOp, incassostop: stop } = velden
  const afspraken = verwacht.kind === 'aangenomen' ? verwacht.afspraken : STANDAARD_AFSPRAKEN
  const fouten = [
    ...eenVan(
      'incassostop',
      toon(stop),
      momenten.map((moment) => toon(stopOp(moment, afspraken.stop.dagen))),
    ),
    ...(verwacht.kind === 'wacht'
      ? [...eenVan('gemeente', gemeente, [undefined]), ...eenVan('contactUiterlijkOp', contactUiterlijkOp, [undefined])]
      : [
          ...eenVan('gemeente', alsVelden(gemeente).code, [verwacht.gemeentecode]),
          ...eenVan('uitvoerder', alsVelden(uitvoerder).code, [verwacht.uitvoerder]),
          ...eenVan('loket', alsVelden(loket).code, [verwacht.loket]),
          ...eenVan(
            'contactUiterlijkOp',
            contactUiterlijkOp,
            momenten.map((moment) => contactOp(moment, verwacht.afspraken)),
          ),
        ]),
  ]
  return { uitkomst, fouten }
}

type Velden = Readonly<Record<string, unknown>>

export function alsVelden(waarde: unknown): Velden {
  return typeof waarde === 'object' && waarde !== null ? { ...waarde } : {}
}

function leesUitkomst(status: number, { id, status: stand, code }: Velden): Uitkomst {
  if (status === 201 && typeof id === 'string') {
    return { kind: stand === 'wacht-op-routering' ? 'wacht' : 'aangenomen', dossierId: id }
  }
  return { kind: 'geweigerd', status, code: typeof code === 'string' ? code : '' }
}

function eenVan(veld: string, gekregen: unknown, goed: readonly unknown[]): string[] {
  return goed.includes(gekregen) ? [] : [`${veld} is ${String(gekregen)} instead of ${String(goed[0])}`]
}

function toon(stop: unknown): string {
  const { van, totEnMet, hervatbaarVanaf } = alsVelden(stop)
  return `${String(van)}..${String(totEnMet)}, ${String(hervatbaarVanaf)}`
}

function stopOp(aangenomenOp: Temporal.Instant, dagen: number) {
  return incassostop({ aangenomenOp, dagen, kalender: DEMO_STAND.kalender })
}

function contactOp(aangenomenOp: Temporal.Instant, afspraken: typeof STANDAARD_AFSPRAKEN): string {
  const dagNul = amsterdamseDag(aangenomenOp)
  return contactTermijn({ aangenomenOp, dagNul, afspraken, kalender: DEMO_STAND.kalender }).uiterlijkOp
}
