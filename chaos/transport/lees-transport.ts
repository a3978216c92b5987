import type { Boek } from '../boek.ts'
import type { Clusterhub } from '../clusterhub.ts'
import { alsEigenaar, leesLeesstanden } from '../database.ts'
import type { keurTopics } from '../oordeel/topics.ts'
import { leesTopics } from './lees-topics.ts'
import { leesPersoonlijk } from './persoonlijk.ts'

const TOPICS = ['berichten', 'routeringen', 'termijnen', 'bezorgingen'] as const

/** What is judged of the topics: what they hold, how far each reader is, and what must not be in them. */
export async function leesTransport(
  { kafka, data }: Clusterhub,
  boek: Boek,
  signal: AbortSignal,
): Promise<Parameters<typeof keurTopics>> {
  const berichten = await leesTopics(kafka, TOPICS, signal)
  return [berichten, await alsEigenaar(data, leesLeesstanden), leesPersoonlijk(boek.zendingen)]
}
