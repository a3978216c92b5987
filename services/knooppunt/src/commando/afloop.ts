import { EXIT } from '@warmknooppunt/platform/proces'

/** What a command can end with (sysexits.h): 1 = the answer is negative or something failed. */
export const AFLOOP = { ...EXIT, geenToegang: 77 } as const
export type Afloop = (typeof AFLOOP)[keyof typeof AFLOOP]

/** What each code tells who typed the command, in the words of the help and of the README. */
export const AFLOOP_UITLEG = {
  0: 'done',
  1: 'the answer is no, or it failed',
  64: 'used wrongly',
  69: 'not available now',
  70: 'an unforeseen error',
  77: 'no access',
  78: 'a setting or key is wrong',
} as const satisfies Readonly<Record<Afloop, string>>

/** All codes on one line. */
export function afloopregel(): string {
  const delen = Object.entries(AFLOOP_UITLEG).map(([code, uitleg]) => `${code} ${uitleg}`)
  return `Exit codes: ${delen.join('; ')}.`
}

/** Why a command stops, in words for who typed it: shown as they are, without a stack trace. */
export function commandofout(afloop: Afloop, tekst: string, cause?: unknown): Error {
  return Object.assign(new Error(tekst, { cause }), { code: 'WK_COMMANDO', afloop })
}

export type Einde = { readonly afloop: Afloop; readonly tekst: string }

const SCHIJF = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOTDIR']

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
  // Of a disk: full, read-only, not ours. The message names what was done, and mostly to which file.
  if ('code' in fout && SCHIJF.includes(String(fout.code))) {
    return { afloop: AFLOOP.fout, tekst: `a disk refused it: ${fout.message}` }
  }
  return { afloop: AFLOOP.intern, tekst: `unexpected: ${fout.message}` }
}

function isAfloop(waarde: unknown): waarde is Afloop {
  return Object.values(AFLOOP).some((afloop) => afloop === waarde)
}
