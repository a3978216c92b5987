/** Whether work was done in time. The work itself goes on: only the waiting ends. */
export async function binnen(ms: number, werk: PromiseLike<unknown>): Promise<boolean> {
  const teLaat = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => teLaat.resolve(false), ms)
  const gedaan = Promise.resolve(werk).then(() => true)
  return Promise.race([gedaan, teLaat.promise]).finally(() => clearTimeout(timer))
}
