import type { Omgeving } from '@warmknooppunt/platform/stage'
import type { Register } from '@warmknooppunt/register/stand'

/** The one reader of this stage. */
export const LEZER = { stage: 'routing', consument: 'routing', topic: 'berichten' } as const

/** What routing is given; `alarm` counts an alarm by its kind. */
export type Routingomgeving = Omgeving & {
  readonly register: Register
  readonly alarm: (soort: string) => void
}
