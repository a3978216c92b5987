import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { WORTEL } from './compose.ts'

/** A Kubernetes object, as `kubectl apply` would be given it. */
export type Manifest = {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly [veld: string]: unknown }
  readonly [veld: string]: unknown
}

const BOUWERS = [
  ['kubectl', ['kustomize']],
  ['kustomize', ['build']],
] as const

/** What makes manifests of a kustomization here; null when nothing can. */
export function kiesKustomize(): ((map: string) => Manifest[]) | null {
  for (const [opdracht, begin] of BOUWERS) {
    const bouw = (map: string) =>
      execFileSync(opdracht, [...begin, map], { cwd: WORTEL, encoding: 'utf8', stdio: 'pipe' })
    try {
      bouw('infra/gateway')
      return (map) => parseAllDocuments(bouw(map)).map((doc) => eisManifest(doc.toJS()))
    } catch (fout) {
      if (!(fout instanceof Error && 'code' in fout && fout.code === 'ENOENT')) throw fout
    }
  }
  return null
}

export function eisManifest(gelezen: unknown): Manifest {
  if (isManifest(gelezen)) return gelezen
  throw new Error(`no Kubernetes object: ${JSON.stringify(gelezen)}`)
}
function isManifest(gelezen: unknown): gelezen is Manifest {
  const { apiVersion, kind, metadata } = Object(gelezen)
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof Object(metadata).name === 'string'
}

const MODULES: Readonly<Record<string, string>> = { 'monitoring.coreos.com': '@kubernetes-models/prometheus-operator' }

/**
 * Holds each against the types that are made from the published schemas of Kubernetes: a field that is not there, is missing or is of another kind.
 * Gives of each what is wrong with it. (The validators of the same package let unknown fields through; the types do not.)
 */
export function keurManifesten(manifesten: readonly Manifest[]): string[][] {
  const basis = join(WORTEL, 'node_modules/.cache')
  mkdirSync(basis, { recursive: true })
  const map = mkdtempSync(join(basis, 'manifesten-'))
  try {
    manifesten.forEach((manifest, i) => {
      writeFileSync(join(map, `m${i}.ts`), alsTypescript(manifest))
    })
    const opties = { strict: true, noEmit: true, module: 'nodenext', target: 'esnext', skipLibCheck: true, types: [] }
    writeFileSync(join(map, 'tsconfig.json'), JSON.stringify({ compilerOptions: opties, include: ['*.ts'] }))
    const regels = tsc(map).split('\n')
    return manifesten.map((_manifest, i) => regels.filter((regel) => regel.startsWith(`m${i}.ts(`)))
  } finally {
    rmSync(map, { recursive: true, force: true })
  }
}

function alsTypescript(manifest: Manifest): string {
  const { apiVersion, kind } = manifest
  const pakket = MODULES[apiVersion.split('/')[0] ?? ''] ?? 'kubernetes-models'
  return `import type { I${kind} } from '${pakket}/${apiVersion}'\nexport const manifest: I${kind} = ${JSON.stringify(manifest, null, 1)}\n`
}

function tsc(map: string): string {
  try {
    return execFileSync(
      process.execPath,
      [join(WORTEL, 'node_modules/typescript/bin/tsc'), '-p', map, '--pretty', 'false'],
      {
        cwd: map,
        encoding: 'utf8',
        stdio: 'pipe',
      },
    )
  } catch (fout) {
    const uit = fout instanceof Error && 'stdout' in fout ? String(fout.stdout) : ''
    if (!/^m\d+\.ts\(/m.test(uit))
      throw new Error(`the compiler could not look at the manifests: ${uit}`, { cause: fout })
    return uit
  }
}
