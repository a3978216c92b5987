import { EXIT } from '@warmknooppunt/platform/proces'

/** What a command can end with (sysexits.h): 1 = the answer is negative or something failed. */
export const AFLOOP = { ...EXIT, geenToegang: 77 } as const
export type Afloop = (typeof AFLOOP)[keyof typeof AFLOOP]

/** Why a command stops, in words for who typed it: shown as they are, without a stack trace. */
export function commandofout(afloop: Afloop, tekst: string, cause?: unknown): Error {
  return Object.assign(new Error(tekst, { cause }), { code: 'WK_COMMANDO', afloop })
}

export type Einde = { readonly afloop: Afloop; readonly tekst: string }

/** How an error ends the process. An error nobody foresaw is named by its message only: it may be our mistake, but a stack helps nobody here. */
export function eindeVan(fout: unknown): Einde {
  if (!(fout instanceof Error)) return { afloop: AFLOOP.intern, tekst: 'something unexpected went wrong' }
  if ('code' in fout && fout.code === 'WK_COMMANDO' && 'afloop' in fout && isAfloop(fout.afloop)) {
    return { afloop: fout.afloop, tekst: fout.message }
  }
  if ('code' in fout && fout.code === 'WK_START') return { afloop: AFLOOP.nietBeschikbaar, tekst: fout.message }
  if ('code' in fout && /^(57P|ECONN|EPIPE)/.test(String(fout.code))) {
    return { afloop: AFLOOP.nietBeschikbaar, tekst: `the database or the hub went away (${String(fout.code)})` }
  }
  return { afloop: AFLOOP.intern, tekst: `unexpected: ${fout.message}` }
}

function isAfloop(waarde: unknown): waarde is Afloop {
  return Object.values(AFLOOP).some((afloop) => afloop === waarde)
}
