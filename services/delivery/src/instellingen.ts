import type { Velden } from '@warmknooppunt/platform/config'
import { STAGE_VELDEN } from '@warmknooppunt/platform/dienst-velden'
import { VIER_OGEN_VELD } from '@warmknooppunt/register/vier-ogen-veld'

/** The settings of delivery as a process of its own. */
export const DELIVERY_VELDEN = { ...STAGE_VELDEN, ...VIER_OGEN_VELD } as const satisfies Velden
