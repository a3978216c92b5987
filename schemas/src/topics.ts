/** Topics: who writes them, who reads them. Partition = hash(dossierId) mod `partities`, the same in both transports. */
export const topics = {
  berichten: { partities: 12, bewaarDagen: 35, schrijver: 'intake', lezers: ['routing', 'dossier'] },
  routeringen: { partities: 12, bewaarDagen: 35, schrijver: 'routing', lezers: ['sla', 'dossier'] },
  termijnen: { partities: 12, bewaarDagen: 35, schrijver: 'sla', lezers: ['delivery', 'dossier'] },
  bezorgingen: { partities: 12, bewaarDagen: 35, schrijver: 'delivery', lezers: ['dossier'] },
} as const satisfies Readonly<Record<string, TopicGegevens>>

export type Stage = 'intake' | 'routing' | 'sla' | 'delivery' | 'dossier'
type TopicGegevens = {
  readonly partities: number
  readonly bewaarDagen: number
  readonly schrijver: Stage
  readonly lezers: readonly Stage[]
}

export type Topic = keyof typeof topics
