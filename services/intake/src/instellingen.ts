import type { Velden } from '@warmknooppunt/platform/config'
import { STAGE_VELDEN } from '@warmknooppunt/platform/dienst-velden'

/** Settings that intake has besides those of every stage. */
export const REGISTER_VELDEN = {
  VIER_OGEN: {
    soort: 'ja-nee',
    standaard: false,
    uitleg:
      'a change of the register that may give personal data to somebody else waits until another client of an operator approves it',
  },
} as const satisfies Velden

/** The settings of intake as a process of its own. */
export const INTAKE_VELDEN = { ...STAGE_VELDEN, ...REGISTER_VELDEN } as const satisfies Velden
