const CODES = { SIGINT: 130, SIGTERM: 143 } as const

/**
 * Runs work that must clean up after itself when it is told to end: the signal aborts, the work finishes with what it holds, and the process
 * ends with the code of that signal. A second signal ends it at once.
 */
export async function metTeken<T>(werk: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const einde = new AbortController()
  let code: number | null = null
  const luister = (teken: keyof typeof CODES) => () => {
    if (code !== null) process.exit(CODES[teken])
    code = CODES[teken]
    einde.abort(new Error(`stopped by ${teken}`))
  }
  const luisteraars = [
    ['SIGINT', luister('SIGINT')],
    ['SIGTERM', luister('SIGTERM')],
  ] as const
  for (const [teken, doe] of luisteraars) process.on(teken, doe)
  try {
    return await werk(einde.signal)
  } finally {
    for (const [teken, doe] of luisteraars) process.off(teken, doe)
    if (code !== null) process.exit(code)
  }
}
