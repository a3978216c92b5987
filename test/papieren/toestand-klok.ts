import { STANDAARD_AFSPRAKEN } from '../../packages/regels/src/afspraken.ts'
import { amsterdamseDag } from '../../packages/regels/src/dag.ts'
import type { DossierStand } from '../../packages/regels/src/dossier.ts'
import type { KlokStatus, Registratie } from '../../packages/regels/src/klok.ts'
import { GEEN_MOMENTEN, laatVervallen, meetRegistratie, verstrijk } from '../../packages/regels/src/klok.ts'
import type { Termijnklok } from '../../services/sla/src/stand.ts'
import { startContact, startGesprek } from '../../services/sla/src/start-klokken.ts'
import { KALENDER, NAAR_WEERT, NU, openDossier, VRAGEN } from './toestand-dossier.ts'
import type { Gebeurtenis, Machine } from './toestanden.ts'

/** Every status there is. */
export const KLOKSTATUSSEN = {
  open: true,
  gehaald: true,
  verstreken: true,
  'alsnog-gehaald': true,
  vervallen: true,
} satisfies Record<KlokStatus, true>

/** A clock, and the dossier that it runs for. */
type Toestand = { readonly stand: DossierStand; readonly klok: Termijnklok }
type Volgende = (klok: Termijnklok) => KlokStatus

const met = (door: string, volgende: Volgende): Gebeurtenis<Toestand> => ({
  door,
  pasToe: ({ stand, klok }) => ({ stand, klok: { ...klok, status: volgende(klok) } }),
})

/** An exit of the toewijzing: whatever gives a dossier that lies at a gemeente another status. */
const UITGANGEN = VRAGEN.map(
  ({ door, beantwoord }): Gebeurtenis<Toestand> => ({
    door,
    pasToe(toestand) {
      const stand = beantwoord(toestand.stand, NU)
      if (stand.status === toestand.stand.status) return toestand
      return { stand, klok: { ...toestand.klok, status: laatVervallen(toestand.klok) } }
    },
  }),
)

function klokkenVan(stand: DossierStand): Termijnklok[] {
  const begin = { dossierId: stand.dossierId, berichtId: 'b-1', aangenomenOp: NU }
  const toewijzing = {
    toewijzingId: 't-1',
    dossierId: stand.dossierId,
    gemeentecode: '0988',
    ontvanger: 'gemeente-weert',
    afspraken: STANDAARD_AFSPRAKEN,
    dagNul: amsterdamseDag(NU),
    aangenomenOp: NU,
    momenten: GEEN_MOMENTEN,
  }
  const kader = { kalender: KALENDER, nu: NU }
  return [
    startContact(begin, { ...toewijzing, beslotenOp: NU }, kader).klok,
    startGesprek(begin, toewijzing, { afspraken: STANDAARD_AFSPRAKEN, bedreigend: false }, kader).klok,
  ]
}

const REGISTRATIES = (['poging', 'contact', 'eerste-gesprek'] as const).flatMap((soort) =>
  (['telefoon', 'brief'] as const).map((kanaal) => ({ soort, kanaal })),
)
const meet = (wat: Pick<Registratie, 'soort' | 'kanaal'>, seconden: number): Volgende => {
  return (klok) =>
    meetRegistratie(klok, { ...wat, plaatsgevondenOp: klok.tijdstip.add({ seconds: seconden }) }, STANDAARD_AFSPRAKEN)
}

/** Registrations of every kind, timers and exits, on both clocks of a dossier that was routed. */
export const KLOK: Machine<Toestand> = {
  begin: openDossier(NAAR_WEERT).flatMap((stand) =>
    klokkenVan(stand).map((klok) => ({ door: 'routed', naar: { stand, klok } })),
  ),
  gebeurtenissen: [
    ...REGISTRATIES.map((wat) => met('took place in time', meet(wat, -1))),
    ...REGISTRATIES.map((wat) => met('took place too late', meet(wat, 0))),
    met('timer before the end', (klok) => verstrijk(klok, klok.tijdstip.subtract({ seconds: 1 }))),
    met('term passed', (klok) => verstrijk(klok, klok.tijdstip)),
    ...UITGANGEN,
  ],
}

/** What is drawn of a clock. */
export const klokstatus = ({ klok }: Toestand): string => klok.status
