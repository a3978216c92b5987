/** A text of one file that is replaced by another. It occurs once, so that it is clear what is broken. */
export type Wijziging = { readonly bestand: string; readonly van: string; readonly naar: string }

/** A test that must fail: its file, and a part of its name when not the whole file is meant. */
export type Proef = { readonly bestand: string; readonly naam?: string }

/** A guard broken on purpose, and the tests that must notice, each by itself. */
export type Breuk = {
  readonly naam: string
  /** what goes wrong in the hub without this guard */
  readonly gevolg: string
  readonly wijzigingen: readonly Wijziging[]
  readonly proeven: readonly Proef[]
}

/** The text with the change in it. Throws when what is to be changed is not there, or more than once. */
export function wijzig(tekst: string, { bestand, van, naar }: Wijziging): string {
  const delen = tekst.split(van)
  if (delen.length !== 2) throw new Error(`${bestand} has ${delen.length - 1} times: ${van}`)
  return delen.join(naar)
}
