import { registerHooks } from 'node:module'

/** A process that loads the whole hub and starts its traces as its settings say, and prints which packages of OpenTelemetry it loaded. */
const geladen = new Set<string>()
registerHooks({
  load(url, context, volgende) {
    const pakket = /node_modules\/(@opentelemetry\/[^/]+)/.exec(url)?.[1]
    if (pakket !== undefined) geladen.add(pakket)
    return volgende(url, context)
  },
})

await import('../../services/knooppunt/src/alles.ts')
await import('../../packages/platform/src/stage-proces.ts')
const { startSpoor } = await import('../../packages/platform/src/spoor-start.ts')
const { leesConfig } = await import('../../packages/platform/src/config.ts')
const { SPOOR_VELDEN } = await import('../../packages/platform/src/spoor-velden.ts')
const { maakLog } = await import('../../packages/platform/src/log.ts')
const { maakMetrieken } = await import('../../packages/platform/src/metrieken.ts')

const gelezen = leesConfig(SPOOR_VELDEN, process.env)
if (gelezen.kind === 'fout') throw new Error(gelezen.problemen.join('\n'))
const log = maakLog({ dienst: 'proef', niveau: 'silent' })
await startSpoor({ config: gelezen.config, dienst: 'proef', log, metrieken: maakMetrieken() })
process.stdout.write(JSON.stringify([...geladen].sort()))
process.exit(0)
