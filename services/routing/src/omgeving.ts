import type { Omgeving } from '@warmknooppunt/platform/stage'
import type { Register } from '@warmknooppunt/register/stand'

/** What routing is given. */
export type Routingomgeving = Omit<Omgeving, 'http'> & { readonly register: Register }
