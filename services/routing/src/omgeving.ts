import type { Omgeving } from '@warmknooppunt/platform/stage'
import type { Register } from '@warmknooppunt/register/stand'

/** What routing is given; `alarm` counts an alarm by its kind. */
export type Routingomgeving = Omit<Omgeving, 'http'> & {
  readonly register: Register
  readonly alarm: (soort: string) => void
}
