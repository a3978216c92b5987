import type { Herstelopdracht } from '@warmknooppunt/schemas/types/herstelopdracht.v1'

/** The stages that put messages aside. */
export type Stap = Herstelopdracht['stage']
export const STAPPEN = ['routing', 'sla', 'delivery', 'dossier'] as const satisfies readonly Stap[]
