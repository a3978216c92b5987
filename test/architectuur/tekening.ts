/** The drawing of the hub: which part may import which. A part that is not in the row of another may not be imported there. */
export const TEKENING = {
  schemas: [],
  regels: ['schemas'],
  platform: ['schemas'],
  register: ['schemas', 'regels', 'platform'],
  autorisatie: ['platform', 'register'],
  intake: ['schemas', 'regels', 'platform', 'register'],
  routing: ['schemas', 'regels', 'platform', 'register'],
  sla: ['schemas', 'regels', 'platform', 'register'],
  delivery: ['schemas', 'regels', 'platform', 'register'],
  dossier: ['schemas', 'regels', 'platform', 'register'],
  knooppunt: [
    ...['schemas', 'regels', 'platform', 'register'],
    ...['autorisatie', 'intake', 'routing', 'sla', 'delivery', 'dossier'],
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type Deel = keyof typeof TEKENING

/** Where the process clock is read, besides every main.ts, tests and benches; each with its reason. */
export const KLOKKEN: Readonly<Record<string, string>> = {
  'packages/platform/src/log.ts': 'the time of a log line',
  'services/knooppunt/src/dienst/relay.ts': 'the main of the relay, which has no service of its own',
  'services/knooppunt/src/commando/start.ts': 'the main of the all-in-one; main.ts only parses the command line',
  'services/knooppunt/src/commando/omstandigheden.ts':
    'the one place where a command gets its clock, as main.ts does for services',
  'docs/aansluiten/voorbeelden/typescript/knooppunt.ts': 'a program of another party, on its own clock',
  'docs/aansluiten/voorbeelden/typescript/schuldeiser.ts': 'a program of another party, on its own clock',
  'docs/aansluiten/voorbeelden/typescript/gemeente.ts': 'a program of another party, on its own clock',
  'docs/aansluiten/voorbeelden/typescript/webhook.ts': 'a program of another party, on its own clock',
}

/** What a stage reads beside its own tables: views made for it, the tombstones, and the register, which every part may read. */
export const LEEST: Readonly<Record<string, readonly string[]>> = {
  autorisatie: ['register.client', 'register.deelnemer'],
  intake: ['kluis.vernietigd'],
  delivery: ['kluis.vernietigd', 'intake.gerouteerd'],
  sla: ['platform.bron', 'intake.uit_lees', 'routing.uit_lees', 'routing.stand'],
  dossier: [
    'intake.aangenomen',
    // for the reconciliation: what each stage shows of what it handled
    ...[
      'intake.sluit_dossier',
      'intake.sluit_bericht',
      'routing.sluit_bericht',
      'routing.sluit_toewijzing',
      'routing.sluit_wacht',
    ],
    ...[
      'routing.sluit_apart',
      'routing.uit_lees',
      'sla.sluit_klok',
      'sla.sluit_registratie',
      'sla.sluit_apart',
      'sla.uit_lees',
      'sla.stand',
    ],
    ...[
      'delivery.sluit_postvak',
      'delivery.sluit_postvakbericht',
      'delivery.sluit_sprong',
      'delivery.sluit_eindpunt',
      'delivery.sluit_bezorging',
    ],
    ...['delivery.sluit_apart', 'delivery.stand', 'kluis.sluit_vernietigd'],
  ],
}

/** Files that a decision may reach although they use a part of Node, each with its reason. */
export const ZUIVER: Readonly<Record<string, string>> = {
  'packages/register/src/sleutel.ts': 'a thumbprint and the size of a key: computed from the key alone',
  'packages/register/src/verschil.ts': 'comparing two values by what they hold',
  'services/sla/src/vaste-id.ts': 'an id computed from what it identifies: hashing reads nothing and keeps nothing',
}

/** Default exports that a tool asks for. */
export const DEFAULT_EXPORTS: Readonly<Record<string, string>> = {
  'vitest.config.ts': 'vitest reads its configuration from a default export',
  'test/opzet.ts': 'vitest calls the default export of a globalSetup',
}

export const MAX_REGELS = 250

export function isDeel(naam: string): naam is Deel {
  return Object.hasOwn(TEKENING, naam)
}

/** The part a file belongs to; null for what lies beside them (test/, bench/, chaos/, cluster/, configuration). */
export function deelVan(pad: string): Deel | null {
  const [eerste, tweede = ''] = pad.split('/')
  if (eerste === 'schemas') return 'schemas'
  return (eerste === 'packages' || eerste === 'services') && isDeel(tweede) ? tweede : null
}

/** Tests, and what lies beside the parts and only runs them. */
export function isProef(pad: string): boolean {
  return /\.(test|suite|proef)\.ts$/.test(pad) || /^(?:test|bench|chaos|cluster)\//.test(pad)
}

/** A decision is a pure function: all of regels, and in a stage the files named after what they decide. */
export function isBesluit(pad: string): boolean {
  if (isProef(pad)) return false
  return (
    deelVan(pad) === 'regels' ||
    /^services\/[a-z]+\/src\/(?:.*\/)?(?:besluit|[a-z]+-besluit|(?:besluit|bepaal|kies)-[a-z-]+)\.ts$/.test(pad)
  )
}
