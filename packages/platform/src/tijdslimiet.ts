/** Whether work was done in time. The work itself goes on: only the waiting ends. */
export async function binnen(ms: number, werk: PromiseLike<unknown>): Promise<boolean> {
  const teLaat = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => teLaat.resolve(false), ms)
  const gedaan = Promise.resolve(werk).then(() => true)
  return Promise.race([gedaan, teLaat.promise]).finally(() => clearTimeout(timer))
}

/** What work comes to, or the reason of the signal when that aborts first. The work itself goes on, and what becomes of it is nobody's concern. */
export async function totSignaal<T>(werk: Promise<T>, signal: AbortSignal): Promise<T> {
  const af = Promise.withResolvers<never>()
  const breek = () => af.reject(signal.reason)
  if (signal.aborted) breek()
  signal.addEventListener('abort', breek, { once: true })
  try {
    return await Promise.race([werk, af.promise])
  } finally {
    signal.removeEventListener('abort', breek)
  }
}
