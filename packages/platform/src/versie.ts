import pakket from '../package.json' with { type: 'json' }

/** The version of this hub, as CHANGELOG.md names it: the same in every package of the repository. */
export const VERSIE: string = pakket.version
