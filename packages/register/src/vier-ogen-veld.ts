import type { Velden } from '@warmknooppunt/platform/config'

/** The setting by which a second person approves who receives what: of the register, and of endpoints. */
export const VIER_OGEN_VELD = {
  VIER_OGEN: {
    soort: 'ja-nee',
    standaard: false,
    uitleg:
      'a change of the register that may give personal data to somebody else, and a new endpoint, wait until another client of an operator approves',
  },
} as const satisfies Velden
