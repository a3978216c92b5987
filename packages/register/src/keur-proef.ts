import type { Plaatsfout } from './keur-register.ts'
import type { Verandering } from './registerdocument.ts'

/** With what OINs begin that Logius set apart for tests. */
const PROEF_OIN = '00000099'

/** What a change would bring into a proef that does not belong there: parties under the OIN of a real organisation. */
export function keurProef({ zet = {} }: Verandering): readonly Plaatsfout[] {
  return (zet.deelnemers ?? []).flatMap(({ oin }, i) => {
    if (oin === null || oin.startsWith(PROEF_OIN)) return []
    const detail = `Dit is een proef, alleen voor verzonnen partijen: neem een test-OIN, die begint met ${PROEF_OIN}.`
    return [{ location: `/zet/deelnemers/${i}/oin`, code: 'buiten-proef', detail }]
  })
}
