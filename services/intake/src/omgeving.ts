import type { Omgeving } from '@warmknooppunt/platform/stage'
import type { Register } from '@warmknooppunt/register/stand'

/** What intake is given. */
export type Stageomgeving = Omgeving & {
  readonly register: Register
  /** whether what may change who receives personal data waits for a second person */
  readonly vierOgen: boolean
}
