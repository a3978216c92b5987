import type { Registersoort } from './registerdocument.ts'

/** Where a fault is: a row, and a path within it; '' for the row itself. */
export type Registerplek = { readonly soort: Registersoort; readonly sleutel: string; readonly veld: string }

/** What is wrong there with the register as it would be; `detail` is Dutch and says what to do. */
export type Registerfout = Registerplek & { readonly code: string; readonly detail: string }
