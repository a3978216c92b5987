import type { KlokSoort, KlokStatus, Registratie } from '@warmknooppunt/regels/klok'
import { meetRegistratie, verwerkMoment } from '@warmknooppunt/regels/klok'
import type { TermijnberichtSoort } from '@warmknooppunt/regels/openbaarmaking'
import type { Aanleiding, Dossierstand, Gevolg, Termijnklok } from './stand.ts'

/** A contactregistratie as far as clocks go, and the accepted message that told it. */
export type Gemeld = { readonly aanleiding: Aanleiding; readonly registratie: Registratie }

/** Meets the clocks of the toewijzing the dossier is at now, and keeps the first moments. */
export function verwerkRegistratie(stand: Dossierstand, { aanleiding, registratie }: Gemeld): Gevolg {
  const toewijzing = stand.toewijzingen.at(-1)
  if (!toewijzing) throw new Error('contact registered on a dossier that lies nowhere')
  const gewijzigd = stand.klokken.flatMap((klok): Termijnklok[] => {
    if (klok.soort === 'operator' || klok.soort === 'incassostop') return []
    if (klok.toewijzingId !== toewijzing.toewijzingId) return []
    const status = meetRegistratie(klok, registratie, toewijzing.afspraken)
    return status === klok.status ? [] : [{ ...klok, status }]
  })
  const meldingen = gewijzigd.map((klok) => ({ soort: soortVan(klok.soort, klok.status), klok, aanleiding }))
  const momenten = verwerkMoment(toewijzing.momenten, registratie)
  return { toewijzingen: [{ ...toewijzing, momenten }], klokken: gewijzigd, timers: [], meldingen }
}

function soortVan(soort: KlokSoort, status: KlokStatus): TermijnberichtSoort {
  return status === 'alsnog-gehaald' ? `${soort}-alsnog-gehaald` : `${soort}-gehaald`
}
