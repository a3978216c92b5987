import { tabel } from '../commando/tabel.ts'
import { duur } from '../commando/voortgang.ts'
import type { Aandacht } from './besluit-aandacht.ts'
import type { Hubstand } from './besluit-hubstand.ts'

/** What was counted between two readings, a second; null at the first one. */
export type Tempo = { readonly verzoeken: number; readonly geplaatst: number; readonly toegepast: number } | null

/** The state of the hub as text for a terminal. */
export function toonHubstand(stand: Hubstand, aandacht: readonly Aandacht[], tempo: Tempo): string {
  return [processen(stand), stages(stand), regels(stand, tempo), slot(aandacht)].join('\n\n')
}

/** Between two readings; a process that began anew counts from nought, so less than before counts as nothing. */
export function bepaalTempo(vorige: Hubstand, stand: Hubstand): Tempo {
  const seconden = Temporal.Instant.from(vorige.op).until(stand.op).total('seconds')
  if (seconden <= 0) return null
  const per = (naam: 'verzoeken' | 'geplaatst' | 'toegepast') =>
    Math.max(0, stand.tellers[naam] - vorige.tellers[naam]) / seconden
  return { verzoeken: per('verzoeken'), geplaatst: per('geplaatst'), toegepast: per('toegepast') }
}

function processen({ processen }: Hubstand): string {
  return tabel(
    ['process', 'state', 'version', 'since', 'memory'],
    processen.map(({ adres, bereikt, gereed, versie, gestartOp, geheugenMb }) => [
      adres,
      bereikt ? (gereed ? 'ready' : 'NOT READY') : 'NO ANSWER',
      versie ?? '',
      gestartOp ?? '',
      geheugenMb === null ? '' : `${geheugenMb} MB`,
    ]),
  )
}

function stages({ stages }: Hubstand): string {
  return tabel(
    ['stage', 'to ship', 'behind', 'oldest', 'aside'],
    stages.map(({ stage, uitbak, achterstand, achterstandSeconden, onverwerkbaar }) => [
      stage,
      uitbak === null ? '' : String(uitbak),
      String(achterstand),
      duur(achterstandSeconden * 1_000),
      String(onverwerkbaar),
    ]),
  )
}

function regels({ klokken, bezorging, sluitend, tellers }: Hubstand, tempo: Tempo): string {
  const alarmen = Object.entries(tellers.alarmen).map(([soort, aantal]) => `${soort} ${aantal}`)
  return [
    `clocks      ${klokken.open} timers open, ${klokken.rijp} due; holidays known for ${klokken.kalenderDagen ?? '?'} days`,
    `delivery    ${bezorging.wachtend} pushes wait, ${bezorging.geparkeerd} parked, ${bezorging.gepauzeerdeEindpunten} endpoints on pause`,
    `closes      ${sluitend.gedaanOp === null ? 'no nightly round yet' : `${sluitend.open} open, ${sluitend.verschillen} differ, at ${sluitend.gedaanOp}`}`,
    `since start ${tellers.verzoeken} requests (${tellers.geweigerd} refused, ${tellers.fouten} failed), ${tellers.geplaatst} placed in a postvak`,
    `alarms      ${alarmen.length === 0 ? 'none since start' : `${alarmen.join(', ')} since start`}`,
    ...(tempo === null ? [] : [`now         ${tempoRegel(tempo)}`]),
  ].join('\n')
}

function tempoRegel({ verzoeken, geplaatst, toegepast }: NonNullable<Tempo>): string {
  return `${verzoeken.toFixed(1)} requests/s, ${geplaatst.toFixed(1)} placed/s, ${toegepast.toFixed(1)} messages applied/s`
}

function slot(aandacht: readonly Aandacht[]): string {
  if (aandacht.length === 0) return 'Nothing wants attention.'
  const regels = aandacht.map(({ wat, doe, melding }) => `- ${wat}\n  ${doe} (${melding})`)
  return `Wants attention (docs/meldingen.md says more under the name in brackets):\n${regels.join('\n')}`
}
