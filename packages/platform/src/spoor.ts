/** What may be told of a piece of work: ids, codes, numbers. Never content, names, addresses or a URL. */
export type Kenmerken = Readonly<Record<string, string | number | boolean>>

/** A piece of work that can be followed. `traceparent` (W3C) goes along with what follows from it. */
export type Span = {
  readonly traceparent: string | undefined
  zet(kenmerken: Kenmerken): void
  /** Ends it, once; `foutcode` is a closed code. */
  eindig(foutcode?: string): void
}

export type Spankeuze = {
  readonly naam: string
  readonly soort: 'server' | 'client' | 'consument' | 'intern'
  /** `traceparent` of what this follows from; absent = it is the first of its trace */
  readonly ouder?: string | undefined
  readonly kenmerken?: Kenmerken
  /** `traceparent` of others that it has to do with */
  readonly verwijst?: readonly string[]
}

/** The port to OpenTelemetry, so that nobody else knows of it; `aan` is false when nothing is followed. */
export type Spoor = { readonly aan: boolean; begin(keuze: Spankeuze): Span }

/** Follows nothing: what is handed on stays as it was. */
export const GEEN_SPOOR: Spoor = {
  aan: false,
  begin: ({ ouder }) => ({ traceparent: ouder, zet: () => undefined, eindig: () => undefined }),
}

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** Whether a value is a W3C trace context that can be followed. */
export function isTraceparent(waarde: unknown): waarde is string {
  return typeof waarde === 'string' && TRACEPARENT.test(waarde)
}

/** Whether what it names is recorded by who began it. */
export function isBemonsterd(traceparent: string): boolean {
  return (Number.parseInt(traceparent.slice(-2), 16) & 1) === 1
}
