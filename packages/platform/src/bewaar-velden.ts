import type { Config, Velden } from './config.ts'

const veld = (standaard: number, min: number, uitleg: string) =>
  ({ soort: 'getal', standaard, min, max: 3_650, uitleg }) as const

/** How many days technical data are kept; what is about residents goes by the keys of their dossier, not by these. */
export const BEWAAR_VELDEN = {
  BEWAAR_POGINGEN_DAGEN: veld(90, 7, 'days that tries of pushes are kept, after the push was done with'),
  BEWAAR_HERSTELOPDRACHTEN_DAGEN: veld(
    400,
    35,
    "days that operators' orders about messages put aside are kept, after they were carried out",
  ),
  BEWAAR_INZAGEN_DAGEN: veld(730, 180, 'days that is kept which operator read a message that was put aside, and why'),
  BEWAAR_WEIGERINGEN_DAGEN: veld(
    400,
    31,
    'days that counts of refused referrals are kept (by day, creditor and gemeente)',
  ),
  BEWAAR_GEHEIMWISSELS_DAGEN: veld(730, 31, 'days that is kept who changed the signing secret of an endpoint'),
  BEWAAR_JOURNAAL_DAGEN: veld(
    65,
    35,
    'days that the journal outside the database is kept; no back-up may be older (docs/beheer-backup.md)',
  ),
} as const satisfies Velden

/** The kinds of rows that go after so many days. */
export type Bewaarsoort = 'pogingen' | 'herstelopdrachten' | 'inzagen' | 'weigeringen' | 'geheimwissels'
export type Bewaardagen = Readonly<Record<Bewaarsoort | 'journaal', number>>

/** Those of the configuration. */
export function bewaardagen(config: Config<typeof BEWAAR_VELDEN>): Bewaardagen {
  return {
    pogingen: config.BEWAAR_POGINGEN_DAGEN,
    herstelopdrachten: config.BEWAAR_HERSTELOPDRACHTEN_DAGEN,
    inzagen: config.BEWAAR_INZAGEN_DAGEN,
    weigeringen: config.BEWAAR_WEIGERINGEN_DAGEN,
    geheimwissels: config.BEWAAR_GEHEIMWISSELS_DAGEN,
    journaal: config.BEWAAR_JOURNAAL_DAGEN,
  }
}

/** As they are without a setting. */
export const STANDAARD_BEWAARDAGEN: Bewaardagen = {
  pogingen: BEWAAR_VELDEN.BEWAAR_POGINGEN_DAGEN.standaard,
  herstelopdrachten: BEWAAR_VELDEN.BEWAAR_HERSTELOPDRACHTEN_DAGEN.standaard,
  inzagen: BEWAAR_VELDEN.BEWAAR_INZAGEN_DAGEN.standaard,
  weigeringen: BEWAAR_VELDEN.BEWAAR_WEIGERINGEN_DAGEN.standaard,
  geheimwissels: BEWAAR_VELDEN.BEWAAR_GEHEIMWISSELS_DAGEN.standaard,
  journaal: BEWAAR_VELDEN.BEWAAR_JOURNAAL_DAGEN.standaard,
}
