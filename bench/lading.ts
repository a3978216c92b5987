import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Gegenereerd, Lading } from './generator.ts'

const GENERATOR = fileURLToPath(new URL('./generator.ts', import.meta.url))

/** Runs the load generator as a process of its own, so that it takes no time from what is measured in this one. */
export async function draaiLading(lading: Lading): Promise<Gegenereerd> {
  const proces = spawn(process.execPath, [GENERATOR, JSON.stringify(lading)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const delen: Buffer[] = []
  proces.stdout.on('data', (deel: Buffer) => delen.push(deel))
  const code = await new Promise((klaar) => proces.once('close', klaar))
  if (code !== 0) throw new Error(`the generator stopped with code ${code}`)
  return JSON.parse(Buffer.concat(delen).toString('utf8'))
}
