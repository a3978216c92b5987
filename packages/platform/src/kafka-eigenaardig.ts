const METHODE = 'scheduleCheckPendingRequests'
const GEDAAN = Symbol('kafkajs timer held down')

type Wachtrij = { readonly pending: readonly unknown[] }

/**
 * Holds down a timer of kafkajs 2.2.4 (issue 1751): after every reply its request queue sets one with a negative delay, though nothing is
 * pending, which fires after 1 ms and sets the next. What is pushed while it must wait asks for the timer itself, so with an empty queue
 * there is nothing to check. Throws when the class no longer is what we know: then the version changed, and this must be looked at again.
 */
export function stilTimer(klasse: unknown): void {
  const prototype = prototypeVan(klasse)
  if (GEDAAN in prototype) return
  const gewoon: unknown = Reflect.get(prototype, METHODE)
  if (typeof gewoon !== 'function') {
    throw new Error(`kafkajs' RequestQueue has no ${METHODE}: another version than 2.2.4? See decision 021`)
  }
  Reflect.set(prototype, METHODE, function stil(this: Wachtrij) {
    if (this.pending.length > 0) Reflect.apply(gewoon, this, [])
  })
  Reflect.set(prototype, GEDAAN, true)
}

function prototypeVan(klasse: unknown): object {
  const prototype: unknown = typeof klasse === 'function' ? klasse.prototype : null
  if (typeof prototype !== 'object' || prototype === null) {
    throw new Error("kafkajs' RequestQueue is no class: another version than 2.2.4? See decision 021")
  }
  return prototype
}
